"""The ways out of the hub. A new one is a `Channel`, a class like these and one line in SENDERS
(docs/alerts.md says how)."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from practice_hub.alerts.kinds import Channel
from practice_hub.alerts.letters import Letter
from practice_hub.alerts.sms import NoPhoneError, SmsRefusedError, is_set_up, post_sms
from practice_hub.service_urls import CONSOLE_MAIL

_DETAIL: Final = re.compile(r" \(([^()]*)\)\.$")  # what a sentence ends with when it has a code
_REFUSED_FOR_GOOD: Final = 500  # SMTP answers from here on will be the same tomorrow (RFC 5321)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing went out: a plain sentence without anybody's words, secrets or address. It is in
    English, as it is stored and logged; `said_trouble` translates it.

    `is_this_person`: the channel works and only this person's address is refused, so the others
    are still tried. `is_permanent`: trying soon again is of no use.
    """

    sentence: str
    is_this_person: bool = False
    is_permanent: bool = False


class Sender(Protocol):
    """One way out. Sending happens outside of any transaction."""

    def is_set_up(self) -> bool:
        """Whether this installation can use it at all."""

    def send(self, letter: Letter) -> None:
        """Tell `letter.user` now; any exception means that nothing, or perhaps nothing, went."""

    def explain(self, error: Exception) -> Trouble:
        """What an exception of `send` means."""


class Mail:
    """Plain text: the sentence and a link that opens only after signing in."""

    def is_set_up(self) -> bool:
        return bool(settings.EMAIL_BACKEND != CONSOLE_MAIL)

    def send(self, letter: Letter) -> None:
        message = EmailMessage(
            subject=letter.subject,
            body=letter.body,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[letter.user.email],
            headers=_headers(letter),
        )
        message.send()

    def explain(self, error: Exception) -> Trouble:
        return explain_mail_error(error)


class Sms:
    """One line through the gateway of SMS_URL."""

    def is_set_up(self) -> bool:
        return is_set_up()

    def send(self, letter: Letter) -> None:
        post_sms(user_id=letter.user.pk, text=letter.line, key=letter.key)

    def explain(self, error: Exception) -> Trouble:
        return explain_sms_error(error)


# PAGE and DESKTOP have no sender: the browser comes for their rows.
SENDERS: Final[dict[str, Sender]] = {Channel.MAIL: Mail(), Channel.SMS: Sms()}


def _headers(letter: Letter) -> dict[str, str]:
    # The same id when a mail goes out again because its booking was lost: many mail programs show
    # such a mail once. A repetition is a mail of its own.
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    headers = {"Message-ID": f"<{letter.key}@{host}>", "Auto-Submitted": "auto-generated"}
    if letter.is_urgent:
        headers |= {"Importance": "high", "X-Priority": "1"}
    return headers


def explain_mail_error(error: Exception) -> Trouble:
    """Words for what mail servers and connections raise; their own texts may hold addresses."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _message in error.recipients.values()]
        is_permanent = bool(codes) and min(codes) >= _REFUSED_FOR_GOOD
        sentence = gettext_noop("The mail server refused this address (%(detail)s).")
        return _trouble(sentence, _shown(codes), is_this_person=True, is_permanent=is_permanent)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Trouble(gettext_noop("The mail server refused the user or password in EMAIL_URL."))
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code >= _REFUSED_FOR_GOOD:
        sentence = gettext_noop("The mail server refused DEFAULT_FROM_EMAIL (%(detail)s).")
        return _trouble(sentence, error.smtp_code)
    if isinstance(error, (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError)):
        return Trouble(gettext_noop("The mail server broke off the connection."))
    if isinstance(error, smtplib.SMTPResponseException):
        sentence = gettext_noop("The mail server refused the mail (%(detail)s).")
        return _trouble(sentence, error.smtp_code)
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        sentence = gettext_noop("The mail server could not be reached (%(detail)s).")
        return _trouble(sentence, type(error).__name__)
    return _trouble(gettext_noop("The mail could not be sent (%(detail)s)."), type(error).__name__)


def explain_sms_error(error: Exception) -> Trouble:
    """Words for what the gateway answers; its own texts may hold numbers."""
    if isinstance(error, NoPhoneError):
        sentence = gettext_noop("No number is known any more.")
        return Trouble(sentence, is_this_person=True, is_permanent=True)
    if isinstance(error, SmsRefusedError) and error.is_this_number:
        sentence = gettext_noop("The SMS gateway refused this number (%(detail)s).")
        return _trouble(sentence, error.status, is_this_person=True, is_permanent=True)
    if isinstance(error, SmsRefusedError):
        sentence = gettext_noop("The SMS gateway refused the message (%(detail)s).")
        return _trouble(sentence, error.status)
    if isinstance(error, OSError):
        sentence = gettext_noop("The SMS gateway could not be reached (%(detail)s).")
        return _trouble(sentence, type(error).__name__)
    return _trouble(gettext_noop("The SMS could not be sent (%(detail)s)."), type(error).__name__)


def said_trouble(sentence: str) -> str:
    """A stored sentence of a `Trouble` in the language of who reads it; "" stays."""
    found = _DETAIL.search(sentence)
    if found is None:
        return _(sentence) if sentence else ""
    return _(_DETAIL.sub(" (%(detail)s).", sentence)) % {"detail": found[1]}


def _trouble(
    sentence: str, detail: object, *, is_this_person: bool = False, is_permanent: bool = False
) -> Trouble:
    return Trouble(sentence % {"detail": detail}, is_this_person, is_permanent)


def _shown(codes: list[int]) -> str:
    return ", ".join(str(code) for code in sorted(set(codes))) or "no code"
