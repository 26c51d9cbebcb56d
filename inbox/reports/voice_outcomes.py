"""What became of unhappy conversations after our answer (O3), and the recovery rate.

A conversation is unhappy when a first public answer was owed to an unhappy post in the period: its
clock says so, and clocks outlive texts. What counts as good, all after that answer:

- edited: the person changed a post, and nothing they had written reads as unhappy any more;
- removed: the person took a post of the conversation back;
- happier: the last thing they said of us is happy;
- advocate: happy on three different days or more, and not unhappy again.
"""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, NullIf

from inbox.models import Clock, Conversation
from inbox.models.clocks import ClockQuerySet
from inbox.models.conversations import ConversationQuerySet
from inbox.reports.filters import Filters
from inbox.reports.voice_results import Outcomes
from listening.models import Mention, Sentiment
from listening.models.mentions import MentionQuerySet
from listening.voice import shown_sentiment_is
from listening.voice_people import ADVOCATE_HAPPY_DAYS

Outcome = Literal["unhappy", "answered", "edited", "removed", "happier", "advocates", "recovered"]
_HAPPY, _UNHAPPY = Sentiment.POSITIVE.value, Sentiment.NEGATIVE.value
_EDITED = Q(was_edited=True, is_still_unhappy=False)
_REMOVED, _ADVOCATE = Q(was_removed=True), Q(is_advocate=True)
_HAPPIER = Q(last_feeling=_HAPPY)


def outcomes(f: Filters, *, sees_private: bool = False) -> Outcomes:
    """Counted in conversations. `sees_private`: what was said in private counts too. One query."""
    cases = _cases(f, sees_private=sees_private)
    wanted = {name: Count("pk", filter=which) for name, which in _sets(f).items()}
    return Outcomes(**cases.aggregate(**wanted))


def conversations_behind(
    f: Filters, outcome: Outcome, *, sees_private: bool = False
) -> ConversationQuerySet:
    """The conversations that a figure of `outcomes` counts; as many as it says."""
    cases = _cases(f, sees_private=sees_private).filter(_sets(f)[outcome])
    return Conversation.objects.filter(pk__in=cases.values("conversation_id"))


def _sets(f: Filters) -> dict[Outcome, Q]:
    answered = Q(ending=Clock.Ending.DONE, stopped_at__lte=f.as_of)
    return {
        "unhappy": Q(pk__isnull=False),
        "answered": answered,
        "edited": answered & _EDITED,
        "removed": answered & _REMOVED,
        "happier": answered & _HAPPIER,
        "advocates": answered & _ADVOCATE,
        "recovered": answered & (_EDITED | _REMOVED | _HAPPIER | _ADVOCATE),
    }


def _cases(f: Filters, *, sees_private: bool) -> ClockQuerySet:
    """One clock an unhappy conversation, the first of the period, with what happened since."""
    first = _unhappy(f).order_by("conversation_id", "started_at", "pk").distinct("conversation_id")
    said = _said(sees_private=sees_private).filter(
        inbox_item__conversation=OuterRef("conversation_id")
    )
    later = _said(sees_private=sees_private).filter(
        author=OuterRef("conversation__author_id"),
        posted_at__gt=OuterRef("stopped_at"),
        posted_at__lte=f.as_of,
    )
    before = said.filter(posted_at__lte=OuterRef("stopped_at"), deleted_at=None)
    return Clock.objects.filter(pk__in=first.values("pk")).annotate(
        was_edited=Exists(said.filter(edited_at__gt=OuterRef("stopped_at"), deleted_at=None)),
        is_still_unhappy=Exists(before.filter(shown_sentiment_is(_UNHAPPY))),
        was_removed=Exists(said.filter(deleted_at__gt=OuterRef("stopped_at"))),
        last_feeling=Subquery(_feelings(later)[:1]),
        # In this order: most people who come back often were unhappy once more.
        is_advocate=_both(
            Q(~Exists(later.filter(shown_sentiment_is(_UNHAPPY)))), Q(Exists(_speaks_well(later)))
        ),
    )


def _unhappy(f: Filters) -> ClockQuerySet:
    found = Clock.objects.filter(
        practice_id=f.practice_id,
        local_day__range=(f.start, f.end),
        kind=Clock.Kind.FIRST_RESPONSE,
        audience=Clock.Audience.PUBLIC,
        sentiment=_UNHAPPY,
    )
    if f.sentiment:
        found = found.filter(sentiment=f.sentiment)
    if f.topic:
        found = found.filter(topics__contains=[f.topic])
    if not f.is_imported_too:
        found = found.filter(is_imported=False)
    chosen = {"network": f.network, "category": f.category}
    ids = {"location_id": f.location_id, "staff_id": f.staff_id}
    exact = {name: value for name, value in (chosen | ids).items() if value not in ("", None)}
    return found.filter(**exact)


def _said(*, sees_private: bool) -> MentionQuerySet:
    found = Mention.objects.inbound()
    return found if sees_private else found.filter(audience=Mention.Audience.PUBLIC)


def _feelings(said: MentionQuerySet) -> QuerySet[Mention, str]:
    shown = Coalesce(NullIf("corrected_sentiment", Value("")), "sentiment")
    return said.order_by("-posted_at", "-pk").values_list(shown)


def _speaks_well(said: MentionQuerySet) -> QuerySet[Any, Any]:
    days = Count("local_day", distinct=True)
    happy = said.filter(shown_sentiment_is(_HAPPY)).order_by().values("author_id")
    return happy.annotate(days=days).filter(days__gte=ADVOCATE_HAPPY_DAYS)


def _both(first: Q, second: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(first & second, output_field=BooleanField())
