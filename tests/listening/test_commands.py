from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from listening.models import Feed, NetworkAccount
from practice_hub.practices.models import Practice
from tests.listening.builders import NOW, account, feed

pytestmark = pytest.mark.django_db


def run(*args: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


def test_connecting_with_secrets_from_the_environment(
    practice: Practice, x_secrets: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in x_secrets.items():
        monkeypatch.setenv(f"X_{name.upper()}", value)
    said = run("connect_account", practice=practice.slug, network="X")
    made = NetworkAccount.objects.get(practice=practice)
    assert f"@{made.handle} is connected" in said
    assert not any(secret in said for secret in x_secrets.values())


@pytest.mark.parametrize("way", ["file", "stdin"])
def test_connecting_with_secrets_as_json(
    way: str,
    practice: Practice,
    page_secrets: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "secrets.json"
    file.write_text(json.dumps(page_secrets))
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(page_secrets)))
    source = str(file) if way == "file" else "-"
    run("connect_account", practice=practice.slug, network="FACEBOOK", secrets=source)
    assert NetworkAccount.objects.get().external_id == page_secrets["page_id"]


def test_what_is_missing_is_named_by_its_variable(practice: Practice) -> None:
    with pytest.raises(CommandError, match="Set X_ACCESS_TOKEN or give access_token"):
        run("connect_account", practice=practice.slug, network="X")


def test_an_unknown_practice_and_broken_json(practice: Practice, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=f"There is no practice nobody. Known: {practice.slug}"):
        run("connect_account", practice="nobody", network="X")
    file = tmp_path / "secrets.json"
    file.write_text('{"access_token": "town-secret"')
    with pytest.raises(CommandError, match="not valid JSON") as refused:
        run("connect_account", practice=practice.slug, network="X", secrets=str(file))
    assert "town-secret" not in str(refused.value)
    with pytest.raises(CommandError, match="cannot be read"):
        run("connect_account", practice=practice.slug, network="X", secrets=str(tmp_path / "no"))


def test_the_status_of_everything(practice: Practice) -> None:
    assert "No account is connected" in run("listening_status")
    made = account(practice, handle="lumenlakeside")
    feed(made, last_error_kind="PERMISSION", last_error="no", failures=2, last_success_at=NOW)
    out = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("listening_status", stdout=out)
    assert left.value.code == 1
    words = out.getvalue()
    assert "X @lumenlakeside - Connected" in words and "Not working" in words
    assert "does not let this app read this" in words
    Feed.objects.all().delete()
    NetworkAccount.objects.update(answers_blocked_at=NOW)
    with pytest.raises(SystemExit):
        call_command("listening_status", stdout=out)
    assert "takes no answers of @lumenlakeside" in out.getvalue()


@pytest.mark.parametrize("name", ["X_API_BASE_URL", "GRAPH_API_BASE_URL"])
@pytest.mark.parametrize("url", ["http://127.0.0.1:8010", "https://api.twitter.com.example"])
def test_production_refuses_any_place_but_the_real_networks(name: str, url: str) -> None:
    environment = os.environ | {"PRACTICE_HUB_ENV": "production", name: url}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert f"{name} is {url}, but in production tokens go to https://" in done.stderr
