"""Planned calls as pages show them: on the conversation, in the list, and what to propose (A5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from inbox.call_words import both_clocks, window_words
from inbox.domain.call_windows import Agenda, Window, load_windows, proposals, suits
from inbox.models import Callback, CallbackAttempt, CallbackMove, Conversation
from inbox.models.callbacks import CallbackQuerySet
from inbox.there import Part, may_have
from practice_hub.practices.hours import HoursBook
from practice_hub.practices.models import Membership, Practice, User
from practice_hub.ready import ready

UNDO_FOR = timedelta(hours=1)  # how long a canceled call still stands on the conversation
_SOON = timedelta(minutes=5)  # nobody dials faster
_STATES = ("late", "now", "near", "ahead")


@dataclass(frozen=True, slots=True)
class Slot:
    """A time to choose, on both clocks; `theirs` is "" when both show the same."""

    at: datetime
    theirs: str


@dataclass(frozen=True, slots=True)
class Call:
    """A callback as a page shows it. `state` is "ahead", "near", "now", "late", "done" or
    "canceled"; `remarks` say what is odd about its time."""

    callback: Callback
    state: str
    theirs: str
    suits_them: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.callback.status == Callback.Status.PLANNED

    @property
    def is_canceled(self) -> bool:
        return self.callback.status == Callback.Status.CANCELED

    @property
    def dials(self) -> str:
        """What a telephone can dial, or "" when it is reached another way."""
        return dialable(self.callback.reach)

    @property
    def attempts(self) -> list[CallbackAttempt]:
        return list(self.callback.attempts.all())

    @property
    def log(self) -> list[CallbackAttempt | CallbackMove]:
        """What was tried and moved, the newest first."""
        steps: list[CallbackAttempt | CallbackMove] = [*self.callback.attempts.all()]
        steps += self.callback.moves.all()
        return sorted(steps, key=lambda step: step.at, reverse=True)


def dialable(reach: str) -> str:
    """The digits of a number with its plus; "" for words, and for what is too short to be one."""
    kept = "".join(char for char in reach if char.isdigit() or char == "+")
    is_number = all(char.isdigit() or char in "+ -/().\u00a0" for char in reach)
    return kept if is_number and sum(char.isdigit() for char in kept) >= 3 else ""


def state_of(callback: Callback, now: datetime) -> str:
    if callback.status != Callback.Status.PLANNED:
        return callback.status.lower()
    lines = (callback.window_ends_at, callback.due_at, callback.warn_at)
    passed = (state for state, line in zip(_STATES, lines, strict=False) if line <= now)
    return next(passed, _STATES[-1])


def with_log(found: CallbackQuerySet) -> CallbackQuerySet:
    """With owner, attempts and moves: two queries more, however many rows."""
    steps = [
        Prefetch("attempts", CallbackAttempt.objects.select_related("by").order_by("-at", "-pk")),
        Prefetch("moves", CallbackMove.objects.select_related("by").order_by("-at", "-pk")),
    ]
    return found.select_related("owner", "settled_by", "created_by").prefetch_related(*steps)


def call_of(callback: Callback, *, ours: ZoneInfo, now: datetime) -> Call:
    """As the page shows it, without times to choose."""
    theirs = zone_named(callback.time_zone, ours)
    return Call(
        callback=callback,
        state=state_of(callback, now),
        theirs=both_clocks(callback.due_at, ours=ours, theirs=theirs),
        suits_them=tuple(window_words(window) for window in load_windows(callback.windows)),
    )


def zone_named(name: str, otherwise: ZoneInfo) -> ZoneInfo:
    """A zone that the machine no longer knows must not break a page."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return otherwise


def open_call(callback: Callback, practice: Practice, *, now: datetime) -> Call:
    """The same with times to choose and remarks: for the one whose sheet can be opened."""
    call = call_of(callback, ours=practice.zone, now=now)
    if not call.is_open:
        return call
    windows = load_windows(callback.windows)
    theirs = zone_named(callback.time_zone, practice.zone)
    agenda = agenda_of(practice, callback.conversation.location_id, callback.owner, but=callback)
    times = proposals(windows, zone=theirs, agenda=agenda, after=now + _SOON)
    return Call(
        callback=callback,
        state=call.state,
        theirs=call.theirs,
        suits_them=call.suits_them,
        remarks=remarks(callback.due_at, windows, theirs, agenda) if callback.due_at > now else (),
        slots=slots_of(times, practice.zone, theirs),
    )


def slots_of(times: Iterable[datetime], ours: ZoneInfo, theirs: ZoneInfo) -> tuple[Slot, ...]:
    return tuple(Slot(at, both_clocks(at, ours=ours, theirs=theirs)) for at in times)


def propose(
    practice: Practice,
    conversation: Conversation,
    owner: User,
    windows: Sequence[Window],
    theirs: ZoneInfo,
    *,
    now: datetime,
) -> tuple[Slot, ...]:
    """Times for a call that is not planned yet."""
    agenda = agenda_of(practice, conversation.location_id, owner)
    times = proposals(windows, zone=theirs, agenda=agenda, after=now + _SOON)
    return slots_of(times, practice.zone, theirs)


def agenda_of(
    practice: Practice, location_id: int | None, owner: User, *, but: Callback | None = None
) -> Agenda:
    """When the owner could call; two queries. `but`: a call that may move from where it is."""
    taken = Callback.objects.planned().filter(practice=practice, owner=owner)
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    member = Membership.objects.active().filter(practice=practice, user=owner).first()
    return Agenda(
        hours=HoursBook.of(practice).hours(location_id),
        away_until=member.away_until if member else None,
        taken=tuple(taken.values_list("due_at", flat=True)),
    )


def remarks(
    at: datetime, windows: Sequence[Window], theirs: ZoneInfo, agenda: Agenda
) -> tuple[str, ...]:
    """What is odd about a time: allowed, and said."""
    found = []
    if not suits(windows, at, theirs):
        found.append(_("This is not one of the times that they asked for."))
    if not agenda.hours.is_open(at):
        found.append(_("The practice is closed then."))
    if agenda.away_until and at < agenda.away_until:
        found.append(_("Whoever is to call is away then."))
    if not agenda.is_free(at):
        found.append(_("Whoever is to call has another call then."))
    return tuple(found)


def call_for_page(conversation: Conversation, *, now: datetime) -> Call | None:
    """What the page of a conversation shows: the planned call, or one just canceled."""
    if not may_have(conversation, Part.CALLS):
        return None
    pk = _shown.first(now - UNDO_FOR, conversation.pk)
    callback = with_log(Callback.objects.filter(pk=pk)).first() if pk else None
    if callback is None:
        return None
    callback.conversation = conversation
    return open_call(callback, conversation.practice, now=now)


@ready
def _shown(canceled_after: datetime, conversation_id: int, /) -> QuerySet[Callback, int]:
    shown = Q(status=Callback.Status.PLANNED) | Q(
        status=Callback.Status.CANCELED, settled_at__gt=canceled_after
    )
    found = Callback.objects.filter(shown, conversation_id=conversation_id)
    # Downward, the database puts what has no `settled_at` on top: the planned one.
    return found.order_by("-settled_at", "-pk").values_list("pk", flat=True)[:1]


def next_calls(
    rows: Iterable[Conversation], *, sees_private: bool, ours: ZoneInfo, now: datetime
) -> dict[int, Call]:
    """The planned call of each row that has one, for the list; one query, none for an agency."""
    ids = [row.pk for row in rows]
    if not ids or not sees_private:
        return {}
    found = Callback.objects.planned().filter(conversation_id__in=ids).select_related("owner")
    return {each.conversation_id: call_of(each, ours=ours, now=now) for each in found}


def sheet_of(callback: Callback, act: str) -> str:
    """The part of a page in which a form came back."""
    return f"call-{callback.pk}-{act}"
