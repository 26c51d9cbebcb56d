"""The rows that the page of a conversation is made of, each kind by one statement."""

from __future__ import annotations

from django.db.models import QuerySet

from inbox.columns import unseen
from inbox.models import ConversationItem, Leg, Note, Reply
from listening.models import MentionReason, MentionRevision
from practice_hub.audit.models import AuditEvent
from practice_hub.ready import one_of, ready

_MAX_EVENTS = 200
MAX_ITEMS = 150  # the newest; a talk of thousands must not take the page down
# These show as what they made, so the act itself would only repeat it.
_SHOWN_OTHERWISE = {
    "note.added",
    "reply.queued",
    "reply.sending",
    "reply.sent",
    "reply.written_on_network",
    "conversation.opened",
    "guard.blocked",  # what was not sent is nothing that happened here
    # Who looked is told on the page of the audit; here it would push out what was done.
    "conversation.viewed",
    "private_messages.viewed",
}


@ready
def legs_of(conversation_id: int, /) -> QuerySet[Leg, Leg]:
    return Leg.objects.filter(conversation_id=conversation_id)


@ready
def items_of(
    conversation_id: int, /, *, private: bool, is_whole: bool
) -> QuerySet[ConversationItem, ConversationItem]:
    items = ConversationItem.objects.filter(conversation_id=conversation_id)
    if not private:
        items = items.filter(mention__audience="PUBLIC")
    people = ("mention__author", "mention__counterpart", "mention__corrected_by")
    shown = items.select_related(*people, "leg").order_by("-mention__posted_at", "-seq")
    shown = shown.defer(*unseen(users=["mention__corrected_by"]))
    return shown if is_whole else shown[: MAX_ITEMS + 1]


@ready
def reasons_of(mention_ids: list[int], /) -> QuerySet[MentionReason, MentionReason]:
    found = MentionReason.objects.filter(one_of("mention_id", mention_ids))
    related = found.select_related("feed__term", "feed__account").order_by("pk")
    return related.defer(*unseen(accounts=["feed__account"]))


@ready
def revisions_of(mention_ids: list[int], /) -> QuerySet[MentionRevision, MentionRevision]:
    return MentionRevision.objects.filter(one_of("mention_id", mention_ids))


@ready
def written_of(conversation_id: int, /, *, private: bool) -> QuerySet[Reply, Reply]:
    found = Reply.objects.filter(conversation_id=conversation_id)
    if not private:
        found = found.filter(audience=Reply.Audience.PUBLIC)
    related = found.select_related("author", "leg", "target").order_by("pk")
    return related.defer(*unseen(users=["author"]))


@ready
def events_of(conversation_id: int, /) -> QuerySet[AuditEvent, AuditEvent]:
    found = AuditEvent.objects.filter(subject_type="conversation", subject_id=conversation_id)
    found = found.exclude(name__in=_SHOWN_OTHERWISE).select_related("actor")
    return found.defer(*unseen(users=["actor"])).order_by("-pk")[:_MAX_EVENTS]


@ready
def notes_of(conversation_id: int, /) -> QuerySet[Note, Note]:
    found = Note.objects.filter(conversation_id=conversation_id).select_related("author")
    return found.defer(*unseen(users=["author"]))
