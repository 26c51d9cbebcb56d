""" "Do not disturb": what waits, what comes through all the same, and how it ends."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone

from practice_hub.alerts.groups import Group, MailWhen
from practice_hub.alerts.kinds import Channel, Kind
from practice_hub.alerts.models import Alert, AlertDelivery, AlertSettings
from practice_hub.alerts.preferences import preferences, stored_choices
from practice_hub.alerts.undisturbed import UndisturbedForm
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Practice, User
from tests.alerts.builders import raised
from tests.people import Person

PAGE, DESKTOP = "/account/undisturbed/", "/alerts/desktop/"
SOON = timedelta(seconds=30)


def until_of(person: Person) -> datetime | None:
    return User.objects.get(pk=person.user.pk).undisturbed_until


def wants_all(person: Person) -> None:
    choices = dict(preferences(person.membership).choices)
    choices[Group.LATE] = choices[Group.EMERGENCY]
    assert choices[Group.LATE].mail == MailWhen.NOW
    AlertSettings.objects.create(
        membership=person.membership,
        choices=stored_choices(choices),
        is_desktop_on=True,
        changed_at=timezone.now(),
    )


def shown(person: Person) -> list[tuple[int, bool]]:
    found = person.client.get(DESKTOP).json()
    return [(alert["id"], alert["breaks_in"]) for alert in found["alerts"]]


def held(alert: Alert) -> dict[str, tuple[datetime, str]]:
    rows = AlertDelivery.objects.filter(alert=alert).exclude(channel=Channel.PAGE)
    return {row.channel: (row.due_at, row.hold) for row in rows}


def test_all_but_emergencies_waits_until_it_is_over(practice: Practice, ana: Person) -> None:
    wants_all(ana)
    begun = timezone.now()
    before = raised(practice, ana, kind=Kind.TARGET_MISSED, subject=ana.membership)
    assert shown(ana) == [(before.pk, False)]
    assert ana.client.post(PAGE, {"minutes": "60"}).status_code == 302
    until = until_of(ana)
    assert until and abs(until - begun - timedelta(hours=1)) < SOON
    page = ana.client.get(PAGE).content.decode()
    assert "You are not disturbed until" in page and "Quiet until" in page
    assert f'data-quiet-until="{until.isoformat()[:16]}' in page

    late = raised(practice, ana, kind=Kind.TARGET_MISSED)
    assert held(late) == {"MAIL": (until, "ALONE"), "DESKTOP": (until, "ALONE")}
    urgent = raised(practice, ana, kind=Kind.RED_FLAG)
    assert {hold for _, hold in held(urgent).values()} == {""}
    assert shown(ana) == [(urgent.pk, True)], "what was booked before waits too"

    assert ana.client.post(PAGE, {"end": "1"}).status_code == 302
    assert until_of(ana) is None
    assert all(at <= timezone.now() for at, _ in held(late).values())
    assert {alert for alert, _ in shown(ana)} == {before.pk, late.pk, urgent.pk}
    assert "Quiet until" not in ana.client.get(PAGE).content.decode()
    ana.client.post(PAGE, {"end": "1"})  # twice is once
    noted = AuditEvent.objects.filter(name__startswith="alert.undisturbed", actor=ana.user)
    assert list(noted.order_by("pk").values_list("name", flat=True)) == [
        "alert.undisturbed",
        "alert.undisturbed_ended",
    ]


def test_ending_it_breaks_into_no_quiet_hours(practice: Practice, ana: Person) -> None:
    wants_all(ana)
    now = timezone.now().astimezone(practice.zone)
    AlertSettings.objects.update(
        quiet_from=(now - timedelta(hours=1)).time(), quiet_until=(now + timedelta(hours=2)).time()
    )
    ana.client.post(PAGE, {"minutes": "30"})
    late = raised(practice, ana, kind=Kind.TARGET_MISSED)
    ana.client.post(PAGE, {"end": "1"})
    assert all(at > timezone.now() + timedelta(hours=1) for at, _ in held(late).values())


def test_who_may_and_what_is_refused(ana: Person, vera: Person, charlie: Person) -> None:
    assert Client().get(PAGE).status_code == 302
    assert vera.client.get(PAGE).status_code == 403
    assert vera.client.post(PAGE, {"minutes": "60"}).status_code == 403
    assert charlie.client.post(PAGE, {"minutes": "60"}).status_code == 302
    assert until_of(ana) is None and until_of(vera) is None and until_of(charlie) is not None
    refusals = (
        ({"clock": "25:99"}, "Give a time like 14:00."),
        ({"clock": ""}, "Give a time, or use one of the buttons."),
        ({"minutes": "99999"}, "Use one of the buttons, or give a time."),
    )
    for sent, words in refusals:
        answer = ana.client.post(PAGE, sent)
        assert answer.status_code == 422 and words in answer.content.decode()
    assert until_of(ana) is None


def test_a_time_is_the_next_one_that_the_clock_shows() -> None:
    zone = ZoneInfo("America/New_York")
    now = datetime(2026, 11, 22, 15, 0, tzinfo=zone)
    for clock, day in (("15:30", 22), ("15:00", 23), ("09:00", 23)):
        form = UndisturbedForm({"clock": clock}, now=now, zone=zone)
        assert form.is_valid()
        wanted = datetime.combine(now.date(), time.fromisoformat(clock), zone).replace(day=day)
        assert form.cleaned_data["until"] == wanted
