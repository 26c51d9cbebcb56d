"""Alerts by mail over real SMTP: what they hold, repeating, a server that is away, a kill."""

from __future__ import annotations

import os
import signal
from datetime import datetime, timedelta
from typing import Any

import pytest
import redis
from django.db import connections, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from practice_hub.alerts import delivery, tasks
from practice_hub.alerts.actions import acknowledge, close_alerts
from practice_hub.alerts.channels import Trouble, said_trouble
from practice_hub.alerts.delivery import LEASE, deliver, pause_seconds, retry_seconds
from practice_hub.alerts.kind_words import WORDS
from practice_hub.alerts.kinds import Channel, Kind
from practice_hub.alerts.models import AlertDelivery
from practice_hub.alerts.selectors import open_alerts
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Membership, Practice, User
from tests.alerts.builders import MailServer, raised
from tests.people import Person

FIVE = timedelta(minutes=5)
# New posts are no matter for a doctor's mailbox, unless they choose so.
AT_ONCE = [kind for kind in Kind if kind != Kind.NEW_ITEM]


def waiting() -> Any:
    return AlertDelivery.objects.filter(next_try_at__isnull=False)


def sweep_until_done(at: datetime) -> None:
    """What beat and the worker do at `at`."""
    due = AlertDelivery.objects.due(at).values_list("alert_id", flat=True).distinct()
    for alert_id in list(due):
        deliver(alert_id=alert_id, now=at)


def is_mail_waiting(person: Person) -> list[bool]:
    found = open_alerts(person.membership, timezone.now())
    return [alert.is_mail_waiting for alert in found]


def test_a_mail_says_its_kind_and_a_link_and_nothing_else(
    mail: MailServer, practice: Practice, priya: Person
) -> None:
    for kind in AT_ONCE:
        alert = raised(practice, priya, kind=kind)
        tasks.deliver(alert_id=alert.pk)
        taken, words = mail.mails[-1], WORDS[kind]
        link = f"https://hub.example/alerts/{alert.pk}/"
        assert taken["Subject"] == f"Practice Hub: {words.label}"
        assert taken.get_content().split() == [*words.sentence.split(), link]
        assert taken.get_content_type() == "text/plain"
        assert (taken["Importance"] == "high") == (kind == Kind.RED_FLAG)
        assert taken["To"] == priya.user.email
        del taken["To"]
        for secret in ("Priya", "Raman", "Lumen", "lumen", "inbox"):
            assert secret not in taken.as_string()
        row = AlertDelivery.objects.get(alert=alert, channel=Channel.MAIL)
        assert (row.sent_count, row.error, row.sent_at is None) == (1, "", False)
        sent = AuditEvent.objects.get(name="alert.sent", subject_id=alert.pk)
        assert sent.details == {"channel": "MAIL", "recipient": priya.user.pk, "number": 1}
    assert len(mail.mails) == len(AT_ONCE)


def test_each_gets_a_mail_in_their_own_language(
    mail: MailServer, practice: Practice, priya: Person, mona: Person
) -> None:
    User.objects.filter(pk=priya.user.pk).update(language="es")
    tasks.deliver(alert_id=raised(practice, priya, mona).pk)
    Practice.objects.filter(pk=practice.pk).update(language="es")
    tasks.deliver(alert_id=raised(practice, mona, kind=Kind.MEDICAL).pk)
    taken = {(each["To"], each["Subject"].strip()) for each in mail.mails}
    english = WORDS[Kind.RED_FLAG].said()
    with translation.override("es"):
        flag, medical = WORDS[Kind.RED_FLAG].said(), WORDS[Kind.MEDICAL].said()
        said = said_trouble("The mail server refused this address (550).")
        words = gettext("The mail server refused this address (%(detail)s).")
    assert taken == {
        (priya.user.email, f"Practice Hub: {flag.label}"),
        (mona.user.email, f"Practice Hub: {english.label}"),
        (mona.user.email, f"Practice Hub: {medical.label}"),
    }
    assert said == words % {"detail": 550}
    assert said_trouble("") == ""


def test_once_is_once_and_a_red_flag_repeats_until_somebody_has_it(
    mail: MailServer, practice: Practice, priya: Person, mona: Person
) -> None:
    start = timezone.now()
    calm = raised(practice, priya, kind=Kind.APPROVAL_WANTED)
    flag = raised(practice, priya, mona)
    for minutes in (0, 1, 4):
        sweep_until_done(start + timedelta(minutes=minutes, seconds=9))
    assert len(mail.mails) == 3
    for round_ in (1, 2):
        sweep_until_done(start + round_ * FIVE + timedelta(seconds=30 * round_))
    assert len(mail.mails) == 7
    assert not waiting().filter(alert=calm).exists()
    assert len({str(taken["Message-ID"]) for taken in mail.mails}) == 7
    acknowledge(flag.pk, actor=mona.membership, now=start)
    sweep_until_done(start + timedelta(days=2))
    assert len(mail.mails) == 7
    rows = AlertDelivery.objects.filter(alert=flag, channel=Channel.MAIL)
    assert [row.sent_count for row in rows] == [3, 3]


def test_an_hour_of_red_flag_then_hourly() -> None:
    assert [pause_seconds(300, sent) for sent in (1, 11, 12, 500)] == [300, 300, 3600, 3600]
    assert pause_seconds(7200, 12) == 7200
    down, gone = Trouble("down"), Trouble("gone", is_this_person=True, is_permanent=True)
    assert [retry_seconds(tries, down) for tries in (0, 1, 4, 5, 10_000)] == [15, 30, 240, 300, 300]
    assert retry_seconds(0, gone) == 3600


def test_mail_is_down_for_a_while_then_up_and_nothing_is_lost(
    mail: MailServer, practice: Practice, priya: Person, mona: Person
) -> None:
    mail.stop()
    start = timezone.now()
    calm = raised(practice, priya, mona, kind=Kind.APPROVAL_WANTED)
    raised(practice, priya)
    sweep_until_done(start + timedelta(seconds=1))
    rows = AlertDelivery.objects.filter(channel=Channel.MAIL)
    assert {(row.attempts, row.sent_at, row.error) for row in rows} == {
        (1, None, "The mail server could not be reached (ConnectionRefusedError).")
    }
    assert is_mail_waiting(priya) == [True, True]
    for minute in range(1, 60):
        sweep_until_done(start + timedelta(minutes=minute))
    assert {5 < row.attempts < 20 for row in rows.all()} == {True}
    mail.start()  # the same server again
    sweep_until_done(start + timedelta(minutes=66))
    assert sorted(mail.recipients) == sorted([priya.user.email] * 2 + [mona.user.email])
    assert {(row.attempts, row.sent_count, row.error) for row in rows.all()} == {(0, 1, "")}
    assert is_mail_waiting(priya) == [False, False]
    assert not waiting().filter(alert=calm).exists()


def test_a_server_that_takes_nothing_is_asked_once_for_all(
    mail: MailServer, practice: Practice, priya: Person, mona: Person, olga: Person
) -> None:
    mail.is_full = True
    alert = raised(practice, priya, mona, olga, kind=Kind.PROMISE_DUE)
    deliver(alert_id=alert.pk, now=timezone.now())
    assert mail.asked == 1
    assert {(row.attempts, row.error) for row in waiting()} == {
        (1, "The mail server refused the mail (452).")
    }


def test_one_bad_address_keeps_nobody_else_waiting(
    mail: MailServer, practice: Practice, priya: Person, mona: Person
) -> None:
    mail.refuses = {priya.user.email: f"550 no such user {priya.user.email}"}
    alert = raised(practice, priya, mona, kind=Kind.PROMISE_DUE)
    deliver(alert_id=alert.pk, now=timezone.now())
    assert mail.recipients == [mona.user.email]
    row = waiting().get()
    assert (row.user_id, row.error) == (
        priya.user.pk,
        "The mail server refused this address (550).",
    )
    assert row.next_try_at - timezone.now() > timedelta(minutes=50)


@pytest.mark.django_db(transaction=True)
def test_killed_between_sending_and_booking_it_is_sent_again_as_the_same_mail(
    mail: MailServer, practice: Practice, priya: Person
) -> None:
    alert = raised(practice, priya, kind=Kind.APPROVAL_WANTED)
    worker: list[int] = []
    mail.on_mail = lambda: os.kill(worker[0], signal.SIGKILL)
    connections.close_all()  # the child must not share this process's connection
    pid = os.fork()
    if pid == 0:  # pragma: no cover (it is killed before it could tell)
        try:
            signal.alarm(30)
            worker_waits_until_its_number_is_known()
            deliver(alert_id=alert.pk, now=timezone.now())
        finally:
            os._exit(0)
    worker.append(pid)
    os.kill(pid, signal.SIGUSR1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
    row = waiting().get()
    assert (row.sent_count, row.sent_at, len(mail.mails)) == (0, None, 1)
    mail.on_mail = lambda: None
    deliver(alert_id=alert.pk, now=timezone.now())
    assert len(mail.mails) == 1  # still taken
    deliver(alert_id=alert.pk, now=timezone.now() + LEASE + timedelta(seconds=1))
    first, second = mail.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert not waiting().exists()


def worker_waits_until_its_number_is_known() -> None:
    """SIGUSR1 was blocked before the fork, so that it cannot come too early."""
    signal.sigwait({signal.SIGUSR1})


@pytest.fixture(autouse=True)
def usr1_waits() -> Any:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    yield
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def test_taken_while_on_its_way_it_does_not_come_back(
    mail: MailServer, practice: Practice, priya: Person
) -> None:
    flag = raised(practice, priya)
    taken = delivery.take_next(alert_id=flag.pk, now=timezone.now())
    assert taken
    with transaction.atomic():
        close_alerts(Kind.RED_FLAG, practice_id=practice.pk, subject=practice, at=timezone.now())
    delivery.book_sent(delivery=taken, now=timezone.now())
    assert not waiting().exists()
    assert AlertDelivery.objects.get(channel=Channel.MAIL).sent_count == 1


def test_who_left_hears_no_more_and_the_managers_take_over(
    mail: MailServer, practice: Practice, priya: Person, ana: Person, mona: Person
) -> None:
    flag = raised(practice, priya, ana)
    Membership.objects.filter(pk=priya.membership.pk).update(left_at=timezone.now())
    Membership.objects.filter(pk=ana.membership.pk).update(role="VENDOR")
    deliver(alert_id=flag.pk, now=timezone.now())
    assert mail.recipients == [mona.user.email]
    assert [alert.pk for alert in open_alerts(mona.membership, timezone.now())] == [flag.pk]


@pytest.mark.django_db(transaction=True)
def test_a_lost_nudge_is_found_by_the_sweep(
    mail: MailServer, practice: Practice, priya: Person, redis_client: redis.Redis, settings: Any
) -> None:
    raised(practice, priya)
    assert redis_client.llen("outbox") == 0
    settings.JOBS_ENABLED = True
    tasks.sweep()
    assert redis_client.llen("outbox") == 1
    redis_client.flushdb()
