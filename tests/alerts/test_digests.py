"""What is held goes out bundled, over real SMTP and a real gateway; nothing is lost on the way."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from practice_hub.alerts import digests
from practice_hub.alerts.actions import acknowledge, close_alerts
from practice_hub.alerts.delivery import LEASE, deliver
from practice_hub.alerts.kind_words import WORDS
from practice_hub.alerts.kinds import Channel, Kind
from practice_hub.alerts.models import (
    AlertDelivery,
    AlertPhone,
    AlertSettings,
    Digest,
)
from practice_hub.alerts.settings_actions import send_test
from practice_hub.practices.models import Practice
from tests.alerts.builders import MailServer, raised
from tests.people import Person

LATER = timedelta(days=3)


def wants(person: Person, **changes: Any) -> AlertSettings:
    return AlertSettings.objects.create(
        membership=person.membership, changed_at=timezone.now(), **changes
    )


def in_summary(*groups: str) -> dict[str, Any]:
    choice = {"page": True, "desktop": True, "mail": "DIGEST", "sms": False}
    return dict.fromkeys(groups, choice)


def go_out(at: datetime) -> None:
    """What beat and the worker do at `at`."""
    for alert_id in set(AlertDelivery.objects.due(at).values_list("alert_id", flat=True)):
        deliver(alert_id=alert_id, now=at)
    digests.bundle(now=at)
    for digest_id in Digest.objects.due(at).order_by("pk").values_list("pk", flat=True):
        digests.deliver_digest(digest_id=digest_id, now=at)


def test_a_summary_counts_what_still_stands_and_names_nobody(
    mail: MailServer, practice: Practice, priya: Person, mona: Person
) -> None:
    wants(priya, choices=in_summary("PROMISES", "APPROVALS"))
    now = timezone.now()
    raised(practice, priya, kind=Kind.PROMISE_DUE)
    raised(practice, priya, kind=Kind.PROMISE_DUE, subject=mona.user)
    taken = raised(practice, priya, kind=Kind.APPROVAL_WANTED)
    raised(practice, priya, kind=Kind.PROMISE_LAPSED)
    flag = raised(practice, priya)
    go_out(now + timedelta(seconds=1))
    assert [str(each["Subject"]) for each in mail.mails] == [
        f"Practice Hub: {WORDS[Kind.RED_FLAG].label}"
    ]
    acknowledge(flag.pk, actor=mona.membership, now=now)
    acknowledge(taken.pk, actor=mona.membership, now=now)
    go_out(now + LATER)
    summary = mail.mails[1]
    assert summary["Subject"] == "Practice Hub: 3 alerts wait for you"
    words = summary.get_content()
    assert f"2  {WORDS[Kind.PROMISE_DUE].label}" in words
    assert f"1  {WORDS[Kind.PROMISE_LAPSED].label}" in words
    assert WORDS[Kind.APPROVAL_WANTED].label not in words
    assert "https://hub.example/alerts/" in words.split()
    del summary["To"]
    for secret in ("Priya", "Raman", "Lumen", "inbox"):
        assert secret not in summary.as_string()
    rows = AlertDelivery.objects.filter(channel=Channel.MAIL, digest__isnull=False)
    assert [(row.sent_count, row.next_try_at) for row in rows] == [(1, None)] * 3
    go_out(now + 2 * LATER)
    assert len(mail.mails) == 2


def test_what_settled_before_is_not_mailed_at_all(
    mail: MailServer, practice: Practice, priya: Person
) -> None:
    wants(priya, choices=in_summary("PROMISES"))
    raised(practice, priya, kind=Kind.PROMISE_DUE)
    digests.bundle(now=timezone.now() + LATER)
    with transaction.atomic():
        close_alerts(Kind.PROMISE_DUE, practice_id=practice.pk, subject=practice, at=timezone.now())
    go_out(timezone.now() + LATER + timedelta(minutes=1))
    assert mail.mails == []
    assert not Digest.objects.exclude(next_try_at=None).exists()


def test_a_summary_survives_mail_that_is_down_and_a_worker_that_dies(
    mail: MailServer, practice: Practice, priya: Person
) -> None:
    wants(priya, choices=in_summary("PROMISES"))
    raised(practice, priya, kind=Kind.PROMISE_DUE)
    mail.stop()
    then = timezone.now() + LATER
    go_out(then)
    digest = Digest.objects.get()
    assert (digest.attempts, digest.sent_at) == (1, None)
    assert digest.error == "The mail server could not be reached (ConnectionRefusedError)."
    assert AlertDelivery.objects.get(channel=Channel.MAIL).trouble == digest.error
    mail.start()
    # A worker takes it, hands it over, and dies before it notes that.
    again = then + timedelta(minutes=1)
    taken = digests.take(digest_id=digest.pk, now=again)
    assert taken
    assert digests.take(digest_id=digest.pk, now=again) is None
    go_out(again + LEASE + timedelta(seconds=1))
    Digest.objects.update(sent_at=None, next_try_at=then)
    AlertDelivery.objects.filter(channel=Channel.MAIL).update(next_try_at=then)
    go_out(again + 2 * LEASE + timedelta(seconds=2))
    first, second = mail.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert not Digest.objects.exclude(next_try_at=None).exists()


def test_quiet_hours_hold_everything_but_emergencies_also_when_set_later(
    mail: MailServer, practice: Practice, priya: Person
) -> None:
    quiet = timezone.now().replace(hour=4, minute=0)  # 23:00 in New York in winter
    early = raised(practice, priya, kind=Kind.MARK_REMOVED, at=quiet)
    wants(priya, quiet_from="21:00", quiet_until="07:00")
    raised(practice, priya, kind=Kind.MEDICAL, at=quiet)
    raised(practice, priya, at=quiet)
    go_out(quiet)
    assert [str(each["Subject"]) for each in mail.mails] == [
        f"Practice Hub: {WORDS[Kind.RED_FLAG].label}"
    ]
    held = AlertDelivery.objects.get(alert=early, channel=Channel.MAIL)
    assert (held.hold, held.due_at > quiet) == ("QUIET", True)
    acknowledge(
        AlertDelivery.objects.filter(alert__kind=Kind.RED_FLAG)[0].alert_id,
        actor=priya.membership,
        now=quiet,
    )
    go_out(held.due_at)
    assert mail.mails[1]["Subject"] == "Practice Hub: 2 alerts wait for you"
    assert len(mail.mails) == 2


class Gateway(HTTPServer):
    """A real one: keeps what it was asked, answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), GatewayHandler)
        self.asked: list[tuple[dict[str, Any], dict[str, str]]] = []
        self.status = 200


class GatewayHandler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((json.loads(body), dict(self.headers)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Not into the test's output."""


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    server = Gateway()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.SMS_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_TOKEN = "t0ken"
    yield server
    server.shutdown()
    server.server_close()


def test_sms_goes_by_the_gateway_and_says_why_not(
    mail: MailServer, gateway: Gateway, practice: Practice, priya: Person
) -> None:
    AlertPhone.objects.create(user=priya.user, number="+14155550123")
    now = timezone.now()
    alert = send_test(member=priya.membership, now=now)
    go_out(now)
    [(fields, headers)] = gateway.asked
    assert fields["to"] == "+14155550123"
    assert fields["text"] == (
        f"Practice Hub: This is a test. https://hub.example/alerts/{alert.pk}/"
    )
    assert headers["Authorization"] == "Bearer t0ken"
    assert headers["Idempotency-Key"].startswith(f"alert.{alert.pk}.")
    gateway.status = 422
    raised(practice, priya)
    go_out(timezone.now())
    row = AlertDelivery.objects.get(alert__kind=Kind.RED_FLAG, channel=Channel.SMS)
    assert row.error == "The SMS gateway refused this number (422)."
    assert "+1415" not in row.error
    AlertPhone.objects.all().delete()
    go_out(row.next_try_at or now)
    row.refresh_from_db()
    assert row.error == "No number is known any more."
