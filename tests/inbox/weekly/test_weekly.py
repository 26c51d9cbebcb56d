"""The report by mail over real SMTP: once, to whom it should go, and never lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from inbox.models import Conversation, ReportLetter, ReportWeek
from inbox.weekly import delivery
from inbox.weekly.booking import book_due
from inbox.weekly.delivery import LEASE, deliver
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Location, Practice
from tests.inbox.reports.build import House, clock, store
from tests.people import Person

if TYPE_CHECKING:
    from tests.alerts.builders import MailServer
    from tests.inbox.view_desk import ViewDesk

pytestmark = pytest.mark.django_db
# Ahead of the machine's clock, which wins where it is later (retries, leases); 7:00 in New York.
SEVEN = datetime(2030, 11, 18, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def long_there(practice: Practice, other_practice: Practice) -> None:
    Practice.objects.update(created_at=SEVEN - timedelta(days=90))


def work(at: datetime) -> None:
    """What beat and the worker do at `at`."""
    book_due(now=at)
    for pk in list(ReportLetter.objects.due(at).order_by("pk").values_list("pk", flat=True)):
        deliver(letter_id=pk, now=at)


def parts(mail: EmailMessage) -> dict[str, Any]:
    return {part.get_content_type(): part for part in mail.walk()}


def busy_week(desk: ViewDesk, mona: Person) -> None:
    """Twelve answered posts, one never answered."""
    row = desk.post("A secret sentence that nobody may mail")
    here = Location.objects.get(practice=row.practice)
    house = House(row.practice, row.account, here, here, [mona.user], [row])
    start = datetime(2030, 11, 12, 15, tzinfo=UTC)
    answered = [
        clock(house, start + HOUR * number, after=timedelta(minutes=20), staff=mona.user)
        for number in range(12)
    ]
    store([*answered, clock(house, start)])


def test_on_monday_at_seven_once_to_those_who_lead(
    mail: MailServer,
    view_desk: ViewDesk,
    mona: Person,
    olga: Person,
    priya: Person,
    ana: Person,
    vera: Person,
    charlie: Person,
) -> None:
    busy_week(view_desk, mona)
    work(SEVEN - timedelta(minutes=1))
    assert not mail.mails
    work(SEVEN)
    work(SEVEN)
    work(SEVEN + 5 * HOUR)
    to = sorted([mona.user.email, olga.user.email, charlie.user.email])
    assert sorted(mail.recipients) == to
    assert ReportWeek.objects.count() == 2
    taken = next(one for one in mail.mails if one["To"] == mona.user.email)
    assert taken["Subject"] == "Practice Hub: your week, November 11 to 17, 2030"
    assert taken.get_content_type() == "multipart/related"
    found = parts(taken)
    image = found["image/png"]
    assert image["Content-ID"] == "<first-answers>" and image.get_content()[:4] == b"\x89PNG"
    html, text = found["text/html"].get_content(), found["text/plain"].get_content()
    assert 'src="cid:first-answers" alt="' in html and "never answered" in html
    for said in (
        *("92 % answered within target (12 of 13)", "Median first answer: 20 min"),
        "https://hub.example/reports/?from=2030-11-11&to=2030-11-17",
    ):
        assert said in text, text
    row = Conversation.objects.select_related("author").get()
    for secret in ("secret sentence", row.author.name, row.author.handle):
        assert secret not in html + text


def test_an_empty_week_is_a_short_honest_mail(
    mail: MailServer, mona: Person, charlie: Person
) -> None:
    charlie.user.language = "es"
    charlie.user.save()
    work(SEVEN + 30 * HOUR)  # the worker was down on Monday
    assert mail.recipients == [mona.user.email, charlie.user.email]
    assert mail.mails[1]["Subject"] == "Practice Hub: tu semana, 11 al 17 de noviembre de 2030"
    spanish = parts(mail.mails[1])
    assert '<html lang="es">' in spanish["text/html"].get_content()
    assert "no se escribió nada a la clínica" in spanish["text/plain"].get_content()
    found = parts(mail.mails[0])
    assert "image/png" not in found
    text = found["text/plain"].get_content()
    assert "Nothing was written to the practice in these days." in text
    assert "Median" not in text and len(text) < 700
    work(SEVEN + 7 * 24 * HOUR)
    assert len(mail.mails) == 4  # the next Monday has its own


def test_who_does_not_want_it_and_who_came_later(
    mail: MailServer, practice: Practice, mona: Person, olga: Person, priya: Person, charlie: Person
) -> None:
    assert mona.client.post("/reports/weekly/mine/", {"on": "0"}).status_code == 302
    priya.client.post("/reports/weekly/mine/", {"on": "1"})
    charlie.client.post("/reports/weekly/practice/", {"on": "0"})
    work(SEVEN)
    assert sorted(mail.recipients) == sorted([olga.user.email, priya.user.email])
    shown = mona.client.get("/reports/weekly/").content.decode()
    assert "You do not get it." in shown and "Switch it off for everybody" in shown
    assert "Switch it on again" in charlie.client.get("/reports/weekly/").content.decode()
    assert "Switch it off" not in priya.client.get("/reports/weekly/").content.decode()
    Practice.objects.filter(pk=practice.pk).update(created_at=SEVEN + 7 * 24 * HOUR + HOUR)
    work(SEVEN + 7 * 24 * HOUR + 2 * HOUR)  # began on that Monday at eight
    work(SEVEN + 2 * 24 * HOUR)
    assert len(mail.mails) == 2


def test_mail_is_down_for_hours_and_nothing_is_lost_or_doubled(
    mail: MailServer, mona: Person, olga: Person
) -> None:
    mail.stop()
    work(SEVEN)
    rows = ReportLetter.objects.order_by("pk")
    assert {row.error for row in rows} == {
        "The mail server could not be reached (ConnectionRefusedError)."
    }
    for minute in range(1, 25, 4):
        work(SEVEN + timedelta(minutes=minute))
    assert {3 < row.attempts < 8 for row in rows.all()} == {True}
    olga.membership.delete()  # left meanwhile
    mail.start()
    work(SEVEN + 2 * HOUR)
    work(SEVEN + 3 * HOUR)
    assert mail.recipients == [mona.user.email]
    assert {(row.sent_at is None, row.next_try_at) for row in rows.all()} == {
        (False, None),
        (True, None),
    }


def test_a_worker_dies_after_sending(
    mail: MailServer, mona: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = delivery._book_sent

    def dies(letter: ReportLetter, now: datetime) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(delivery, "_book_sent", dies)
    with pytest.raises(KeyboardInterrupt):
        work(SEVEN)
    monkeypatch.setattr(delivery, "_book_sent", booked)
    work(SEVEN)  # taken
    assert len(mail.mails) == 1
    work(SEVEN + LEASE)
    work(SEVEN + 2 * LEASE)
    assert len(mail.mails) == 2
    assert len({one["Message-ID"] for one in mail.mails}) == 1
    assert AuditEvent.objects.filter(name="weekly.sent").count() == 1


def test_now_please(
    mail: MailServer, practice: Practice, mona: Person, ana: Person, vera: Person, charlie: Person
) -> None:
    for path in ("weekly/", "weekly/mine/", "weekly/practice/", "weekly/now/"):
        for who in (ana, vera):
            assert who.client.post(f"/reports/{path}").status_code in (403, 405), path
            assert who.client.get(f"/reports/{path}").status_code in (403, 405), path
    asked = mona.client.post("/reports/weekly/now/?period=last-week&network=X", follow=True)
    assert f"on its way to {mona.user.email}" in asked.content.decode()
    again = mona.client.post("/reports/weekly/now/", follow=True)
    assert "Wait a minute" in again.content.decode()
    letter = ReportLetter.objects.get()
    deliver(letter_id=letter.pk, now=timezone.now())
    text = parts(mail.mails[0])["text/plain"].get_content()
    assert "Only: Network: X" in text and "You asked for this report." in text
    assert "Sent" in mona.client.get("/reports/weekly/").content.decode()
    assert mona.user.email not in charlie.client.get("/reports/weekly/").content.decode()
    assert not AuditEvent.objects.filter(details__icontains=mona.user.email).exists()


def test_from_the_command_line(mail: MailServer, mona: Person, ana: Person, olga: Person) -> None:
    out = StringIO()
    call_command("weekly_report", "--practice", "lumen", "--week", "2026-W46", stdout=out)
    assert mail.recipients == [mona.user.email, olga.user.email]
    assert f"{mona.user.email}: sent" in out.getvalue()
    assert "November 9 to 15, 2026" in mail.mails[0]["Subject"]
    call_command("weekly_report", "--practice", "lumen", "--to", olga.user.email, stdout=out)
    assert mail.recipients[2:] == [olga.user.email]
    for words in (
        ("--practice", "nowhere"),
        ("--practice", "lumen", "--week", "2026-99"),
        ("--practice", "lumen", "--to", ana.user.email),  # may not read reports
        ("--practice", "lumen", "--to", "stranger@example.org"),
    ):
        with pytest.raises(CommandError):
            call_command("weekly_report", *words, stdout=out)
    assert len(mail.mails) == 3


def test_the_page_of_notifications_leads_to_the_switch(mona: Person, ana: Person) -> None:
    link = 'href="/reports/weekly/"'
    assert link in mona.client.get(reverse("alerts:settings")).content.decode()
    assert link not in ana.client.get(reverse("alerts:settings")).content.decode()
