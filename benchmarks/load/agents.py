"""People at work: each picks a conversation, claims it, writes, and gives it back.

One turn is eight acts: the list, the conversation, claim, the check of a draft, a note, an answer
in public or in private, its undo, release. What is read from the page is what a browser would send.
"""

from __future__ import annotations

import asyncio
import html
import random
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import aiohttp

from benchmarks.load.asking import PATIENCE_SECONDS, Asker
from benchmarks.load.tally import REFUSED

# The coach stops words that somebody else was sent already, so no two answers are alike.
SYLLABLES = ("ba", "do", "fi", "ka", "lu", "me", "no", "pi", "ra", "su", "te", "vo")
NOTE = "Looked into it, the front desk knows."
REASON = "They asked us in a message of their own."
FROM_LIST = 0.3  # so often one of the top of the list, which a colleague may have just taken
_FORM = (
    '<form class="compose"[^>]*action="[^"]*/{path}/[^>]*data-audience="{audience}">(.*?)</form>'
)
_INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_ROW = re.compile(r'id="row-(\d+)"')
_UNDO = re.compile(r"/inbox/replies/(\d+)/undo/")
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass(frozen=True, slots=True)
class Desk:
    """One person's work: what they may open, `first_at` on the clock and the pause between acts."""

    asker: Asker
    public: tuple[int, ...]
    private: tuple[int, ...]
    is_vendor: bool
    first_at: float
    every_seconds: float


async def work(desk: Desk, until: float) -> None:
    """Act until that time; an act that takes longer than the pause delays the next ones."""
    rng = random.Random(desk.first_at)
    ticks = _ticks(desk, until)
    desk = await _with_token(desk)
    with suppress(StopAsyncIteration):  # the time is over, wherever they are
        while True:
            await anext(ticks)
            await _turn(desk, rng, ticks)


async def _ticks(desk: Desk, until: float) -> AsyncIterator[float]:
    due = desk.first_at
    while due < until:
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        if time.perf_counter() >= until:
            return
        yield due
        due += desk.every_seconds


async def _with_token(desk: Desk) -> Desk:
    """The cookie of the forms' token, as a browser has it from its first page."""
    asker, tokens = desk.asker, list[str]()
    headers = {"Cookie": asker.cookie}
    try:
        async with (
            asyncio.timeout(PATIENCE_SECONDS),
            asker.session.get(f"{asker.base_url}/inbox/", headers=headers) as response,
        ):
            tokens = [m.OutputString().split(";")[0] for m in response.cookies.values()]
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        asker.tally().failed("first page", type(error).__name__)
    return replace(desk, asker=replace(asker, cookie="; ".join([asker.cookie, *tokens])))


async def _turn(desk: Desk, rng: random.Random, ticks: AsyncIterator[float]) -> None:
    asker = desk.asker
    rows = _ROW.findall(await asker.get("list", "/inbox/"))
    number = _chosen(desk, rng, rows)
    await anext(ticks)
    page = await asker.get("conversation", f"/inbox/{number}/")
    if not page:
        return
    await anext(ticks)
    status, page = await asker.post("claim", f"/inbox/{number}/claim/", _token(page))
    if not status or status == REFUSED:
        return
    await _write(desk, number, page, _body(rng), ticks)
    await anext(ticks)
    await asker.post("release", f"/inbox/{number}/release/", _token(page))


def _body(rng: random.Random) -> str:
    names = ("".join(rng.choices(SYLLABLES, k=4)) for _ in range(8))
    return f"Thank you, we look into it: {', '.join(names)}."


def _chosen(desk: Desk, rng: random.Random, rows: Sequence[str]) -> int:
    if rows and rng.random() < FROM_LIST:
        return int(rng.choice(rows))
    both = len(desk.public) + len(desk.private)
    is_private = not desk.is_vendor and rng.random() < len(desk.private) / both
    return rng.choice(desk.private if is_private else desk.public)


async def _write(
    desk: Desk, number: int, page: str, body: str, ticks: AsyncIterator[float]
) -> None:
    if not desk.is_vendor:
        await anext(ticks)
        note = _form(page, "note", "NOTE") | {"note": NOTE}
        await desk.asker.post("note", f"/inbox/{number}/note/", note)
    for audience in ("PUBLIC", "PRIVATE"):
        fields = _form(page, "send", audience)
        if fields:  # there is none while a colleague's answer waits for a go-ahead
            fields |= {"body": body, "skip_public_reason": REASON}
            await _answer(desk, number, audience, fields, ticks)
            return


async def _answer(
    desk: Desk, number: int, audience: str, fields: dict[str, str], ticks: AsyncIterator[float]
) -> None:
    asker, kind = desk.asker, audience.lower()
    await anext(ticks)
    await asker.post(f"check {kind}", f"/inbox/{number}/check/", fields)
    await anext(ticks)
    status, page = await asker.post(f"send {kind}", f"/inbox/{number}/send/", fields)
    reply = _UNDO.search(page) if status else None
    if reply is not None:
        await anext(ticks)
        await asker.post("undo", f"/inbox/replies/{reply[1]}/undo/", _token(page))


def _form(page: str, path: str, audience: str) -> dict[str, str]:
    """The hidden fields of one form of the composer, {} when it is not there."""
    found = re.search(_FORM.format(path=path, audience=audience), page, re.DOTALL)
    return {n: html.unescape(v) for n, v in _INPUT.findall(found[1])} if found else {}


def _token(page: str) -> dict[str, str]:
    found = _TOKEN.search(page)
    return {"csrfmiddlewaretoken": found[1]} if found else {}
