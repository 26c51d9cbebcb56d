"""Who looks at a conversation and who writes there, just now (issue 6, "together").

Kept in Redis for half a minute and nowhere else: a page says it again while it is open. It hinders
nobody, leaves no trace, and says nothing where there is no Redis.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, cast

import redis
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from redis.exceptions import RedisError

from inbox.access import sees_private
from inbox.models import Conversation
from practice_hub.practices.models import Membership
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act
from practice_hub.telling import LINE, PATIENCE_SECONDS, RedisAwayError, impatient_redis

TOPIC: Final = "presence"
STAYS_SECONDS: Final = 30


class Doing(StrEnum):
    """What somebody does with an open conversation; the middle ones are what they write."""

    LOOKING = "LOOKING"
    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"
    NOTE = "NOTE"
    LEFT = "LEFT"


_BY_WORD: Final = {doing.value: doing for doing in Doing}
_HIDDEN: Final = frozenset({Doing.PRIVATE, Doing.NOTE})
_WRITES: Final = {
    Doing.PUBLIC: gettext_noop("%(name)s is writing a public answer."),
    Doing.PRIVATE: gettext_noop("%(name)s is writing a private message."),
    Doing.NOTE: gettext_noop("%(name)s is writing a note."),
}


@dataclass(frozen=True, slots=True)
class Present:
    """A colleague who has the conversation open."""

    name: str
    doing: Doing


def doing_of(word: str) -> Doing | None:
    return _BY_WORD.get(word)


def say(conversation: Conversation, member: Membership, doing: Doing) -> None:
    """Told to others when it changes. An agency is not told what it could not see change."""
    try:
        before = _put(_key(conversation.pk, member.user_id), doing)
    except (RedisAwayError, RedisError, OSError):
        return
    if before == doing:
        return
    states = {_as_seen(each, is_inside=False) for each in (before, doing)}
    is_inward = len(states) == 1 or not conversation.has_public
    publish_on_commit(
        conversation.practice_id,
        TOPIC,
        [conversation.pk],
        heard_by=Act.READ_PRIVATE if is_inward else None,
    )


def others(
    conversation: Conversation, reader: Membership, threads: Sequence[Conversation] = ()
) -> list[Present]:
    """Everybody else who has it open, or one of the `threads` it is merged with, by name; one
    query and one question to Redis."""
    members = Membership.objects.active().filter(practice_id=conversation.practice_id)
    people = members.exclude(user=reader.user).select_related("user").order_by("user__name")
    colleagues = [member.user for member in people]
    rows = [conversation, *threads]
    found = iter(_get([_key(row.pk, user.pk) for user in colleagues for row in rows]))
    is_inside = sees_private(reader)
    there = [(user, _most([next(found) for _ in rows])) for user in colleagues]
    return [
        Present(user.first_name, _as_seen(doing, is_inside=is_inside))
        for user, doing in there
        if doing is not Doing.LEFT
    ]


def _most(doings: Sequence[Doing]) -> Doing:
    """Of what somebody does in several threads, the one that says most."""
    looks = Doing.LOOKING if Doing.LOOKING in doings else Doing.LEFT
    return next((one for one in doings if one in _WRITES), looks)


def sentences(present: Iterable[Present]) -> list[str]:
    """Who writes, one sentence each, then who only looks."""
    there = list(present)
    said = [_(_WRITES[one.doing]) % {"name": one.name} for one in there if one.doing in _WRITES]
    looking = [one.name for one in there if one.doing is Doing.LOOKING]
    return [*said, _looking(looking)] if looking else said


def _looking(names: Sequence[str]) -> str:
    match len(names):
        case 1:
            return _("%(name)s is looking.") % {"name": names[0]}
        case 2:
            return _("%(one)s and %(two)s are looking.") % {"one": names[0], "two": names[1]}
        case all_of_them:
            words = _("%(one)s, %(two)s and %(more)s more are looking.")
            return words % {"one": names[0], "two": names[1], "more": all_of_them - 2}


def _as_seen(doing: Doing, *, is_inside: bool) -> Doing:
    """What an agency learns of somebody who writes in private: that they have it open."""
    return doing if is_inside or doing not in _HIDDEN else Doing.LOOKING


def _key(conversation_id: int, user_id: int) -> str:
    return f"presence:{conversation_id}:{user_id}"


def _redis() -> redis.Redis:
    """Raises RedisAwayError."""
    LINE.check()
    if not settings.REDIS_URL:
        raise RedisAwayError
    return impatient_redis(settings.REDIS_URL, PATIENCE_SECONDS)


def _put(key: str, doing: Doing) -> Doing:
    """What it was before."""
    client = _redis()
    if doing is Doing.LEFT:
        return _read(client.getdel(key))
    return _read(client.set(key, doing.value, ex=STAYS_SECONDS, get=True))


def _get(keys: Sequence[str]) -> list[Doing]:
    if not keys:
        return []
    try:
        return [_read(value) for value in cast(list[object], _redis().mget(keys))]
    except (RedisAwayError, RedisError, OSError):
        return [Doing.LEFT] * len(keys)


def _read(value: object) -> Doing:
    return doing_of(value.decode() if isinstance(value, bytes) else "") or Doing.LEFT
