"""Files for commands and questions for the stream of events, made by somebody who wants them to
break: each is read, or refused in a sentence."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import quote

import pytest
from asgiref.sync import async_to_sync
from django.core.handlers.asgi import ASGIHandler
from django.core.management import CommandError, call_command
from django.test import AsyncRequestFactory

from inbox.management.commands.check_replies import check_stream
from practice_hub.backups.errors import BackupError
from practice_hub.backups.sealed import opened
from tests.kernel.fuzz_values import FILES, HEADERS, VALUES
from tests.kernel.fuzzing import Errors
from tests.people import Person

HISTORY = b"network,external_id,in_reply_to,author,is_practice,posted_at,text\n"
ODD_FILES = (
    *FILES,
    *(
        HISTORY,
        HISTORY.replace(b"\n", b"\r"),
        b"\xef\xbb\xbf" + HISTORY,
        HISTORY.decode().encode("utf-16"),
    ),
    HISTORY
    + "".join(f'x,{n},,"{v[:3000]}",1,{v[:99]},{v[:99]}\n' for n, v in enumerate(VALUES)).encode(
        "utf-8", "replace"
    ),
    HISTORY + b'x,1,1,a,0,9999-12-31T23:59:59-14:00,"never closed\n' + b"y" * 200_000,
    HISTORY + b"x,1,,a,2,2024-02-30T00:00:00Z,\x00\xff\n" * 50,
    HISTORY + b"," * 5_000 + b"\n",
    b'{"id": 1, "text": "a", "mention": [], "author": {"name": 7}}\n' * 3,
    b'{"id": NaN, "text": "\\ud800", "audience": {}}\n{"text": "' + b"a " * 30_000 + b'"}\n',
)


def test_files_are_read_or_refused_in_a_sentence(ana: Person, tmp_path: Path) -> None:
    path, slug, errors = tmp_path / "a file", ana.practice.slug, Errors()
    refused = 0
    with errors.listening():
        for data in ODD_FILES:
            path.write_bytes(data)
            lines = io.StringIO(data.decode("utf-8", "replace"))
            check_stream(lines, io.StringIO())
            with pytest.raises(BackupError):
                list(opened(io.BytesIO(data), "a passphrase that is long"))
            with pytest.raises(CommandError):
                secrets = {"practice": "nobody", "network": "X", "secrets": str(path)}
                call_command("connect_account", **secrets, stdout=io.StringIO())
            try:
                told = {"stdout": io.StringIO(), "stderr": io.StringIO()}
                call_command("import_history", str(path), practice=slug, **told)
            except CommandError:
                refused += 1
    assert errors.seen == []
    assert refused >= len(FILES) - 1


def test_the_stream_answers_whatever_is_asked(ana: Person) -> None:
    handler, factory, errors = ASGIHandler(), AsyncRequestFactory(), Errors()
    handler.load_middleware(is_async=True)
    cookie = "; ".join(f"{name}={each.value}" for name, each in ana.client.cookies.items())
    queries = [
        f"{name}={quote(value.encode('utf-8', 'replace')[:200])}"
        for name in ("lastEventId", "es-meta", "recover", "link", "channel")
        for value in ("true", "next", "error", *VALUES[::9])
    ]
    asked: list[tuple[str, dict[str, str]]] = [(query, {}) for query in queries]
    asked += [
        ("", {name: value}) for name, value in HEADERS if name not in ("Cookie", "Content-Length")
    ]
    wrong = []

    async def ask(query: str, headers: dict[str, str]) -> int:
        path = f"/events/{ana.practice.pk}/?{query}"
        request = factory.get(path, headers={"Cookie": cookie, **headers})
        return (await handler.get_response_async(request)).status_code

    with errors.listening():
        for query, headers in asked:
            status = async_to_sync(ask)(query, headers)
            if status >= 500 or errors.seen:
                wrong.append(f"{query[:80]} {headers}: {status} {errors.seen[-1:]}")
                errors.seen.clear()
    assert not wrong, "\n".join(wrong)
