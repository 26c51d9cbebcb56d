"""The ways to reach a person. A new one is a `Channel`, a sender here and one line in SENDERS."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from practice_hub.alerts.kinds import Channel
from practice_hub.alerts.models import AlertDelivery

_REFUSED_FOR_GOOD: Final = 500  # SMTP answers from here on will be the same tomorrow (RFC 5321)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing went out: a plain sentence without anybody's words, secrets or address.

    `is_this_person`: the channel works and only this person's address is refused, so the others
    are still tried. `is_permanent`: trying soon again is of no use.
    """

    sentence: str
    is_this_person: bool = False
    is_permanent: bool = False


class Sender(Protocol):
    """One way out. Both are called outside of any transaction."""

    def send(self, delivery: AlertDelivery) -> None:
        """Tell `delivery.user` now; any exception means that nothing, or perhaps nothing, went."""

    def explain(self, error: Exception) -> Trouble:
        """What an exception of `send` means."""


class Mail:
    """Plain text: one sentence of the kind and a link that opens only after signing in."""

    def send(self, delivery: AlertDelivery) -> None:
        alert = delivery.alert
        message = EmailMessage(
            subject=f"Practice Hub: {alert.words.label}",
            body=f"{alert.words.sentence}\n\n{alert_url(alert.pk)}\n",
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[delivery.user.email],
            headers=_headers(delivery),
        )
        message.send()

    def explain(self, error: Exception) -> Trouble:
        return explain_mail_error(error)


# PAGE has no sender: its rows are what the strip on every page reads.
SENDERS: Final[dict[str, Sender]] = {Channel.MAIL: Mail()}


def channels_for() -> list[Channel]:
    """The channels of a person: every one there is. Per-person settings have their place here."""
    return [Channel.PAGE, Channel.MAIL]


def alert_url(alert_id: int) -> str:
    """The link of the mail; from PUBLIC_URL, because a worker knows no request."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("alerts:open", args=[alert_id])


def _headers(delivery: AlertDelivery) -> dict[str, str]:
    # The same id when a mail goes out again because its booking was lost: many mail programs show
    # such a mail once. A repetition is a mail of its own.
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    key = f"{delivery.alert_id}.{delivery.pk}.{delivery.sent_count + 1}"
    headers = {"Message-ID": f"<alert.{key}@{host}>", "Auto-Submitted": "auto-generated"}
    if delivery.alert.is_urgent:
        headers |= {"Importance": "high", "X-Priority": "1"}
    return headers


def explain_mail_error(error: Exception) -> Trouble:
    """Words for what mail servers and connections raise; their own texts may hold addresses."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        is_permanent = bool(codes) and min(codes) >= _REFUSED_FOR_GOOD
        sentence = f"The mail server refused this address ({_shown(codes)})."
        return Trouble(sentence, is_this_person=True, is_permanent=is_permanent)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Trouble("The mail server refused the user or password in EMAIL_URL.")
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code >= _REFUSED_FOR_GOOD:
        return Trouble(f"The mail server refused DEFAULT_FROM_EMAIL ({error.smtp_code}).")
    if isinstance(error, (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError)):
        return Trouble("The mail server broke off the connection.")
    if isinstance(error, smtplib.SMTPResponseException):
        return Trouble(f"The mail server refused the mail ({error.smtp_code}).")
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return Trouble(f"The mail server could not be reached ({type(error).__name__}).")
    return Trouble(f"The mail could not be sent ({type(error).__name__}).")


def _shown(codes: list[int]) -> str:
    return ", ".join(str(code) for code in sorted(set(codes))) or "no code"
