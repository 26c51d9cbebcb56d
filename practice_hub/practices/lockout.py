"""Wrong passwords and codes lock an account where they come from; a link by mail unlocks it.

Whoever guesses is stopped where they guess: five tries from one address, then a quarter of an hour.
Guesses from ever new addresses meet a second, slow lock: after a hundred in a day the account is
closed to browsers it was never used in (NIST SP 800-63B, 3.2.2, allows no more). Neither keeps its
person out: a browser that knows the account is counted by itself (`known_devices`), the link of the
mail and a new password make any browser one that knows it, and a passkey works everywhere.

An address that nobody has is counted, locked and answered as any other, so that nobody learns who
has an account. Counted is here, in the database: in all processes, and after a restart.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from practice_hub.audit.record import record
from practice_hub.jobs import enqueue_on_commit
from practice_hub.practices.attempts import Attempt
from practice_hub.practices.models import Membership, SharedCount, SignInGuard, SignInLetter, User

TRIES: Final = 5
WINDOW: Final = timedelta(minutes=15)
LOCKED_FOR: Final = timedelta(minutes=15)
STRANGERS_TRIES: Final = 100
STRANGERS_WINDOW: Final = timedelta(days=1)
LINK_FOR: Final = timedelta(hours=1)
SEND_LETTER: Final = "practices.send_letter"
# The place of the guard that counts the tries of all browsers that do not know the account.
ANYWHERE: Final = ""
_LONGEST: Final = 320
_LOCKED: Final = {False: "sign_in.locked", True: "sign_in.closed_to_strangers"}


class Lock(Enum):
    """Why a try is refused before it is looked at."""

    HERE = "here"
    STRANGERS = "strangers"


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def take_try(attempt: Attempt, now: datetime) -> Lock | None:
    """Count a try before it is looked at; None when it may be.

    Counted first, so that many at the same moment are no more than one after the other. Once it
    was looked at, `note_failure` or `forgive` follows.
    """
    here = _guard(attempt, attempt.place, now, WINDOW)
    if here.is_locked(now) or here.failures >= TRIES:
        return Lock.HERE
    anywhere = None if attempt.device else _guard(attempt, ANYWHERE, now, STRANGERS_WINDOW)
    if anywhere and (anywhere.is_locked(now) or anywhere.failures >= STRANGERS_TRIES):
        return Lock.STRANGERS
    for guard in (here, anywhere):
        if guard:
            guard.failures, guard.from_address = guard.failures + 1, attempt.address
            guard.save()
    return None


@transaction.atomic
def note_failure(attempt: Attempt, now: datetime) -> Lock | None:
    """It was wrong; says which lock it closed, if any.

    Then a mail with the link is wanted, whether or not anybody has that address. What only happens
    for an account (its audit, the mail) is left to the worker: here both cost the same time.
    """
    here = _guard(attempt, attempt.place, now, WINDOW)
    anywhere = None if attempt.device else _guard(attempt, ANYWHERE, now, STRANGERS_WINDOW)
    found = None
    if here.failures >= TRIES:
        _close(here, now, LOCKED_FOR)
        found = Lock.HERE
    if anywhere and anywhere.failures >= STRANGERS_TRIES:
        _close(anywhere, now, STRANGERS_WINDOW)
        found = Lock.STRANGERS
    if found:
        guard = anywhere if found is Lock.STRANGERS else here
        want_letter(SignInLetter.Kind.UNLOCK, attempt.email, now, guard=guard)
    return found


def forgive(attempt: Attempt) -> None:
    """It was right: what was wrong before counts no longer, here."""
    of_account = SignInGuard.objects.filter(account=attempt.account)
    of_account.filter(address=attempt.place).delete()
    if not attempt.device:
        own = of_account.filter(address=ANYWHERE, failures__gt=0, locked_until=None)
        own.update(failures=F("failures") - 1)


def _guard(attempt: Attempt, place: str, now: datetime, window: timedelta) -> SignInGuard:
    """The row, locked until commit, without what is too long ago to count."""
    guard, _ = SignInGuard.objects.select_for_update().get_or_create(
        account=attempt.account, address=place, defaults={"first_failed_at": now}
    )
    if guard.first_failed_at <= now - window:
        guard.failures, guard.first_failed_at, guard.locked_until = 0, now, None
    return guard


def _close(guard: SignInGuard, now: datetime, duration: timedelta) -> None:
    guard.locked_until, guard.first_failed_at, guard.failures = now + duration, now, 0
    guard.token_digest, guard.token_expires_at, guard.user = "", None, None
    guard.save()


def want_letter(
    kind: SignInLetter.Kind, email: str, now: datetime, guard: SignInGuard | None = None
) -> None:
    """Have a worker mail `email`, if anybody has that address (`letters`)."""
    letter = SignInLetter.objects.create(
        kind=kind, email=email.strip().lower()[:_LONGEST], guard=guard, wanted_at=now
    )
    enqueue_on_commit(SEND_LETTER, letter_id=letter.pk)


@transaction.atomic(durable=True)
def new_token(*, guard: SignInGuard, user: User, now: datetime) -> str:
    """The secret of the link in a mail to `user`; the one of an earlier mail stops working.

    The first time, the lock is noted in the audit of every practice the person works for.
    """
    token = secrets.token_urlsafe(32)
    if guard.user_id is None and guard.locked_until is not None:
        _note(_LOCKED[guard.address == ANYWHERE], user, guard, guard.first_failed_at)
    SignInGuard.objects.filter(pk=guard.pk).update(
        token_digest=token_digest(token), token_expires_at=now + LINK_FOR, user=user
    )
    return token


def locked_by(token: str, now: datetime) -> SignInGuard | None:
    """The lock a link opens; None for one that was used, has run out or never was."""
    guards = SignInGuard.objects.filter(token_expires_at__gt=now).exclude(token_digest="")
    return guards.select_related("user").filter(token_digest=token_digest(token)).first()


@transaction.atomic(durable=True)
def unlock(*, token: str, now: datetime) -> User | None:
    """Use a link, once; gives whose it was, or None when it opens nothing (any more).

    The lock of one place opens. That against strangers stays closed to them: the caller makes the
    browser of the person one that knows the account.
    """
    guard = locked_by(token, now)
    if guard is None:
        return None
    same = SignInGuard.objects.filter(pk=guard.pk, token_digest=token_digest(token))
    if not same.update(token_digest="", token_expires_at=None):
        return None
    if guard.address != ANYWHERE:
        same = SignInGuard.objects.filter(pk=guard.pk)
        same.update(locked_until=None, failures=0, first_failed_at=now)
    if guard.user is not None:
        _note("sign_in.unlocked", guard.user, guard, now)
    return guard.user


def forget_old(now: datetime) -> int:
    """Rows that lock nothing and count for nothing any more."""
    SharedCount.objects.filter(expires__lt=now).delete()
    is_over = Q(locked_until=None) | Q(locked_until__lt=now - LINK_FOR)
    here = ~Q(address=ANYWHERE) & Q(first_failed_at__lt=now - LINK_FOR)
    anywhere = Q(address=ANYWHERE, first_failed_at__lt=now - STRANGERS_WINDOW)
    deleted, _ = SignInGuard.objects.filter(is_over, here | anywhere).delete()
    return deleted


def _note(name: str, user: User, guard: SignInGuard, at: datetime) -> None:
    """For every practice the person works for; the address tells whether it was one's own."""
    address = guard.from_address or guard.address
    for member in Membership.objects.active().filter(user=user):
        practice = member.practice_id
        record(name, practice=practice, subject=member, actor=None, at=at, address=address)
