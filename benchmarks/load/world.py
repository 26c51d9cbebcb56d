"""A practice of many people with some thousand conversations, in the database of a started hub.

Imported once Django knows that database. Posts go through the real ingest. Nothing is looked at
again on a network (the posts are none of the town's), and what is answered is taken back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from benchmarks.pages import text_of
from inbox.models import Conversation
from listening.connectors.base import Audience, AuthorData, MentionData, MentionKind, Page
from listening.ingest import store_items
from listening.models import NetworkAccount, Recheck
from practice_hub.practices.models import Membership, Practice, User
from practice_hub.realtime.publish import channels_of
from practice_hub.roles import Act, Role, may

PAGE = 100
PRIVATE_SHARE = 4  # every fourth conversation is a private talk
VENDOR_SHARE = 10  # every tenth person works for an outside agency
LONGEST_AGO = timedelta(minutes=1)  # nothing is late: mails about that are no part of this
TEXT_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Seat:
    """A signed-in person: the `Cookie` header of their session and what they may see and hear."""

    cookie: str
    practice_id: int
    sees_private: bool
    channels: frozenset[str]


@dataclass(frozen=True, slots=True)
class World:
    """Who works, who has a page open, and the conversations of each practice by its id."""

    agents: Sequence[Seat]
    browsers: Sequence[Seat]
    public: dict[int, list[int]]
    private: dict[int, list[int]]


def build(*, practices: int, agents: int, browsers: int, conversations: int) -> World:
    """Everybody and everything is spread evenly over the practices.

    Browsers belong to the people at work: each has several pages and devices open.
    """
    now = timezone.now()
    made = [_practice(number) for number in range(practices)]
    for practice in made:
        _fill(practice, conversations // practices, now)
    people = [_person(made[number % practices], number) for number in range(agents)]
    return World(
        [_seat(person) for person in people],
        [_seat(people[number % agents]) for number in range(browsers)],
        {practice.pk: _ids(practice, is_private=False) for practice in made},
        {practice.pk: _ids(practice, is_private=True) for practice in made},
    )


def _practice(number: int) -> Practice:
    return Practice.objects.create(
        name=f"Load {number + 1}", slug=f"load-{number + 1}", time_zone="America/New_York"
    )


def _person(practice: Practice, number: int) -> Membership:
    role = Role.VENDOR if number % VENDOR_SHARE == VENDOR_SHARE - 1 else Role.AGENT
    user = User.objects.create(email=f"person{number}@load.example", name=f"Person {number}")
    return Membership.objects.create(practice=practice, user=user, role=role)


def _seat(person: Membership) -> Seat:
    """A device of theirs, signed in."""
    client = Client()
    client.force_login(person.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    header = f"{settings.SESSION_COOKIE_NAME}={cookie}"
    heard = frozenset(channels_of(person.practice_id, person.role))
    return Seat(header, person.practice_id, may(person.role, Act.READ_PRIVATE), heard)


def _fill(practice: Practice, count: int, now: datetime) -> None:
    account = NetworkAccount.objects.create(
        practice=practice,
        network="FACEBOOK",
        external_id=f"load{practice.pk}",
        display_name=practice.name,
        is_sandbox=True,
    )
    for items in _pages(practice, count, now):
        with transaction.atomic():
            store_items(account, None, Page(items, {}, is_last=True), now)
    Recheck.objects.filter(mention__practice=practice).delete()


def _pages(practice: Practice, count: int, now: datetime) -> Iterator[tuple[MentionData, ...]]:
    for start in range(0, count, PAGE):
        numbers = range(start, min(start + PAGE, count))
        yield tuple(_item(f"{practice.pk}_{n}", n, now - LONGEST_AGO * n / count) for n in numbers)


def _item(key: str, number: int, posted_at: datetime) -> MentionData:
    who = AuthorData(external_id=f"p{key}", handle="", display_name=f"Neighbor {number}")
    is_private = number % PRIVATE_SHARE == 0
    text = text_of(number, TEXT_LENGTH)
    return MentionData(
        external_id=key,
        kind=MentionKind.MESSAGE if is_private else MentionKind.COMMENT,
        audience=Audience.PRIVATE if is_private else Audience.PUBLIC,
        posted_at=posted_at,
        text=text,
        thread_id=f"t{key}",
        raw=json.loads(json.dumps({"id": key, "message": text})),
        author=who,
        counterpart=who if is_private else None,
        version_id=key,
    )


def _ids(practice: Practice, *, is_private: bool) -> list[int]:
    found = Conversation.objects.filter(practice=practice, has_private=is_private)
    return list(found.order_by("pk").values_list("pk", flat=True))
