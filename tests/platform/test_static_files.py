"""What browsers load: compressed, and named by content so that no old module meets a new one."""

from __future__ import annotations

import gzip
import random
import re
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory

from practice_hub import parts
from practice_hub.compressing import PageGZipMiddleware, compressed_page


def test_scripts_import_each_other_by_content(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = parts.storages(is_collected=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    scripts = [path for path in (tmp_path / "js").glob("*.js") if len(path.suffixes) == 2]
    assert len(scripts) > 30
    named = set()
    for script in scripts:
        text = script.read_text()
        assert gzip.decompress(script.with_name(script.name + ".gz").read_bytes()).decode() == text
        named |= set(re.findall(r'["\']\./([^"\']+\.js)["\']', text))
    assert len(named) > 20  # also the worker that is not imported but started
    assert named <= {path.name for path in scripts}
    assert any(name.startswith("stream-worker.") for name in named)


def test_pages_are_compressed_and_nothing_else(client: Client, db: None) -> None:
    plain = client.get("/accounts/login/")
    packed = client.get("/accounts/login/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert b"Sign in" in gzip.decompress(packed.content)
    assert len(packed.content) < len(plain.content) / 2
    refused = client.get("/accounts/login/", headers={"accept-encoding": "gzip;q=0, identity"})
    assert (
        "Content-Encoding" not in refused.headers and "Accept-Encoding" in refused.headers["Vary"]
    )
    words = client.get("/healthz", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in words.headers


def test_what_is_compressed_is_of_random_length_and_worth_it() -> None:
    page = b"<p>Thank you, we call you back.</p>" * 40
    packed = {compressed_page(page, 100) for _ in range(60)}
    assert {gzip.decompress(each) for each in packed} == {page}
    assert len({len(each) for each in packed}) > 10
    asked = RequestFactory().get("/", headers={"accept-encoding": "br, gzip"})
    for answer in (
        HttpResponse(b"<p>short</p>"),
        HttpResponse(page, headers={"Content-Encoding": "br"}),
        HttpResponse(page, content_type="text/csv"),
        HttpResponse(random.Random(1).randbytes(400)),
    ):
        before = answer.content, answer.get("Content-Encoding")
        PageGZipMiddleware(lambda _, given=answer: given)(asked)
        assert (answer.content, answer.get("Content-Encoding")) == before
