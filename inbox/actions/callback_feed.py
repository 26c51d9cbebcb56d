"""The private address under which a member's calendar reads their calls."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from inbox.models import CallbackFeed
from practice_hub.audit.record import record
from practice_hub.practices.models import Membership
from practice_hub.roles import Act, may


@transaction.atomic(durable=True)
def make_feed(*, member: Membership, now: datetime) -> str:
    """A new secret, which is shown once and not kept; one from before stops working."""
    secret = secrets.token_urlsafe(32)
    CallbackFeed.objects.update_or_create(
        membership=member, defaults={"digest": digest_of(secret), "created_at": now}
    )
    record("calendar.made", practice=member.practice_id, subject=member, actor=member.user, at=now)
    return secret


@transaction.atomic(durable=True)
def stop_feed(*, member: Membership, now: datetime) -> None:
    """The address stops working at once; nothing happens when there is none."""
    deleted, _ = CallbackFeed.objects.filter(membership=member).delete()
    if deleted:
        record(
            "calendar.stopped",
            practice=member.practice_id,
            subject=member,
            actor=member.user,
            at=now,
        )


def drop_feed(*, member: Membership, **_: object) -> None:
    """Who leaves leaves no address behind, also for the day they come back."""
    CallbackFeed.objects.filter(membership=member).delete()


def member_of(secret: str) -> Membership | None:
    """Whose calendar asks; None for an unknown secret, and for who may no longer call."""
    feed = (
        CallbackFeed.objects.filter(digest=digest_of(secret))
        .select_related("membership__user", "membership__practice")
        .first()
    )
    if feed is None:
        return None
    member = feed.membership
    is_here = member.left_at is None and member.user.is_active
    return member if is_here and may(member.role, Act.READ_PRIVATE) else None


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
