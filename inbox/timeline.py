"""Everything the conversation page shows, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from inbox.access import sees_private
from inbox.callbacks import Call, call_for_page
from inbox.domain.lifecycle import State
from inbox.earlier import earlier_conversations
from inbox.medical import Shown, hide_marks, shown
from inbox.merging import other_threads
from inbox.models import Conversation, Leg, Reply
from inbox.pictures import keep_on
from inbox.promises import Timer, timers_of
from inbox.there import Part, may_have
from inbox.timeline_rows import (
    MAX_ITEMS,
    events_of,
    items_of,
    legs_of,
    notes_of,
    reasons_of,
    revisions_of,
    written_of,
)
from inbox.ways import PrivateWay, PublicWay, private_way, public_way
from listening.models import Mention
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Membership, User
from practice_hub.quick_words import gettext as _
from practice_hub.ready import keep_many


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the timeline. `kind` is "mention", "reply", "note" or "event". `thread` is the
    conversation it stands in, where that is merged with the one whose page this is."""

    kind: str
    at: datetime
    audience: str
    object: Any
    seq: int = 0
    thread: Conversation | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One station of the path under the name; `state` is "done", "now" or "todo"."""

    key: str
    label: str
    state: str


@dataclass(frozen=True, slots=True)
class Detail:
    conversation: Conversation
    legs: list[Leg]
    timeline: list[Entry]
    earlier: list[Conversation]
    written: list[Reply]  # all answers that the reader may see, sent or not
    pending: list[Reply]  # in flight or failed: they need eyes
    public: PublicWay
    private: PrivateWay | None
    steps: list[Step]
    sees_private: bool
    medical: Shown | None = None
    promises: tuple[Timer, ...] = ()
    call: Call | None = None
    hidden_count: int = 0  # older posts and messages that are not shown yet
    threads: tuple[Conversation, ...] = ()  # what it is merged with
    merged: tuple[Entry, ...] = ()  # what stands in those

    @property
    def talk(self) -> list[Entry]:
        """All that was said, in one order; `timeline` is this conversation's part of it."""
        if not self.merged:
            return self.timeline
        return sorted([*self.timeline, *self.merged], key=lambda entry: (entry.at, entry.seq))


def conversation_detail(
    conversation: Conversation, membership: Membership, *, now: datetime, is_whole: bool = False
) -> Detail:
    """All legs on one timeline (A2, A14); an outside agency gets the public leg only.

    The newest MAX_ITEMS posts and messages unless `is_whole`; older answers go with them.
    """
    private = sees_private(membership)
    hide_marks([conversation], sees_private=private)
    # For here and for the ways to answer.
    keep_many([conversation], "legs", legs_of(conversation.pk), parent="conversation")
    legs = [leg for leg in conversation.legs.all() if private or not leg.is_private]
    replies = _replies(conversation, private=private)
    mentions, hidden_count = _mention_entries(conversation, private=private, is_whole=is_whole)
    public = public_way(conversation, target=_newest_standing(mentions))
    entries = _entries(conversation, mentions, replies, hidden_count, private=private)
    threads = other_threads(conversation, membership)
    timers = timers_of([conversation], sees_private=private, now=now)
    return Detail(
        conversation=conversation,
        legs=legs,
        timeline=sorted(entries, key=lambda entry: (entry.at, entry.seq)),
        earlier=earlier_conversations(conversation, membership),
        written=replies,
        pending=[r for r in replies if r.is_in_flight or r.status == Reply.Status.FAILED],
        public=public,
        private=private_way(conversation, now=now, target=public.target) if private else None,
        steps=steps(conversation, membership.user, now),
        sees_private=private,
        medical=shown(conversation, (entry.object for entry in mentions), membership),
        promises=tuple(timers.get(conversation.pk, ())),
        call=call_for_page(conversation, now=now) if private else None,
        hidden_count=hidden_count,
        threads=tuple(threads),
        merged=tuple(
            entry
            for thread in threads
            for entry in _entries_of(thread, private=private, is_whole=is_whole)
        ),
    )


def _newest_standing(mentions: list[Entry]) -> Mention | None:
    """What an answer in public goes to, as far as it is among what was read anyway."""
    posts = (entry.object for entry in mentions if entry.audience == Mention.Audience.PUBLIC)
    standing = (post for post in posts if post.deleted_at is None)
    return max(standing, key=lambda post: (post.posted_at, post.pk), default=None)


def _entries(
    conversation: Conversation,
    mentions: list[Entry],
    replies: list[Reply],
    hidden_count: int,
    *,
    private: bool,
) -> list[Entry]:
    """Posts and messages with what is no older than those that are shown."""
    since = min((entry.at for entry in mentions), default=None) if hidden_count else None
    others = [
        *(_reply_entry(reply) for reply in replies if _is_answer(reply)),
        *_inward_entries(conversation, private=private),
    ]
    return [*mentions, *(entry for entry in others if since is None or entry.at >= since)]


def _entries_of(thread: Conversation, *, private: bool, is_whole: bool) -> Iterator[Entry]:
    """What stands in another thread. Its numbers count in that thread alone."""
    mentions, hidden_count = _mention_entries(thread, private=private, is_whole=is_whole)
    replies = _replies(thread, private=private)
    for entry in _entries(thread, mentions, replies, hidden_count, private=private):
        if entry.kind != "event":  # who did what stands on its own page
            yield replace(entry, thread=thread)


def _mention_entries(
    conversation: Conversation, *, private: bool, is_whole: bool
) -> tuple[list[Entry], int]:
    """The newest items, and how many older ones are left out."""
    found = items_of(conversation.pk, private=private, is_whole=is_whole)
    hidden_count = 0
    if not is_whole and len(found) > MAX_ITEMS:
        items = conversation.items.all()
        shown = items if private else items.filter(mention__audience="PUBLIC")
        hidden_count = shown.count() - MAX_ITEMS
        found = found[:MAX_ITEMS]
    mentions = [item.mention for item in found]
    ids = [mention.pk for mention in mentions]
    keep_many(mentions, "reasons", reasons_of(ids), parent="mention")
    edited = [mention.pk for mention in mentions if mention.edited_at]
    keep_many(mentions, "revisions", revisions_of(edited) if edited else (), parent="mention")
    entries = [
        Entry("mention", item.mention.posted_at, item.mention.audience, item.mention, item.seq)
        for item in found
    ]
    return entries, hidden_count


def _replies(conversation: Conversation, *, private: bool) -> list[Reply]:
    if not may_have(conversation, Part.ANSWERS):
        return []
    replies = written_of(conversation.pk, private=private)
    for reply in replies:
        reply.conversation = conversation
    keep_on(conversation, replies)
    if any(reply.purpose == Reply.Purpose.EDIT for reply in replies):
        out = Reply.objects.filter(status=Reply.Status.SENT).select_related("author")
        prefetch_related_objects(
            replies, Prefetch("changes", out.order_by("pk"), to_attr="changes_out")
        )
    return replies


def _is_answer(reply: Reply) -> bool:
    """Out, and an answer of its own: a change shows as what it made of the answer it changed."""
    return reply.status == Reply.Status.SENT and reply.purpose != Reply.Purpose.EDIT


def _reply_entry(reply: Reply) -> Entry:
    return Entry("reply", reply.sent_at or reply.created_at, reply.audience, reply, reply.seq)


# Acts that say something of the private talk; an outside agency does not see them.
_PRIVATE_EVENTS = {
    "contact.recorded",
    "conversation.loop_skipped",
    "conversation.resolved",
    "conversation.found_medical",
    "conversation.found_in_past",
    "conversation.red_flag",
    "conversation.marked_medical",
    "conversation.unmarked_medical",
    "conversation.escalation_acknowledged",
    "conversation.escalation_late",
    # Why two belong together is often known from what was said in private.
    "conversation.merged",
    "conversation.merge_undone",
    "conversation.split_off",
    "conversation.posts_split",
    "conversation.begun_by_split",
}


def _inward_entries(conversation: Conversation, *, private: bool) -> list[Entry]:
    shown = [event for event in events_of(conversation.pk) if private or _is_public_event(event)]
    entries = [Entry("event", event.at, "", event) for event in shown]
    if private and may_have(conversation, Part.NOTES):
        notes = notes_of(conversation.pk)
        entries += [Entry("note", note.created_at, "", note) for note in notes]
    return entries


def _is_public_event(event: AuditEvent) -> bool:
    if event.details.get("audience") == Reply.Audience.PRIVATE:
        return False
    return event.name not in _PRIVATE_EVENTS and not event.name.startswith(("reply.", "approval."))


def steps(conversation: Conversation, user: User, now: datetime) -> list[Step]:
    """claimed, public answer, private, resolved, public thanks: the product in one line."""
    done = {
        "claimed": conversation.is_claimed(now) or conversation.state != State.NEW,
        "public": conversation.first_answered_at is not None,
        "private": conversation.first_private_at is not None,
        "resolved": conversation.resolved_at is not None,
        "thanks": conversation.loop_closed_at is not None,
    }
    labels = {
        "claimed": _claim_label(conversation, user, now),
        "public": _("Public answer"),
        "private": _("Private"),
        "resolved": _("Resolved"),
        "thanks": _("Public thanks"),
    }
    if not conversation.has_public:
        for key in ("public", "thanks"):
            labels.pop(key)
    current = None if conversation.is_ended else _next_step(list(labels), done)
    return [
        Step(key, label, "done" if done[key] else "now" if key == current else "todo")
        for key, label in labels.items()
    ]


def _next_step(keys: list[str], done: dict[str, bool]) -> str | None:
    """The first station behind the last one reached: what was skipped is not what comes next."""
    reached = max((i for i, key in enumerate(keys) if done[key]), default=-1)
    return keys[reached + 1] if reached + 1 < len(keys) else None


def _claim_label(conversation: Conversation, user: User, now: datetime) -> str:
    if not conversation.is_claimed(now):
        return _("Claimed") if conversation.state != State.NEW else _("Not claimed")
    if conversation.claimed_by_id == user.pk:
        return _("Claimed by you")
    holder = conversation.claimed_by
    return _("Claimed by %(name)s") % {"name": holder.first_name if holder else ""}
