"""From what was asked to conversations: the words by index, the operators as ordinary filters.

Who may not read private words searches a document without them, so neither a hit nor a count nor a
suggestion can tell that there are any.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from inbox.access import sees_private
from inbox.filters import in_queue
from inbox.models import (
    Callback,
    Conversation,
    ConversationItem,
    Note,
    Reply,
    SearchDocument,
)
from inbox.models.conversations import ENDED_STATES, ConversationQuerySet
from inbox.search.asking import Asked, Condition
from listening.models import Mention
from practice_hub.practices.models import Membership
from practice_hub.ready import ready_text

FEW = 1000
_OF_LABELS = ("category", "sentiment", "urgency", "topic")


def answering(
    found: ConversationQuerySet, asked: Asked, membership: Membership, now: datetime
) -> ConversationQuerySet:
    """Those of `found` that have all that was asked; none when nothing was."""
    if not asked.terms and not asked.conditions:
        return found.filter(pk=0)
    query = asked.as_query()
    if query:
        few = few_saying(query, membership)
        found = found.filter(saying(query, membership) if few is None else Q(pk__in=few))
    for condition in asked.conditions:
        found = _limited(found, condition, membership, now)
    return found


def few_saying(query: str, membership: Membership) -> list[int] | None:
    """The conversations, of any practice, whose words answer a tsquery; None for more than FEW.

    PostgreSQL cannot know how rare a beginning of a word is, takes it for frequent, and would look
    through the whole list for a page of what stands nowhere. Asked for many at once, it takes the
    index. What is frequent is then soon found by going through the list.
    """
    ids = _few(query, is_private=sees_private(membership))
    return ids if len(ids) <= FEW else None


@ready_text
def _few(query: str, /, *, is_private: bool) -> QuerySet[SearchDocument, int]:
    found = SearchDocument.objects.filter(_saying(query, "", is_private=is_private))
    return found.values_list("pk", flat=True)[: FEW + 1]


def saying(query: str, membership: Membership) -> Q:
    """Whose document, as far as the reader may know it, answers a tsquery."""
    return _saying(query, "search__", is_private=sees_private(membership))


def _saying(query: str, of: str, *, is_private: bool) -> Q:
    """`of`: the way from the rows to their documents."""
    all_words = Q(**{f"{of}words__asks": query})
    if is_private:
        return all_words
    is_all_public = Q(**{f"{of}public_words": None}) & all_words
    return is_all_public | Q(**{f"{of}public_words__asks": query})


def _limited(
    found: ConversationQuerySet, condition: Condition, membership: Membership, now: datetime
) -> ConversationQuerySet:
    if condition.name in _OF_LABELS and not sees_private(membership):
        found = found.exclude(last_mention__audience="PRIVATE")  # the labels are of those words
    match condition.name:
        case "is":
            fits = _is(str(condition.value), membership, now)
        case "has":
            fits = _has(str(condition.value), sees_private(membership))
        case "by":
            fits = _by(str(condition.value), sees_private(membership))
        case "before":
            fits = Q(started_at__lt=condition.value)
        case "after":
            fits = Q(last_activity_at__gte=condition.value)
        case "topic":
            fits = Q(topics__contains=[condition.value])
        case name:
            fits = Q(**{name: condition.value})
    return found.filter(~fits if condition.is_not else fits)


def _is(value: str, membership: Membership, now: datetime) -> Q:
    others: dict[str, Q] = {
        "all": Q(),
        "ended": Q(state__in=ENDED_STATES),
        "open": ~Q(state__in=ENDED_STATES),
        "late": Q(is_unanswered=True, due_at__lt=now),
        "medical": Q(is_medical=True),
        "claimed": Q(claimed_by__isnull=False, claim_expires_at__gt=now),
        "free": Q(claimed_by=None) | Q(claim_expires_at__lte=now),
    }
    if value == "medical" and not sees_private(membership):
        return Q(pk=0)  # a mark of what was said in private, too
    if value in others:
        return others[value]
    same = in_queue(Conversation.objects.filter(pk=OuterRef("pk")), value, membership, now)
    return Q(Exists(same))


def _has(value: str, private: bool) -> Q:
    inside: dict[str, Callable[[], Exists]] = {
        "picture": lambda: Exists(_items(private).exclude(mention__media=[])),
        "answer": lambda: Exists(_answers(private)),
        "note": lambda: Exists(Note.objects.filter(conversation=OuterRef("pk"))),
        "call": lambda: Exists(Callback.objects.filter(conversation=OuterRef("pk"))),
    }
    if value in ("note", "call") and not private:
        return Q(pk=0)
    return Q(inside[value]())


def _items(private: bool) -> QuerySet[ConversationItem]:
    found = ConversationItem.objects.filter(conversation=OuterRef("pk"))
    return found if private else found.filter(mention__audience=Mention.Audience.PUBLIC)


def _answers(private: bool) -> QuerySet[Reply]:
    found = Reply.objects.filter(conversation=OuterRef("pk"), status=Reply.Status.SENT)
    return found if private else found.filter(audience=Reply.Audience.PUBLIC)


def _by(ids: str, private: bool) -> Q:
    """In which one of these colleagues has answered or noted something, or which they have."""
    people = [int(pk) for pk in ids.split(",")]
    fits = Q(Exists(_answers(private).filter(author__in=people))) | Q(assigned_to__in=people)
    if private:
        notes = Note.objects.filter(conversation=OuterRef("pk"), author__in=people)
        fits |= Q(Exists(notes))
    return fits
