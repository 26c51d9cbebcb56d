"""Wrong passwords lock an account for the address they came from, and a link by mail unlocks it.

Whoever guesses is stopped where they guess; the same person is let in from everywhere else, and
colleagues behind the same address are not touched. An address that nobody has is counted, locked
and answered as any other, so that nobody learns who has an account.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from practice_hub.audit.record import record
from practice_hub.jobs import enqueue_on_commit
from practice_hub.practices.models import Membership, SignInGuard, SignInLetter, User

TRIES: Final = 5
WINDOW: Final = timedelta(minutes=15)
LOCKED_FOR: Final = timedelta(minutes=15)
LINK_FOR: Final = timedelta(hours=1)
SEND_LETTER: Final = "practices.send_letter"
_LONGEST: Final = 320
_IPV6_PREFIX: Final = 64


def digest_of(email: str) -> str:
    """What an address is known by here; nobody can read it back without the key."""
    plain = email.strip().lower().encode()
    return hmac.new(settings.SECRET_KEY.encode(), b"sign-in:" + plain, hashlib.sha256).hexdigest()


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def place_of(address: str) -> str:
    """What counts as one address: of IPv6 the network, because everybody is given a whole one
    (RFC 6177) and would else begin anew with each address of it."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    return str(IPv6Network((int(found), _IPV6_PREFIX), strict=False).network_address)


def is_locked(email: str, address: str, now: datetime) -> bool:
    """Whether sign-in by password is closed for this account from this address."""
    guards = SignInGuard.objects.filter(account=digest_of(email), address=place_of(address))
    return guards.filter(locked_until__gt=now).exists()


@transaction.atomic
def note_failure(email: str, address: str, now: datetime) -> bool:
    """A wrong password; True when it was the one that locks.

    Then a mail with the link is wanted, whether or not anybody has that address. What only happens
    for an account (its audit, the mail) is left to the worker: here both cost the same time.
    """
    guard, _ = SignInGuard.objects.select_for_update().get_or_create(
        account=digest_of(email), address=place_of(address), defaults={"first_failed_at": now}
    )
    if guard.first_failed_at <= now - WINDOW:
        guard.failures, guard.first_failed_at, guard.locked_until = 0, now, None
    guard.failures = min(guard.failures + 1, TRIES)
    if guard.failures < TRIES:
        guard.save()
        return False
    guard.locked_until, guard.first_failed_at, guard.failures = now + LOCKED_FOR, now, 0
    guard.token_digest, guard.token_expires_at, guard.user = "", None, None
    guard.save()
    want_letter(SignInLetter.Kind.UNLOCK, email, now, guard=guard)
    return True


def want_letter(
    kind: SignInLetter.Kind, email: str, now: datetime, guard: SignInGuard | None = None
) -> None:
    """Have a worker mail `email`, if anybody has that address (`letters`)."""
    letter = SignInLetter.objects.create(
        kind=kind, email=email.strip().lower()[:_LONGEST], guard=guard, wanted_at=now
    )
    enqueue_on_commit(SEND_LETTER, letter_id=letter.pk)


def forgive(email: str, address: str) -> None:
    """The right password: what was wrong before counts no longer."""
    SignInGuard.objects.filter(account=digest_of(email), address=place_of(address)).delete()


@transaction.atomic(durable=True)
def new_token(*, guard: SignInGuard, user: User, now: datetime) -> str:
    """The secret of the link in a mail to `user`; the one of an earlier mail stops working.

    The first time, the lock is noted in the audit of every practice the person works for.
    """
    token = secrets.token_urlsafe(32)
    if guard.user_id is None and guard.locked_until is not None:
        _note("sign_in.locked", user, guard.address, guard.locked_until - LOCKED_FOR)
    SignInGuard.objects.filter(pk=guard.pk).update(
        token_digest=token_digest(token), token_expires_at=now + LINK_FOR, user=user
    )
    return token


def locked_by(token: str, now: datetime) -> SignInGuard | None:
    """The lock a link opens; None for one that was used, has run out or never was."""
    guards = SignInGuard.objects.filter(token_expires_at__gt=now).exclude(token_digest="")
    return guards.select_related("user").filter(token_digest=token_digest(token)).first()


@transaction.atomic(durable=True)
def unlock(*, token: str, now: datetime) -> bool:
    """Open the lock, once; False when the link opens nothing (any more)."""
    guard = locked_by(token, now)
    if guard is None:
        return False
    same = SignInGuard.objects.filter(pk=guard.pk, token_digest=token_digest(token))
    used = same.update(
        token_digest="", token_expires_at=None, locked_until=None, failures=0, first_failed_at=now
    )
    if not used:
        return False
    if guard.user is not None:
        _note("sign_in.unlocked", guard.user, guard.address, now)
    return True


def forget_old(now: datetime) -> int:
    """Rows that lock nothing and count for nothing any more."""
    old = Q(locked_until=None) | Q(locked_until__lt=now - LINK_FOR)
    deleted, _ = SignInGuard.objects.filter(old, first_failed_at__lt=now - LINK_FOR).delete()
    return deleted


def _note(name: str, user: User, address: str, at: datetime) -> None:
    """For every practice the person works for; the address tells whether it was one's own."""
    for member in Membership.objects.active().filter(user=user):
        record(
            name, practice=member.practice_id, subject=member, actor=None, at=at, address=address
        )
