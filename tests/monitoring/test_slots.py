"""Counts of many processes add up, whatever becomes of the processes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from practice_hub.celery import app
from practice_hub.monitoring import slots
from practice_hub.monitoring.counters import count_request, count_task, show_streams
from tests.kernel.test_authorization import addresses
from tests.monitoring.conftest import TOKEN


class Process:
    """A process of its own that does its work, says so, and lives until it is killed."""

    def __init__(self, work: Callable[[], None]) -> None:
        reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                work()
                os.write(writing, b"done")
                signal.pause()
            finally:
                os._exit(1)
        os.close(writing)
        assert os.read(reading, 4) == b"done"
        os.close(reading)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def requests(times: int) -> Callable[[], None]:
    def work() -> None:
        for _ in range(times):
            count_request(view="inbox:list", status=200, seconds=0.2)
        show_streams(times)

    return work


def told(name: str) -> float | None:
    slots.tidy()
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(slots.folder()))
    found = [one.value for each in registry.collect() for one in each.samples if one.name == name]
    return sum(found) if found else None


def test_counts_add_up_over_processes_that_are_killed_and_follow_each_other(folder: Path) -> None:
    requests(1)()
    first, second = Process(requests(2)), Process(requests(3))
    files = set(folder.glob("*.db"))
    assert told("practice_hub_requests_total") == 6
    assert told("practice_hub_request_seconds_count") == 6
    assert told("practice_hub_event_streams_open") == 6
    second.kill()
    assert told("practice_hub_event_streams_open") == 3
    first.kill()
    for _ in range(3):  # as workers that are replaced
        Process(requests(10)).kill()
    assert told("practice_hub_requests_total") == 36
    assert told("practice_hub_event_streams_open") == 1
    assert set(folder.glob("*.db")) <= files


def test_what_a_power_cut_has_spoiled_is_left_behind(folder: Path) -> None:
    Process(requests(2)).kill()
    spoiled = folder / "counter_0.db"
    data = bytearray(spoiled.read_bytes())
    data[8:12] = b"\xff\xff\xff\x7f"
    spoiled.write_bytes(data)
    requests(5)()  # takes that very slot
    assert told("practice_hub_requests_total") == 5
    assert told("practice_hub_request_seconds_count") == 7


def test_without_room_or_token_work_goes_on_uncounted(folder: Path, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    requests(1)()
    assert not folder.exists()
    settings.METRICS_TOKEN = TOKEN
    folder.parent.write_text("in the way")
    requests(1)()
    assert not slots.own.hold()
    folder.parent.unlink()
    requests(1)()  # tried again after a minute only
    assert not folder.exists()


def test_all_labels_that_there_can_be_fit_in(folder: Path) -> None:
    """Five statuses for each address, three outcomes for each task; the file must not grow."""
    views = [*addresses(), "none"]
    app.loader.import_default_modules()
    tasks = [name for name in app.tasks if not name.startswith("celery.")]
    assert len(views) > 150 and len(tasks) > 20
    for status in (200, 302, 403, 404, 500):
        for view in views:
            count_request(view=view, status=status, seconds=0.1)
    for outcome in ("SUCCESS", "FAILURE", "RETRY"):
        for task in tasks:
            count_task(task=task, outcome=outcome, seconds=1)
    sizes = {path.name.rpartition("_")[0]: path.stat().st_size for path in folder.glob("*.db")}
    assert sizes == slots.ROOM
