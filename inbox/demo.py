"""Filling the demo: the town's past, read through the real connectors, then told who did what.

Only the demo uses this. Everything that came from the network went through the usual ingest; here
the past answers get their author, and past conversations their outcome, at the times they had.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.db import transaction
from django.db.models import F

from inbox import booking
from inbox.clock_rebuild import rebuild
from inbox.domain.lifecycle import Event, State
from inbox.models import Conversation, Leg, Reply
from listening.models import Category, Mention, Network
from practice_hub.audit.models import AuditEvent
from practice_hub.audit.record import build, record_many
from practice_hub.practices.models import Practice, User

SEEN_AFTER = timedelta(seconds=40)
STILL_OPEN = timedelta(hours=4)  # what is younger waits for whoever tries the demo
_NEEDS_ANSWER = {Category.COMPLAINT, Category.MEDICAL, Category.PRICE, Category.QUESTION}
_NETWORKS = {"x": Network.X, "fb": Network.FACEBOOK}
_PRIVATE = {"x": (Leg.Channel.X_DM, "x_user_id"), "fb": (Leg.Channel.MESSENGER, "psid")}
Story = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cast:
    """The practice and its staff by the key that the town uses."""

    practice: Practice
    staff: Mapping[str, User]

    def who(self, key: str | None) -> User | None:
        return self.staff.get(key or "")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@transaction.atomic
def link_private(
    practice: Practice, stories: Sequence[Story], people: Mapping[str, Mapping[str, str]]
) -> None:
    """Past private talks belong to the matter they came from; their legs are known before they
    are read.

    Facebook tells a comment's author and a Messenger person by different ids, and only the answer
    to a private reply joins the two. The past replies were not sent from here, so the town says.
    """
    for story in stories:
        row = _conversation(practice.pk, story) if story["private"] else None
        if row is None or not row.has_public:
            continue
        channel, name = _PRIVATE[story["network"]]
        Leg.objects.get_or_create(
            conversation=row,
            channel=channel,
            defaults={
                "account_id": row.account_id,
                "recipient_id": people[story["author_key"]][name],
                "opened_at": _at(story["private"][0]["at"]),
            },
        )


@transaction.atomic
def tell_past(cast: Cast, stories: Sequence[Story], now: datetime) -> int:
    """Give the past its authors and outcomes; gives how many conversations were told."""
    _seen_in_time(cast.practice)
    told = sum(_tell(cast, story) for story in stories)
    _settle_small_talk(cast, now)
    _time_it(cast, now)
    return told


def _time_it(cast: Cast, now: datetime) -> None:
    """Now that everything has its time, so have the clocks."""
    rows = Conversation.objects.select_for_update().filter(practice=cast.practice)
    rebuild(list(rows.order_by("pk")), at=now)


def _settle_small_talk(cast: Cast, now: datetime) -> None:
    """What the town said among itself, and last thanks, were looked at in their time."""
    left = Conversation.objects.select_for_update().filter(
        practice=cast.practice, is_unanswered=True, last_inbound_at__lt=now - STILL_OPEN
    )
    for row in left:
        if row.category in _NEEDS_ANSWER and row.first_answered_at is None:
            continue
        reason = "They thanked us" if row.first_answered_at else "Talk among neighbors"
        _no_reply(cast, row, {"no_reply_reason": reason, "resolved_by": "ana"})
        row.save()


def _seen_in_time(practice: Practice) -> None:
    """The past was heard when it happened, not when the demo was set up."""
    Mention.objects.filter(practice=practice).update(first_seen_at=F("posted_at") + SEEN_AFTER)
    Conversation.objects.filter(practice=practice).update(
        first_seen_at=F("started_at") + SEEN_AFTER
    )
    Reply.objects.filter(practice=practice).update(created_at=F("sent_at"))


def _conversation(practice_id: int, story: Story) -> Conversation | None:
    return (
        Conversation.objects.select_for_update()
        .filter(
            practice_id=practice_id,
            network=_NETWORKS[story["network"]],
            items__mention__external_id=story["root_id"],
        )
        .first()
    )


def _tell(cast: Cast, story: Story) -> bool:
    row = _conversation(cast.practice.pk, story)
    if row is None:
        return False
    _sign(cast, row, [*story["answers"], *_private_of_ours(story)])
    if story["no_reply_reason"]:
        _no_reply(cast, row, story)
    elif story["resolved_at"]:
        _resolve(cast, row, story)
    row.save()
    return True


def _private_of_ours(story: Story) -> list[Mapping[str, Any]]:
    return [message for message in story["private"] if message["from_practice"]]


def _sign(cast: Cast, row: Conversation, answers: Sequence[Mapping[str, Any]]) -> None:
    """What a member of staff wrote was sent from here; the rest stays "on the network"."""
    events: list[AuditEvent] = []
    for answer in answers:
        author = cast.who(answer["by"])
        if author is None:
            continue
        found = Reply.objects.filter(conversation=row, external_id=answer["id"])
        sent_at = _at(answer["at"])
        # As long as people take to write and to check a few sentences; each its own, ever the same.
        pace = timedelta(seconds=int(crc32(answer["id"].encode()) % 90))
        handed_in = max(sent_at - timedelta(seconds=15) - pace / 3, row.started_at + SEEN_AFTER)
        changes = {"author": author, "via": Reply.Via.API, "created_at": handed_in}
        if found.update(**changes) and not events:
            at = max(handed_in - timedelta(minutes=2) - pace * 2, row.started_at + SEEN_AFTER)
            events.append(
                build(
                    "conversation.claimed", practice=cast.practice, subject=row, actor=author, at=at
                )
            )
    record_many(events)


def _no_reply(cast: Cast, row: Conversation, story: Story) -> None:
    if not booking.move(row, Event.NO_REPLY):
        return
    row.no_reply_reason = story["no_reply_reason"]
    row.is_unanswered = row.is_waiting_private = False
    row.waiting_since = None
    row.closed_at = row.last_activity_at + timedelta(minutes=10)
    actor = cast.who(story["resolved_by"]) or cast.staff["ana"]
    _note(
        cast, row, "conversation.no_reply_needed", actor, row.closed_at, reason=row.no_reply_reason
    )


def _resolve(cast: Cast, row: Conversation, story: Story) -> None:
    """Resolved, then thanked in public or closed with a reason; a later word keeps it open."""
    if row.last_inbound_at > _ended_at(story) or not booking.move(row, Event.RESOLVE):
        return
    row.is_unanswered = False
    actor = cast.who(story["resolved_by"]) or cast.staff["ana"]
    row.resolved_at, row.resolved_by = _at(story["resolved_at"]), actor
    row.outcome = story["outcome"] or "Settled"
    row.is_waiting_private = False
    _note(cast, row, "conversation.resolved", actor, row.resolved_at)
    closing, reason = story["closing"], story["loop_skip_reason"]
    if closing:
        _thank(cast, row, closing)
    elif reason or not row.has_public:
        row.loop_skip_reason = reason or ""
        _close(row, row.resolved_at + timedelta(minutes=1))
        _note(cast, row, "conversation.loop_skipped", actor, row.closed_at, reason=reason or "")


def _ended_at(story: Story) -> datetime:
    """Words of thanks come a little after the end and reopen nothing."""
    ends = [story["resolved_at"], *(c["at"] for c in [story["closing"]] if c)]
    return max(_at(end) for end in ends) + timedelta(hours=1)


def _thank(cast: Cast, row: Conversation, closing: Mapping[str, Any]) -> None:
    Reply.objects.filter(conversation=row, external_id=closing["id"]).update(
        purpose=Reply.Purpose.CLOSING
    )
    _sign(cast, row, [closing])
    row.loop_closed_at = _at(closing["at"])
    row.state = State.LOOP_CLOSED.value
    _close(row, row.loop_closed_at + timedelta(minutes=1))


def _close(row: Conversation, at: datetime) -> None:
    if booking.move(row, Event.CLOSE):
        row.closed_at = at


def _note(
    cast: Cast, row: Conversation, name: str, actor: User, at: datetime | None, **details: str
) -> None:
    if at is not None:
        record_many(
            [build(name, practice=cast.practice, subject=row, actor=actor, at=at, **details)]
        )
