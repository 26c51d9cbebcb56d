"""Beat's ticks through a real worker, and none of them when it has been killed."""

from __future__ import annotations

import time

from celery.beat import Scheduler
from django.db.models import QuerySet
from django.utils import timezone

from practice_hub.celery import app
from practice_hub.health import system
from practice_hub.health.models import Heartbeat
from practice_hub.health.report import Scope, State
from practice_hub.processes import QUEUES
from tests.faults.workers import Workers, eventually
from tests.support.patience import PATIENCE_SECONDS


def tick() -> None:
    """What beat does when the time for its signs of life has come."""
    scheduler = Scheduler(app, lazy=True)
    scheduler.setup_schedule()
    for name, entry in scheduler.schedule.items():
        if name.startswith("health.tick."):
            scheduler.apply_async(entry, advance=False)


def states() -> dict[str, State]:
    return {finding.key: finding.state for finding in system.findings(Scope(timezone.now()))}


def parts() -> QuerySet[Heartbeat]:
    """Without the rows that say which data folder somebody uses."""
    return Heartbeat.objects.filter(part__in=("beat", *QUEUES))


def test_a_killed_worker_books_no_tick_and_the_clock_goes_on(workers: Workers) -> None:
    workers.start()
    tick()
    eventually(lambda: parts().count() == 1 + len(QUEUES), "all queues were served")
    assert {states()[part] for part in ("beat", *QUEUES)} == {State.OK}
    assert all(row.waited_seconds < PATIENCE_SECONDS for row in parts())
    workers.kill()
    before = {row.part: row.at for row in parts()}
    tick()
    time.sleep(0.3)
    after = {row.part: row.at for row in parts()}
    assert [part for part in before if after[part] > before[part]] == ["beat"]
    [redis] = [one for one in system.findings(Scope(timezone.now())) if one.key == "redis"]
    assert redis.sentence == f"Answers. {len(QUEUES)} jobs wait for a worker."
