"""What medical words do to a conversation, and who is told (P4).

A mark is sticky: triage or a person sets it, only a person takes it away, and then only something
new sets it again. What was written long before we first looked is marked too, but rings nobody for
each: one calm alert a source says that there is something to look through.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from django.conf import settings

from inbox.medical_alerts import members_of, tell_medical, tell_old_news, tell_red_flag
from inbox.models import Conversation, ConversationItem
from listening.events import MentionsIngested
from listening.models import Category, Mention, MentionRevision, Urgency
from listening.scoring import score_sentiment, triage
from practice_hub.audit.models import AuditEvent
from practice_hub.audit.record import build, record_many
from practice_hub.practices.models import Membership
from practice_hub.roles import Act, may

MOST_WORDS = 6
SIGN_WEIGHT = 3  # of a red flag, in the lexicon of triage
# On the first look at a source; later on only what nobody can act on any more counts as old, as
# we may have been away for a weekend and a complication of Friday is still one on Monday.
OLD_ON_FIRST_LOOK, OLD = timedelta(days=1), timedelta(days=7)


class Level(IntEnum):
    """How grave a text is to triage."""

    NONE = 0
    MEDICAL = 1
    RED_FLAG = 2


_NAMES = {
    Level.MEDICAL: "conversation.found_medical",
    Level.RED_FLAG: "conversation.red_flag",
}


def level_of(category: str, urgency: str) -> Level:
    if category != Category.MEDICAL:
        return Level.NONE
    return Level.RED_FLAG if urgency == Urgency.URGENT else Level.MEDICAL


def level_before(mention: Mention) -> Level:
    """What the text was before its latest edit: a mended comma is no new emergency."""
    earlier = MentionRevision.objects.filter(mention=mention).order_by("-pk").first()
    if earlier is None:
        return Level.NONE
    found = triage(earlier.text, score_sentiment(earlier.text))
    return level_of(found.category, found.urgency)


def mark(row: Conversation, level: Level, *, at: datetime, is_quiet: bool = False) -> Level:
    """Mark the instance; gives the level that people are to be told of now.

    `is_quiet`: old news; the mark stands, but no clock runs.
    """
    if level == Level.NONE:
        return Level.NONE
    is_new = not row.is_medical or row.reopened_at == at
    if not row.is_medical:
        row.is_medical = True
        row.medical_marked_at, row.medical_marked_by = at, None
    if level == Level.RED_FLAG and _escalate(row, at, is_quiet=is_quiet):
        return Level.RED_FLAG
    return Level.MEDICAL if is_new else Level.NONE


def _escalate(row: Conversation, at: datetime, *, is_quiet: bool) -> bool:
    """A new red flag opens the escalation, also one that somebody had; an open one stays as it is
    unless it was opened by old news, without a clock."""
    is_open = row.escalation == Conversation.Escalation.OPEN
    row.is_red_flag = True
    if is_open and (is_quiet or row.escalation_due_at is not None):
        return False
    row.escalation = Conversation.Escalation.OPEN.value
    row.escalated_at = at
    row.escalation_due_at = None if is_quiet else at + ack_time()
    row.escalation_acknowledged_by = row.escalation_acknowledged_at = None
    return True


def ack_time() -> timedelta:
    return timedelta(minutes=settings.RED_FLAG_ACK_MINUTES)


@dataclass(slots=True)
class MedicalNews:
    """What one page of posts brought: marks at once, alerts when the rows are written."""

    event: MentionsIngested
    _told: dict[str, tuple[Conversation, Level]] = field(default_factory=dict)
    _quiet: dict[str, tuple[Conversation, Level]] = field(default_factory=dict)

    def see(self, row: Conversation, mention: Mention) -> None:
        """A new post or message of a person."""
        level = level_of(mention.category, mention.urgency)
        self._take(row, level, is_quiet=self._is_old(mention.posted_at))

    def see_edit(self, row: Conversation, mention: Mention) -> None:
        """Changed words count as new as far as they are graver than those before."""
        level = level_of(mention.category, mention.urgency)
        if level > Level.NONE and level > level_before(mention):
            self._take(row, level, is_quiet=self._is_old(mention.edited_at or self.event.at))

    def _take(self, row: Conversation, level: Level, *, is_quiet: bool) -> None:
        told = mark(row, level, at=self.event.at, is_quiet=is_quiet)
        pile = self._quiet if is_quiet else self._told
        if told > pile.get(row.key, (row, Level.NONE))[1]:
            pile[row.key] = row, told

    def _is_old(self, posted_at: datetime) -> bool:
        feed = self.event.feed
        is_first_look = feed is not None and feed.last_success_at is None
        return posted_at < self.event.at - (OLD_ON_FIRST_LOOK if is_first_look else OLD)

    def announce(self) -> None:
        """Audit rows and alerts, in the transaction of the page; the rows have their ids."""
        if not self._told and not self._quiet:
            return
        at, account = self.event.at, self.event.account
        record_many(_found(_NAMES[level], row, at) for row, level in self._told.values())
        record_many(
            _found("conversation.found_in_past", row, at) for row, _ in self._quiet.values()
        )
        members = members_of(account.practice_id)
        for row, level in self._told.values():
            tell = tell_red_flag if level == Level.RED_FLAG else tell_medical
            tell(row, members, at=at)
        if self._quiet:
            tell_old_news(account, members, at=at)


def _found(name: str, row: Conversation, at: datetime) -> AuditEvent:
    return build(name, practice=row.practice_id, subject=row, actor=None, at=at)


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody may see of the mark. `words` decided, as they were written.

    `can_take`, `can_clear`: whether the buttons are offered; the actions ask again.
    """

    is_red_flag: bool
    words: tuple[str, ...]
    is_by_person: bool
    can_take: bool
    can_clear: bool


def decided_in_public(rows: Iterable[Conversation]) -> set[int]:
    """Those of `rows` whose public posts alone are medical, or that have no private side: what an
    outside agency may know of the mark. One query, none without medical rows."""
    medical = [row for row in rows if row.is_medical]
    known = {row.pk for row in medical if not row.has_private}
    asked = [row.pk for row in medical if row.has_private]
    if not asked:
        return known
    items = ConversationItem.objects.filter(
        conversation_id__in=asked,
        mention__audience=Mention.Audience.PUBLIC,
        mention__category=Category.MEDICAL,
    )
    return known | set(items.values_list("conversation_id", flat=True))


def hide_marks(rows: Iterable[Conversation], *, sees_private: bool) -> None:
    """For the eyes of an agency: take marks off instances (never saved) that it may not know."""
    if sees_private:
        return
    rows = list(rows)
    known = decided_in_public(rows)
    for row in rows:
        if row.pk not in known:
            row.is_medical = row.is_red_flag = False


def words_of(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """The words that decided, the newest post's first, each once; of an emergency its signs."""
    found: dict[str, str] = {}
    for mention in sorted(mentions, key=lambda m: m.posted_at, reverse=True):
        if mention.category == Category.MEDICAL and mention.deleted_at is None:
            signs = [r for r in mention.triage_reasons if r["weight"] >= SIGN_WEIGHT]
            for reason in signs or mention.triage_reasons:
                found.setdefault(str(reason["word"]).lower(), str(reason["word"]))
    return tuple(found.values())[:MOST_WORDS]


def shown(row: Conversation, mentions: Iterable[Mention], membership: Membership) -> Shown | None:
    """The mark for the page of `row`; None when there is none, or none for these eyes."""
    if not row.is_medical:
        return None
    role = membership.role
    needed = Act.CLEAR_RED_FLAG if row.is_red_flag else Act.MARK_MEDICAL
    is_open = row.escalation == Conversation.Escalation.OPEN
    return Shown(
        is_red_flag=row.is_red_flag,
        words=words_of(mentions),
        is_by_person=row.medical_marked_by_id is not None,
        can_take=is_open and may(role, Act.CLEAR_RED_FLAG),
        can_clear=may(role, needed),
    )
