"""Mails about signing in, sent by a worker: a new password, a link that unlocks.

None of them says more than that somebody asked for it here. A row whose mail cannot be sent stays
for the next sweep, and is given up when its link would be of no use any more.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from practice_hub.languages import speaking
from practice_hub.practices.attempts import Step, digest_of
from practice_hub.practices.lockout import ANYWHERE, LINK_FOR, forget_old, new_token
from practice_hub.practices.models import Practice, SignInLetter, User
from practice_hub.practices.standing import memberships_of

logger = logging.getLogger(__name__)

GIVE_UP: Final = timedelta(hours=1)
SWEEP: Final = "practices.sweep_letters"
AT_ONCE: Final = 50


def send(letter_id: int, now: datetime) -> bool:
    """Send one, if it is for somebody; the row is gone afterwards. False when it has to wait."""
    letter = SignInLetter.objects.select_related("guard").filter(pk=letter_id).first()
    if letter is None:
        return True
    user = User.objects.filter(email=letter.email, is_active=True).first()
    if user is not None and letter.wanted_at > now - GIVE_UP:
        try:
            with speaking(user, _practice_of(user)):
                _message(letter, user, now).send()
        except Exception as error:  # any mail server: the row outlives all of them
            logger.warning("letter %s waits: %s", letter_id, type(error).__name__)
            return False
    letter.delete()
    return True


def sweep(now: datetime) -> int:
    """Whatever no nudge has sent; and guards that guard nothing any more are forgotten."""
    waiting = SignInLetter.objects.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    done = sum(send(pk, now) for pk in list(waiting))
    forget_old(now)
    return done


def _message(letter: SignInLetter, user: User, now: datetime) -> EmailMessage:
    if letter.kind == SignInLetter.Kind.UNLOCK and letter.guard is not None:
        token = new_token(guard=letter.guard, user=user, now=now)
        return _mail(
            "practices/mail/unlock",
            user,
            url=_address("people:unlock", token=token),
            address=letter.guard.from_address or letter.guard.address,
            is_code=letter.guard.account == digest_of(user.email, Step.SECOND),
            is_everywhere=letter.guard.address == ANYWHERE,
            minutes=round(LINK_FOR.total_seconds() / 60),
        )
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    url = _address("account_reset_password_from_key", **key)
    return _mail("account/email/password_reset_key", user, password_reset_url=url)


def _practice_of(user: User) -> Practice | None:
    """Whose language counts for who chose none: of several practices the first joined."""
    memberships = memberships_of(user)
    return memberships[0].practice if memberships else None


def _address(name: str, **parts: str) -> str:
    """From PUBLIC_URL, because the host of a request is whatever a stranger chose."""
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, kwargs=parts)


def _mail(template: str, user: User, **context: object) -> EmailMessage:
    subject = render_to_string(f"{template}_subject.txt", context).strip()
    body = render_to_string(f"{template}_message.txt", context)
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email])
