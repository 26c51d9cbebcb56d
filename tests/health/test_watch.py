"""A web process raises the alarm for those who are too dead to, and sends its mails itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from practice_hub.alerts.actions import acknowledge
from practice_hub.alerts.kinds import Channel, Kind
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.health import watch
from practice_hub.health.models import Heartbeat, Outage
from practice_hub.health.watch import Watch, look_safely
from practice_hub.ports import free_port
from practice_hub.practices.models import Practice
from tests.alerts.builders import MailServer, raised
from tests.concurrency.together import at_once, bad
from tests.health.builders import MINUTE, alive, silent
from tests.people import Person

HALF = timedelta(seconds=30)


def looks(one: Watch, start: datetime, count: int) -> datetime:
    """`count` looks, half a minute apart; the time of the last."""
    for number in range(count):
        one.look(start + number * HALF)
    return start + (count - 1) * HALF


def only_beat_is_dead(now: datetime) -> None:
    alive(now, "beat")
    silent("beat", now - 4 * MINUTE)


def system_alerts() -> Any:
    return Alert.objects.filter(kind=Kind.SYSTEM_DOWN).order_by("pk")


@pytest.mark.django_db
def test_a_dead_clock_is_told_once_to_who_manages_and_closes_by_itself(
    post: MailServer, mona: Person, olga: Person, ana: Person, vera: Person, charlie: Person
) -> None:
    start = timezone.now()
    only_beat_is_dead(start)
    one = Watch("web")
    one.look(start)
    one.look(start + HALF)
    assert not system_alerts().exists()  # it may be about to start
    last = looks(one, start + 2 * HALF, 3)
    assert {alert.practice_id for alert in system_alerts()} == {
        mona.practice.pk,
        charlie.practice.pk,
    }
    told = AlertDelivery.objects.filter(channel=Channel.PAGE)
    assert {row.user_id for row in told} == {mona.user.pk, olga.user.pk, charlie.user.pk}
    assert {alert.path for alert in system_alerts()} == {"/health/"}
    assert sorted(post.recipients) == sorted(p.user.email for p in (mona, olga, charlie))
    outage = Outage.objects.get()
    assert (outage.part, outage.since) == ("beat", start - 4 * MINUTE)

    theirs = system_alerts().get(practice=mona.practice)
    acknowledge(theirs.pk, actor=mona.membership, now=last)
    looks(one, last + HALF, 3)
    assert system_alerts().count() == 2  # seen is seen, though it is still down

    back = last + 5 * MINUTE
    silent("beat", back)
    one.look(back)
    assert not system_alerts().open().exists()
    assert Outage.objects.get().ended_at == back
    silent("beat", back - 9 * MINUTE)
    looks(one, back + HALF, 4)
    assert system_alerts().open().count() == 2
    assert len(post.mails) == 6


@pytest.mark.django_db
def test_after_a_restart_nobody_is_alarmed(practice: Practice, mona: Person) -> None:
    start = timezone.now()
    for part in ("beat", "outbox", "listening", "default"):
        silent(part, start - timedelta(hours=9))
    one = Watch("web")
    one.look(start)
    one.look(start + HALF)
    alive(start + 2 * HALF)
    looks(one, start + 2 * HALF, 4)
    assert not system_alerts().exists()
    assert not Outage.objects.exists()


@pytest.mark.django_db
def test_dead_workers_are_one_trouble_and_a_dead_clock_hides_nothing(
    post: MailServer, mona: Person
) -> None:
    start = timezone.now()
    alive(start + MINUTE, "outbox", "listening", "default")
    for queue in ("outbox", "listening", "default"):
        silent(queue, start - 4 * MINUTE)
    one = Watch("web")
    last = looks(one, start, 4)
    assert [outage.part for outage in Outage.objects.all()] == ["workers"]
    silent("beat", start - 4 * MINUTE)  # whether workers live cannot be told now
    last = looks(one, last + HALF, 3)
    assert {outage.part for outage in Outage.objects.open()} == {"beat", "workers"}
    alive(last + HALF)
    one.look(last + HALF)
    assert not Outage.objects.open().exists()
    assert not system_alerts().open().exists()


@pytest.mark.django_db
def test_redis_is_down(post: MailServer, mona: Person, settings: Any) -> None:
    start = timezone.now()
    alive(start + 4 * MINUTE)
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    looks(Watch("web"), start, 8)
    assert [(outage.part, outage.since) for outage in Outage.objects.all()] == [("redis", start)]
    assert post.recipients == [mona.user.email]


@pytest.mark.django_db(transaction=True)
def test_two_web_processes_and_a_worker_at_once_tell_once(
    post: MailServer, mona: Person, olga: Person
) -> None:
    start = timezone.now() - 5 * MINUTE
    only_beat_is_dead(start)
    processes = [Watch("web"), Watch("events"), Watch("web")]
    for one in processes:
        one.look(start)
        one.look(start + HALF)
    later = start + 2 * HALF
    assert bad(at_once([partial(one.look, later) for one in processes])) == []
    alert = system_alerts().get()
    [watch.deliver_waiting(later) for _ in range(2)]
    assert sorted(post.recipients) == sorted([mona.user.email, olga.user.email])
    assert alert.deliveries.filter(channel=Channel.MAIL, sent_count=1).count() == 2


@pytest.mark.django_db
def test_mail_is_down_too_and_goes_out_when_it_is_back(post: MailServer, mona: Person) -> None:
    post.stop()
    start = timezone.now()
    only_beat_is_dead(start)
    one = Watch("web")
    last = looks(one, start, 4)
    row = AlertDelivery.objects.get(channel=Channel.MAIL)
    assert row.attempts > 0 and row.error
    post.start()
    looks(one, last + 6 * MINUTE, 1)
    assert post.recipients == [mona.user.email]


@pytest.mark.django_db
def test_what_no_worker_sends_goes_out_from_here(
    post: MailServer, practice: Practice, priya: Person
) -> None:
    now = timezone.now()
    alive(now)
    flag = raised(practice, priya, at=now)
    one = Watch("web")
    one.look(now + timedelta(seconds=5))
    assert post.mails == []  # a worker has the first word
    one.look(now + timedelta(seconds=70))
    assert post.recipients == [priya.user.email]
    assert flag.deliveries.get(channel=Channel.MAIL).sent_count == 1


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_ends_no_watch(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("password=planted-secret")

    one = Watch("web")
    with monkeypatch.context() as broken:
        broken.setattr("practice_hub.health.heart.show_life", away)
        look_safely(one, timezone.now())
    assert "could not look after the others (OperationalError)" in caplog.text
    assert "planted-secret" not in caplog.text
    look_safely(one, timezone.now())
    assert Heartbeat.objects.filter(part="web").exists()


def test_one_thread_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr(watch, "_look_again_and_again", lambda one: started.append(one._part))
    monkeypatch.setattr(watch, "_threads", {0: None})  # those of the parent of this fork
    watch.start("web")
    watch.start("web")
    watch._at_request("web")
    [thread] = watch._threads.values()
    thread.join(5)
    assert started == ["web"]
    assert thread.daemon
