"""The bar over the list: what can be done with several conversations, and what was just done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core import signing

from inbox.bulk import BulkAct, Step
from inbox.domain.snooze import offered, snooze_times
from inbox.forms_bulk import BulkForm
from inbox.time_words import snooze_words
from practice_hub.http import MemberRequest
from practice_hub.practices.hours import HoursBook

UNDO_SECONDS: Final = 30
KEPT: Final = "bulk_undo"  # in the session, for a browser without scripts
_SALT: Final = "inbox.bulk.undo"
Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Undo:
    """What stands beside the button that takes it back."""

    words: str
    token: str
    seconds: int = UNDO_SECONDS


def bulk_context(request: MemberRequest, members: Choices, now: datetime) -> dict[str, Any]:
    """Context of `inbox/_bulk.html` for a page on which nothing was pressed yet."""
    return {"bulk_form": bulk_form(request, members, now), "undo": _kept_undo(request)}


def bulk_form(
    request: MemberRequest, members: Choices, now: datetime, data: Any = None
) -> BulkForm:
    """The times are those of the practice; each conversation gets those of its own location."""
    hours = HoursBook.of(request.practice).hours(None)
    times = snooze_words(offered(snooze_times(now, hours)), now, request.practice.zone)
    return BulkForm(data, members=members, times=[(each.key, each.label) for each in times])


# ---- the token: signed, for this person, and of no use after half a minute ----


def undo_token(request: MemberRequest, act: BulkAct, steps: list[Step]) -> str:
    whose = [request.practice.pk, request.user.pk]
    return signing.dumps([*whose, act.value, steps], salt=_SALT, compress=True)


def read_token(request: MemberRequest, token: str) -> tuple[BulkAct, list[Step]] | None:
    """What was done, unless the token is too old or somebody else's."""
    try:
        practice, user, act, steps = signing.loads(token, salt=_SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature:
        return None
    if (practice, user) != (request.practice.pk, request.user.pk):
        return None
    return BulkAct(act), steps


def undo_of(request: MemberRequest, words: str, act: BulkAct, step: Step) -> Undo:
    """The way back from an act on one conversation."""
    return Undo(words, undo_token(request, act, [step]))


def joined(request: MemberRequest, undos: Sequence[Undo | None]) -> Undo | None:
    """The way back from one act on several threads, in the words of the first."""
    made = [undo for undo in undos if undo is not None]
    found = [read_token(request, undo.token) for undo in made]
    if not made or found[0] is None:
        return None
    act = found[0][0]
    steps = [step for each in found if each is not None for step in each[1]]
    return Undo(made[0].words, undo_token(request, act, steps))


def keep_undo(request: MemberRequest, undo: Undo | None) -> None:
    """For the page that a browser without scripts is led to."""
    if undo is not None:
        request.session[KEPT] = [undo.words, undo.token]


def _kept_undo(request: MemberRequest) -> Undo | None:
    """Of the press before this page, while it can still be taken back."""
    kept = request.session.pop(KEPT, None) if KEPT in request.session else None
    if not kept or read_token(request, kept[1]) is None:
        return None
    return Undo(kept[0], kept[1])
