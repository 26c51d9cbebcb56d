"""The mail that carries an invitation; never a word about anybody's posts or care."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from practice_hub.practices.models import Invitation

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
    try:
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
    message = EmailMultiAlternatives(
        subject=f"You are invited to {invitation.practice.name} on Practice Hub",
        body=render_to_string("practices/mail/invitation.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[invitation.email],
    )
    message.attach_alternative(
        render_to_string("practices/mail/invitation.html", context), "text/html"
    )
    return message
