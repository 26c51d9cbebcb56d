"""The mail that carries an invitation; never a word about anybody's posts or care."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from practice_hub.languages import speaking
from practice_hub.practices.models import Invitation, User

logger = logging.getLogger(__name__)


def invitation_url(invitation: Invitation) -> str:
    """The link of the mail; from PUBLIC_URL, because a Host header can be anybody's."""
    path = reverse("people:accept", args=[invitation.key])
    return settings.PUBLIC_URL.rstrip("/") + path


def send_invitation(invitation_id: int) -> bool:
    """Mail an invitation and set `sent_at`; False when it could not be sent.

    Runs after commit. A failure leaves `sent_at` empty, which the People page shows together
    with the link, so that the invitation can be passed on by hand.
    """
    waiting = Invitation.objects.waiting().filter(pk=invitation_id)
    invitation = waiting.select_related("practice", "invited_by").first()
    if invitation is None:
        return False
    # Whoever has no account yet reads the practice's own language.
    reader = User.objects.filter(email=invitation.email).first() or User()
    try:
        with speaking(reader, invitation.practice):
            _message(invitation).send()
    except Exception as error:  # any mail server, any library: the row must survive all of them
        logger.warning("invitation %s was not mailed: %s", invitation_id, type(error).__name__)
        return False
    waiting.update(sent_at=timezone.now())
    return True


def _message(invitation: Invitation) -> EmailMultiAlternatives:
    context = {
        "invitation": invitation,
        "practice": invitation.practice,
        "inviter": invitation.invited_by,
        "url": invitation_url(invitation),
        "days": settings.INVITATION_DAYS,
    }
    subject = _("You are invited to %(practice)s on Practice Hub")
    message = EmailMultiAlternatives(
        subject=subject % {"practice": invitation.practice.name},
        body=render_to_string("practices/mail/invitation.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[invitation.email],
    )
    message.attach_alternative(
        render_to_string("practices/mail/invitation.html", context), "text/html"
    )
    return message
