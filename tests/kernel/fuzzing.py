"""Sends what `fuzz_values` thinks up, and says what must not come back."""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from django.core.signals import got_request_exception
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, reverse

from tests.kernel.fuzz_learning import Fields, Learned
from tests.kernel.fuzz_values import Case
from tests.kernel.url_acts import URL_ACTS
from tests.kernel.visitors import Visitor, undone
from tests.kernel.world import World
from tests.support.addresses import every_name
from tests.support.answers import whole_body

BOUNDARY: Final = "BoUnDaRy"
TOKEN: Final = "t" * 32
FORM: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = f"multipart/form-data; boundary={BOUNDARY}"
# Written whatever is answered: who looked at what, who failed to sign in, when a person was here,
# how often an address tried; and the library's copy of a person's own mail address, which it makes
# when it reads the link of a mail.
ALWAYS: Final = re.compile(
    r"audit_|sign_?in|session|device|django_|usersession|attempt|mfa_|guard|sharedcount"
    r"|account_emailaddress"
)
WRITE: Final = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


@dataclass
class Target:
    """An address that `world` has an object for."""

    name: str
    parts: tuple[str, ...]
    values: dict[str, Any]

    def path(self, odd: tuple[str, ...] = ()) -> str:
        """With odd parts wherever the pattern lets them through, else as text in their place."""
        plain = reverse(self.name, kwargs=self.values)
        if not odd or not self.parts:
            return plain
        wrong = dict(zip(self.parts, odd, strict=False))
        for kwargs in (self.values | wrong, self.values | dict(list(wrong.items())[:1])):
            try:
                return reverse(self.name, kwargs=kwargs)
            except (NoReverseMatch, UnicodeError):
                continue
        first = str(self.values[self.parts[0]])
        return plain.replace(first, quote(odd[0].encode("utf-8", "surrogatepass"), safe=""), 1)


def targets(world: World) -> list[Target]:
    """Every address with a row in the table and with objects in `world`."""
    known = world.ids | {"uidb36": "1", "key": "set-password"}
    found = []
    for name, parts in every_name().items():
        values = known | world.own.get(name, {})
        if name in URL_ACTS and set(parts) <= set(values):
            found.append(Target(name, parts, {part: values[part] for part in parts}))
    return found


def fields_of(
    target: Target, case: Case, learned: Learned, *, is_post: bool
) -> list[tuple[str, str]]:
    """What is sent: as our pages send it, but for what the case spoils."""
    known: Fields = (learned.forms if is_post else learned.queries)[target.name]
    names = sorted(known) or ["q"]
    sent: dict[str, list[str]] = {}
    if case.is_kept:
        for number, name in enumerate(names):
            if known.get(name):
                sent[name] = [known[name][(case.address + number) % len(known[name])]]
    for number, value in case.spoiled:
        name = names[number % len(names)]
        # Now and then it is another value that a page knows, which leads elsewhere in the view.
        seen = known.get(name)
        right = seen[number % len(seen)] if seen and number % 5 == 0 else value
        sent[name] = ([*sent.get(name, ()), right]) if case.is_twice else [right]
    return [(name, value) for name, held in sent.items() for value in held]


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    return urlencode(
        [(_bytes(name), _bytes(value)) for name, value in pairs],
    ).encode()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def multipart(pairs: list[tuple[str, str]], files: list[tuple[str, str, bytes]]) -> bytes:
    lines = []
    for name, value in pairs:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        lines.append(_bytes(head) + _bytes(value) + b"\r\n")
    for name, file_name, data in files:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; '
        head += f'filename="{file_name}"\r\nContent-Type: image/png\r\n\r\n'
        lines.append(_bytes(head) + data + b"\r\n")
    return b"".join(lines) + f"--{BOUNDARY}--\r\n".encode()


def body_of(case: Case, pairs: list[tuple[str, str]], files: tuple[str, ...]) -> tuple[bytes, str]:
    """The bytes and the content type."""
    form = encoded(pairs)
    attached = [(name, case.file_name, case.file) for name in files]
    odd: dict[str, Callable[[], tuple[bytes, str]]] = {
        "multipart": lambda: (multipart(pairs, attached), MULTIPART),
        "cut multipart": lambda: (multipart(pairs, attached)[: -len(BOUNDARY) - 9], MULTIPART),
        "json": lambda: (json.dumps(dict(pairs)).encode(), "application/json"),
        "form as json": lambda: (form, "application/json"),
        "json as form": lambda: (json.dumps(dict(pairs)).encode(), FORM),
        "bytes": lambda: (form + b"&a=%ff%fe&\xff\xfe=\xc3\x28&%", FORM),
        "no type": lambda: (form, ""),
        "odd charset": lambda: (form, f"{FORM}; charset=utf-16"),
        "bad charset": lambda: (form, f"{FORM}; charset=klingon"),
        "no boundary": lambda: (multipart(pairs, attached), "multipart/form-data"),
        "huge field": lambda: (form + b"&body=" + b"x" * 2_700_000, FORM),
        "many fields": lambda: (form + b"&a=1" * 1_100, FORM),
        "deep": lambda: (b"[" * 50_000, "application/json"),
        "bad transfer": lambda: (_badly_coded(), MULTIPART),
        "big file": lambda: (multipart(pairs, [("file", "a.png", b"x" * 6_000_000)]), MULTIPART),
        "many files": lambda: (multipart(pairs, attached * 5 + attached * 40), MULTIPART),
    }
    return odd.get(case.body, lambda: (form, FORM))()


def _badly_coded() -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="body"\r\n'
    return f"{head}Content-Transfer-Encoding: base64\r\n\r\n=!=\r\n--{BOUNDARY}--\r\n".encode()


def request_of(target: Target, case: Case, learned: Learned, visitor: Visitor) -> HttpRequest:
    query = fields_of(target, case, learned, is_post=False) if not case.is_post else []
    extra: dict[str, Any] = {
        "HTTP_COOKIE": f"csrftoken={TOKEN}; {visitor.cookies}",
        "HTTP_X_CSRFTOKEN": TOKEN,
    }
    for name, value in case.headers:
        extra[f"HTTP_{name.upper().replace('-', '_')}"] = value
    extra["QUERY_STRING"] = encoded(query).decode("latin-1")
    if case.body == "bytes":
        extra["QUERY_STRING"] += "&%ff=%fe&\xff=\xc3("
    path = target.path(case.parts)
    if not case.is_post:
        return visitor.factory.generic("GET", path, **extra)
    files = tuple(name for name in learned.forms[target.name] if "file" in name or "pict" in name)
    pairs = fields_of(target, case, learned, is_post=True)
    body, kind = body_of(case, pairs, files or ("file", "pictures"))
    return visitor.factory.generic("POST", path, body, kind, **extra)


class Errors(logging.Handler):
    """What is logged at ERROR or above, and every exception that became a 500."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if "status_code" not in record.__dict__:  # those follow from what is seen anyway
            self.seen.append(f"logged {record.name} {record.getMessage()[:300]}")

    def note(self, sender: Any, request: HttpRequest | None = None, **more: Any) -> None:
        self.seen.append(traceback.format_exc(limit=-6))

    @contextmanager
    def listening(self) -> Iterator[None]:
        logging.getLogger().addHandler(self)
        got_request_exception.connect(self.note)
        try:
            yield
        finally:
            got_request_exception.disconnect(self.note)
            logging.getLogger().removeHandler(self)


class Writes:
    """Tables that a request has changed for good: what is taken back does not count."""

    def __init__(self) -> None:
        self.tables: list[str] = []
        self._marks: dict[str, int] = {}

    def __call__(self, execute: Callable[..., Any], sql: Any, *more: Any) -> Any:
        answer = execute(sql, *more)
        text = sql if isinstance(sql, str) else ""
        if text.startswith("SAVEPOINT"):
            self._marks[text.split()[-1]] = len(self.tables)
        elif text.startswith("ROLLBACK TO"):
            del self.tables[self._marks.get(text.split()[-1], 0) :]
        elif (found := WRITE.match(text)) and more[-1]["cursor"].rowcount > 0:
            self.tables.append(found[1])
        return answer


def ask(request: HttpRequest, visitor: Visitor) -> tuple[HttpResponseBase, bytes, list[str]]:
    """The answer, its body, and the tables it has left changed; all is taken back afterwards."""
    writes = Writes()
    with undone(is_write=True), connection.execute_wrapper(writes):
        try:
            response = visitor.handler.get_response(request)
            body = whole_body(response)
        finally:
            visitor.come_back()
    return response, body, writes.tables


def wrong_with(response: HttpResponseBase, body: bytes, tables: list[str], name: str) -> list[str]:
    """In words; empty if all is well."""
    found = []
    status = response.status_code
    kind = response.headers.get("Content-Type", "")
    if status >= 500 and name != "readyz":
        found.append(f"answers {status}")
    elif status >= 400 and kind.startswith("text/html"):
        found += [] if is_ours(body.decode("utf-8", "replace")) else ["is no page of ours"]
    left = sorted({table for table in tables if not ALWAYS.search(table)})
    if left and status >= 400:
        found.append(f"answers {status} and leaves {left} changed")
    return found


def is_ours(html: str) -> bool:
    """Nothing that Django or a server says by itself."""
    bare = ("<h1>Bad Request (400)</h1>", "<h1>Not Found</h1>", "<h1>403 Forbidden</h1>")
    return bool(html.strip()) and not any(each in html for each in bare)
