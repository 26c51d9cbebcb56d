"""Alerts as acts raise them, and a mail server that can be away, refuse and be stopped."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import transaction
from django.utils import timezone

from practice_hub.alerts.actions import raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.ports import free_port
from practice_hub.practices.models import Membership, Practice
from tests.people import Person


def raised(
    practice: Practice, *people: Person | Membership, kind: Kind = Kind.RED_FLAG, **changes: Any
) -> Alert:
    """An alert about the practice itself, as an act would raise it."""
    values = {
        "practice_id": practice.pk,
        "subject": practice,
        "path": "/inbox/12/",
        "recipients": [person.user.pk for person in people],
        "at": timezone.now(),
        **changes,
    }
    with transaction.atomic():
        return raise_alert(kind, **values)


class MailServer:
    """Real SMTP on loopback, always at the same port; `mails` is what it took, in order."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}  # address to the server's answer
        self.is_full = False
        self.asked = 0
        self.on_mail: Callable[[], None] = lambda: None
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        with smtplib.SMTP("127.0.0.1", self.port) as ready:
            ready.noop()

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
        self._controller = None

    @property
    def recipients(self) -> list[str]:
        return [str(mail["To"]) for mail in self.mails]

    async def handle_MAIL(  # noqa: N802 (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        if self.is_full:
            return "452 no room"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.on_mail()
        return "250 Taken"
