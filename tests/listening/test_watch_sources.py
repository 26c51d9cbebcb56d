"""A source that is down alerts its managers once, and the alert goes when it is back."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils.html import strip_tags

from listening import outages
from listening.connectors.base import FeedKind
from listening.models import Feed, NetworkAccount
from listening.source_health import findings
from listening.tasks import watch_sources as task
from listening.watch import is_red, watch_sources
from practice_hub.alerts.actions import acknowledge
from practice_hub.alerts.kinds import Channel, Kind
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.health.models import Outage
from practice_hub.health.report import Scope, State
from practice_hub.health.watch import Watch
from practice_hub.practices.models import Practice
from tests.concurrency.together import at_once, bad
from tests.health.builders import alive, silent
from tests.listening.builders import NOW, account, feed
from tests.people import Person

MINUTE = timedelta(minutes=1)
FRESH = {"lease_expires_at": None, "created_at": NOW - 600 * MINUTE}
WELL = FRESH | {"last_success_at": NOW - MINUTE / 2, "next_run_at": NOW + MINUTE / 2}
BROKEN = WELL | {"failures": 9, "last_success_at": NOW - 16 * MINUTE}
UNREAD = WELL | {"last_success_at": NOW - 16 * MINUTE, "next_run_at": NOW - 15 * MINUTE}


def alerts() -> Any:
    return Alert.objects.filter(kind=Kind.SOURCE_DOWN).order_by("pk")


def source(practice: Practice, **values: Any) -> Feed:
    return feed(account(practice, handle="lumenlakeside"), **WELL | values)


@pytest.mark.django_db
def test_which_feeds_are_red() -> None:
    long_running, restarted = NOW - 60 * MINUTE, NOW - 5 * MINUTE
    cases: list[tuple[dict[str, Any], bool, bool, bool]] = [
        # what it is, red in a machine that runs for long, just restarted, stands still
        ({}, False, False, False),
        (BROKEN | {"last_error_kind": "TRANSIENT"}, True, False, False),
        (UNREAD, True, False, False),
        ({"failures": 1, "last_error_kind": "PERMISSION"}, True, True, True),
        ({"failures": 3, "last_error_kind": "UNSUPPORTED"}, False, False, False),
        ({"failures": 2, "last_success_at": NOW - 3 * MINUTE}, False, False, False),
        (UNREAD | {"is_active": False}, False, False, False),
    ]
    for values, *red in cases:
        one = feed(**WELL | values)
        told = [is_red(one, NOW, since) for since in (long_running, restarted, None)]
        assert told == red, values
    for status, is_down in (("NEEDS_RECONNECT", True), ("OUT_OF_CREDITS", True), ("PAUSED", False)):
        assert is_red(feed(account(status=status), **WELL), NOW, None) == is_down


@pytest.mark.django_db
def test_told_once_seen_and_back(
    practice: Practice, mona: Person, olga: Person, ana: Person, vera: Person, charlie: Person
) -> None:
    alive(NOW)
    first = source(practice, **BROKEN)
    second = feed(first.account, FeedKind.SEARCH, **WELL)
    watch_sources(now=NOW)
    watch_sources(now=NOW + MINUTE)
    alert = alerts().get()
    assert alert.path == f"/sources/#account-{first.account_id}"
    told = AlertDelivery.objects.filter(channel=Channel.PAGE)
    assert {row.user_id for row in told} == {mona.user.pk, olga.user.pk}
    assert mona.client.get(f"/alerts/{alert.pk}/")["Location"] == alert.path

    acknowledge(alert.pk, actor=mona.membership, now=NOW)
    watch_sources(now=NOW + MINUTE)
    assert alerts().count() == 1  # the same trouble is not told again

    Feed.objects.filter(pk=second.pk).update(failures=1, last_error_kind="PERMISSION")
    watch_sources(now=NOW + MINUTE)
    assert [one.is_open for one in alerts()] == [False, True]  # more of it is

    Feed.objects.filter(pk=first.pk).update(failures=0, last_success_at=NOW)
    watch_sources(now=NOW + MINUTE)
    assert alerts().open().count() == 1  # one of two feeds is still red
    Feed.objects.filter(pk=second.pk).update(failures=0, last_error_kind="")
    watch_sources(now=NOW + MINUTE)
    assert not alerts().open().exists()
    assert not Outage.objects.open().exists()
    page = mona.client.get("/alerts/?show=past").content.decode()
    assert "settled by itself" in page and "after 17 min" in page  # since the last good look


@pytest.mark.django_db
def test_everybody_reads_on_every_page_what_is_not_heard(
    practice: Practice, mona: Person, ana: Person, vera: Person, charlie: Person
) -> None:
    alive(NOW)
    first = source(practice)
    second = feed(first.account, FeedKind.MESSAGES, **BROKEN)

    def line(person: Person) -> str:
        page = person.client.get("/inbox/").content.decode()
        fragment = person.client.get("/sources/line/").content.decode()
        said = " ".join(strip_tags(fragment).split())
        assert said in " ".join(strip_tags(page).split())
        return said

    assert line(ana) == line(vera) == ""
    watch_sources(now=NOW)
    for person in (ana, vera):
        said = line(person)
        assert said.startswith("Part of X @lumenlakeside is not heard since")
        assert "a manager has been told" in said and "Sources" in said
        assert "essage" not in said  # not even that it is a private talk
    assert "Repair it" in line(mona)
    assert line(charlie) == ""

    Feed.objects.filter(pk=first.pk).update(**BROKEN)
    watch_sources(now=NOW)
    assert line(vera).startswith("X @lumenlakeside is not heard")
    NetworkAccount.objects.update(status="PAUSED")  # a person's own decision, said on its page
    assert line(ana) == ""
    NetworkAccount.objects.update(status="NEEDS_RECONNECT")
    Feed.objects.filter(pk__in=[first.pk, second.pk]).update(**WELL)
    assert line(ana).startswith("X @lumenlakeside is not heard")  # before anybody has looked
    NetworkAccount.objects.update(status="CONNECTED")
    watch_sources(now=NOW + MINUTE)
    assert line(ana) == ""
    past = outages.past_outages(practice, NOW + MINUTE)[first.account_id]
    assert past.seconds == 17 * 60  # both feeds are one outage to people
    assert outages.past_outages(practice, NOW + timedelta(days=8)) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["PAUSED", "DISCONNECTED"])
def test_what_a_person_switches_off_is_no_trouble_any_more(
    practice: Practice, mona: Person, status: str
) -> None:
    one = source(practice)
    NetworkAccount.objects.update(status="NEEDS_RECONNECT")
    task()
    assert alerts().open().get().subject_id == one.account_id
    NetworkAccount.objects.update(status=status)
    task()
    assert not alerts().open().exists()


@pytest.mark.django_db
def test_a_machine_that_stands_still_is_no_fault_of_a_source(
    practice: Practice, mona: Person
) -> None:
    alive(NOW, "listening")
    source(practice, **UNREAD)
    silent("listening", NOW - 16 * MINUTE)
    watch_sources(now=NOW)
    assert not alerts().exists()
    alive(NOW, since=20 * MINUTE)  # it lives, and yet nobody looks
    Watch("web").look(NOW)
    assert alerts().count() == 1


@pytest.mark.django_db(transaction=True)
def test_web_processes_and_beat_at_once(practice: Practice, mona: Person) -> None:
    alive(NOW)
    for _ in range(3):
        source(practice, **BROKEN)
    assert bad(at_once([partial(watch_sources, now=NOW)] * 4)) == []
    assert alerts().count() == Outage.objects.count() == 3


@pytest.mark.django_db
def test_what_is_said_of_a_source(practice: Practice, other_practice: Practice) -> None:
    def said() -> list[tuple[State, str, str]]:
        told = findings(Scope(NOW, practice_id=practice.pk))
        return [(one.state, one.label, f"{one.sentence} {one.todo}".strip()) for one in told]

    [(state, _, words)] = said()
    assert (state, words[:23]) == (State.NOT_SET_UP, "No account is connected")
    feed(account(other_practice, handle="harbour"), **BROKEN)
    one = source(practice)
    feed(one.account, FeedKind.SEARCH, **WELL | {"failures": 1, "last_error_kind": "UNSUPPORTED"})
    assert said() == [(State.OK, "Works", "Is read.")]
    Feed.objects.filter(pk=one.pk).update(**BROKEN | {"last_error_kind": "TRANSIENT"})
    [(state, label, words)] = said()
    assert (state, label) == (State.DOWN, "Not working")
    assert words.startswith("Mentions: X could not be reached or answered with a fault. ")
    Feed.objects.filter(pk=one.pk).update(**UNREAD | {"failures": 0, "last_error_kind": ""})
    assert "nobody has looked for too long" in said()[0][2]
    NetworkAccount.objects.filter(pk=one.account_id).update(status="PAUSED")
    assert said()[0][:2] == (State.NOT_SET_UP, "Paused")
    names = [one.name for one in findings(Scope(NOW))]
    assert names == ["harbour-dental: X @harbour", "lumen: X @lumenlakeside"]
