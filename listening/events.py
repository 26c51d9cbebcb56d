"""What listening announces, as past facts, inside the transaction that made them true.

Listening knows nothing of the inbox (principle 4), yet a mention and its conversation must commit
together (principle 2). So `ingest` calls the handlers registered here, in the same transaction;
a handler that raises undoes the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from listening.models import Author, Feed, Mention, NetworkAccount


@dataclass(frozen=True, slots=True)
class MentionsIngested:
    """One page was stored, or something was forgotten. `new` are first-seen mentions (own ones
    too), oldest first; `edited` have a changed text; `gone` are tombstones by now, each with its
    `gone_reason`, and nothing that quotes them may stay; of `nobodies` nothing is left (as they
    were before). `erased`: mentions, tombstones too, of which a person asked that all goes."""

    account: NetworkAccount
    feed: Feed | None
    new: Sequence[Mention]
    edited: Sequence[Mention]
    gone: Sequence[Mention]
    at: datetime
    nobodies: Sequence[Author] = ()
    erased: Sequence[int] = ()


Handler = Callable[[MentionsIngested], None]
_handlers: list[Handler] = []


def on_mentions_ingested(handler: Handler) -> Handler:
    """Register `handler`; used once, by the inbox."""
    if handler not in _handlers:
        _handlers.append(handler)
    return handler


def announce(event: MentionsIngested) -> None:
    for handler in _handlers:
        handler(event)
