"""What the guard and the coach need to know around a text, read from the rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Max, QuerySet, Value

from inbox.domain.coach import Draft, Earlier
from inbox.domain.guard import Heard, check_safely
from inbox.domain.length import weighted_length
from inbox.models import Conversation, Reply
from inbox.ways import Limit, PrivateWay, PublicWay, limit_of, private_way, public_way
from listening.models import Mention, NetworkAccount
from practice_hub.practices.models import Location, Membership, Practice, User
from practice_hub.ready import ready, ready_text

LOOK_BACK = timedelta(days=30)  # A8
MOST_EARLIER = 2000
MOST_TOLD = 3000  # characters; the guard reads along while somebody types
# What the guard says of a bare name it does not know, or of everything while it is broken.
_NAME_RULES = frozenset({"doubt.word", "doubt.person", "guard.error"})
_OUT = [
    Reply.Status.SENT.value,
    Reply.Status.QUEUED.value,
    Reply.Status.SENDING.value,
    Reply.Status.UNCERTAIN.value,
]


def heard_of(row: Conversation, target: Mention | None, *, is_outside: bool = False) -> Heard:
    """The post that is answered, its author as the network shows them, and all else they told.

    `is_outside`: only what they told in public.
    """
    who = row.author
    return Heard(
        text=target.text if target and target.audience == Mention.Audience.PUBLIC else "",
        author_handle=who.handle if who else "",
        author_name=who.display_name if who else "",
        category=target.category if target else row.category,
        told=_told(row, target, is_outside=is_outside),
    )


def _told(row: Conversation, target: Mention | None, *, is_outside: bool) -> str:
    """The newest first: it may be cut, and what was told last is likeliest to slip out."""
    is_known = target is not None and target.audience == Mention.Audience.PUBLIC
    but_id = target.pk if target is not None and is_known else 0
    is_merged, here = row.matter is not None, row.matter or row.pk
    texts = _texts(here, but_id, is_merged=is_merged, is_outside=is_outside)
    return "\n".join(texts)[:MOST_TOLD]


@ready
def _texts(
    here: int, but_id: int, /, *, is_merged: bool, is_outside: bool
) -> QuerySet[Mention, str]:
    """Said here, or in what this is merged with: `here` is the conversation, or the matter."""
    items = Mention.objects.filter(is_own=False).exclude(text="").exclude(pk=but_id)
    if is_merged:
        items = items.filter(inbox_item__conversation__matter=here)
    else:
        items = items.filter(inbox_item__conversation_id=here)
    if is_outside:
        items = items.filter(audience=Mention.Audience.PUBLIC)
    return items.order_by("-posted_at", "-pk").values_list("text", flat=True)[:20]


class Names(NamedTuple):
    """`staff`: names and signatures of everybody who works here now; `practice`: how it, its
    places and its accounts call themselves."""

    staff: frozenset[str]
    practice: frozenset[str]


def names_of(practice: Practice) -> Names:
    """One query."""
    rows = _named(practice.pk)
    staff = {name for is_staff, *names in rows if is_staff for name in names}
    ours = {name for is_staff, *names in rows if not is_staff for name in names}
    return Names(frozenset(staff - {""}), frozenset((ours | {practice.name}) - {""}))


@ready
def _named(practice_id: int, /) -> QuerySet[Any, tuple[bool, str, str]]:
    people = Membership.objects.active().filter(practice_id=practice_id)
    places = Location.objects.filter(practice_id=practice_id)
    accounts = NetworkAccount.objects.sources().filter(practice_id=practice_id)
    parts: list[QuerySet[Any, Any]] = [
        found.annotate(is_staff=Value(is_staff)).values_list("is_staff", *names)
        for found, is_staff, names in (
            (people, True, ("user__name", "user__signature")),
            (places, False, ("name", "address")),
            (accounts, False, ("display_name", "handle")),
        )
    ]
    return parts[0].union(*parts[1:], all=True)


class Setting(NamedTuple):
    """What the guard knows around a text; read once for the text and its descriptions."""

    heard: Heard
    staff: frozenset[str]
    practice: frozenset[str]


def setting_of(
    row: Conversation, target: Mention | None, *, is_public: bool, is_outside: bool
) -> Setting:
    heard = heard_of(row, target, is_outside=is_outside) if is_public else Heard()
    return Setting(heard, *names_of(row.practice))


def is_own_name(user: User, signature: str) -> bool:
    """Is it nothing but the person's own name, as it may follow an approved invitation unread?

    People write their signature themselves, so a sentence in its place is read like any other
    text: else it would go out behind the approved words (P2).
    """
    words = {word.casefold() for word in user.name.split()} | {user.initials.casefold()}
    is_of_name = {word.casefold() for word in signature.split()} <= words
    return is_of_name and _tells_nothing(signature)


def _tells_nothing(name: str) -> bool:
    found = check_safely(name, audience="PUBLIC", heard=Heard()).findings
    rules = {finding.rule for finding in found} - _NAME_RULES
    return all(rule.startswith("identity.") for rule in rules)


def signatures_of(user: User) -> tuple[str, ...]:
    return tuple(name for name in (user.signature, user.first_name, user.initials) if name)


def earlier_texts(row: Conversation, audience: str, now: datetime) -> tuple[Earlier, ...]:
    """What the practice wrote to that audience in the last 30 days, to whom, how often (A8)."""
    return tuple(
        Earlier(text=text, person_key=_key(person, talk), sent_at=last, count=times)
        for text, person, talk, times, last in _written(
            row.practice_id, audience, row.pk, now - LOOK_BACK
        )
    )


@ready_text
def _written(
    practice_id: int, audience: str, but_id: int, since: datetime, /
) -> QuerySet[Reply, tuple[str, int | None, int, int, datetime]]:
    found = Reply.objects.filter(practice_id=practice_id, audience=audience, status__in=_OUT)
    found = found.filter(created_at__gte=since).exclude(body="").exclude(conversation_id=but_id)
    found = found.exclude(purpose=Reply.Purpose.EDIT)
    each = found.values("body", "conversation__author_id", "conversation_id")
    counted = each.annotate(times=Count("pk"), last=Max("created_at")).order_by("-last")
    names = ("body", "conversation__author_id", "conversation_id", "times", "last")
    return counted.values_list(*names)[:MOST_EARLIER]


def _key(author_id: int | None, conversation_id: int) -> str:
    return f"a{author_id}" if author_id else f"c{conversation_id}"


def way_of(row: Conversation, audience: str, now: datetime) -> PublicWay | PrivateWay | None:
    return public_way(row) if audience == "PUBLIC" else private_way(row, now=now)


def coach_draft(
    row: Conversation,
    body: str,
    audience: str,
    author: User,
    *,
    now: datetime,
    is_invitation: bool,
) -> Draft:
    """The coach's view of a text: how the person feels, what went before, how long it may be."""
    limit = limit_of(row.network, audience)
    who = row.author
    return Draft(
        text=body,
        audience=audience,
        category=row.category,
        sentiment=row.sentiment,
        has_public_answer=row.first_answered_at is not None,
        is_signing=row.practice.is_signing_replies,
        signatures=signatures_of(author),
        max_length=limit.max_length if limit else 0,
        length=_length(body, limit),
        earlier=earlier_texts(row, audience, now),
        person_key=_key(row.author_id, row.pk),
        handle=who.handle if who else "",
        name=who.display_name if who else "",
        has_public_post=row.has_public,
        now=now,
        is_invitation=is_invitation,
    )


def _length(body: str, limit: Limit | None) -> int:
    if limit is None:
        return len(body)
    return weighted_length(body, link_length=limit.links_as, wide_as_two=limit.wide_as_two)
