"""Clocks go with the post that started them; in the transaction of the split."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from inbox.clock_lines import Lines
from inbox.clock_rows import MOVED, Start, set_start
from inbox.domain.clockwork import PRIVATE, PUBLIC, RESPONSES
from inbox.domain.targets import ClockKind
from inbox.models import Approval, Clock, Conversation, Promise
from listening.models import Mention
from practice_hub.bulk import update_rows


def move_clocks(
    row: Conversation, new: Conversation, posts: Sequence[Mention], replies: Iterable[int]
) -> None:
    """Those that `posts` started, and the timers of `replies`, from `row` to `new` (saved).

    What has stopped keeps all it measured. What runs becomes the first or the next answer of the
    new conversation, whichever that is.
    """
    here = Clock.objects.filter(conversation=row)
    started = [post.posted_at for post in posts]
    asked = here.filter(kind__in=list(RESPONSES), audience=PUBLIC, started_at__in=started)
    running = list(asked.filter(stopped_at=None))
    asked.exclude(stopped_at=None).update(conversation=new, round=new.round)
    lines = Lines.load(row.practice_id)
    for clock in running:
        _begin_again(clock, new, lines)
    update_rows(running, ["conversation", "kind", "round", *MOVED])
    _move_timers(row, new, list(replies))


def move_private_clocks(row: Conversation, new: Conversation, replies: list[int]) -> None:
    """Those of the private talk, running or not, from `row` to `new` as they are. Whether a first
    private contact is still to come is read off each of the two (`follow`)."""
    here = Clock.objects.filter(conversation=row, audience=PRIVATE)
    contact = Q(kind=ClockKind.PRIVATE_CONTACT.value, stopped_at__isnull=False)
    moved = here.filter(Q(kind__in=list(RESPONSES)) | contact)
    moved.update(conversation=new, round=new.round)
    _move_timers(row, new, replies)


def _begin_again(clock: Clock, new: Conversation, lines: Lines) -> None:
    kind = ClockKind.NEXT_RESPONSE if new.round_answered_at else ClockKind.FIRST_RESPONSE
    clock.conversation, clock.kind, clock.round = new, kind.value, new.round
    due = lines.due(kind, new, clock.audience, clock.started_at)
    start = Start(kind, clock.audience, clock.started_at, clock.seen_at, due)
    set_start(clock, new, start, lines)


def _move_timers(row: Conversation, new: Conversation, replies: list[int]) -> None:
    """Approvals and promises follow their answers."""
    for kind, model in ((ClockKind.APPROVAL, Approval), (ClockKind.PROMISE, Promise)):
        moved = model._default_manager.filter(reply__in=replies)
        subjects = list(moved.values_list("pk", flat=True))
        moved.update(conversation=new)
        Clock.objects.filter(conversation=row, kind=kind.value, subject_id__in=subjects).update(
            conversation=new
        )
