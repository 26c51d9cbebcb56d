"""One line a task, and the way of a request's id into the tasks it has asked for."""

from __future__ import annotations

import logging
import time
from typing import Any, Final

from celery.signals import (
    beat_init,
    before_task_publish,
    task_postrun,
    task_prerun,
    worker_init,
    worker_process_init,
)

from practice_hub.logs import ids
from practice_hub.logs.ids import Ids
from practice_hub.monitoring.counters import count_task

logger = logging.getLogger("practice_hub.task")
HEADER: Final = "cause_id"  # of the message: the id of the request at the beginning of it all
SLOW_SECONDS: Final = 60.0
_started: dict[str, float] = {}  # by task: one at a time in each process of a worker


def connect() -> None:
    """Called once, where the Celery app is made."""
    before_task_publish.connect(_hand_on, weak=False, dispatch_uid="logs.hand_on")
    task_prerun.connect(_begin, weak=False, dispatch_uid="logs.begin")
    task_postrun.connect(_end, weak=False, dispatch_uid="logs.end")
    worker_init.connect(_is_worker, weak=False, dispatch_uid="logs.worker")
    worker_process_init.connect(_is_worker, weak=False, dispatch_uid="logs.worker_process")
    beat_init.connect(_is_beat, weak=False, dispatch_uid="logs.beat")


def _is_worker(**_: Any) -> None:
    ids.name_process("worker")


def _is_beat(**_: Any) -> None:
    ids.name_process("beat")


def _hand_on(headers: dict[str, Any] | None = None, **_: Any) -> None:
    if headers is not None and ids.request_id():
        headers[HEADER] = ids.request_id()


def _begin(task_id: str = "", task: Any = None, **_: Any) -> None:
    ids.begin(Ids(request_id=_cause(task), task_id=task_id, task=task.name))
    _started[task_id] = time.perf_counter()


def _cause(task: Any) -> str:
    """A worker puts headers of the message beside its own; a task run in place keeps them apart."""
    apart = task.request.headers or {}
    return str(getattr(task.request, HEADER, None) or apart.get(HEADER) or "")


def _end(task_id: str = "", task: Any = None, state: str | None = None, **_: Any) -> None:
    seconds = time.perf_counter() - _started.pop(task_id, time.perf_counter())
    outcome = state or "UNKNOWN"
    count_task(task=task.name, outcome=outcome, seconds=seconds)
    told = {"outcome": outcome, "duration_seconds": round(seconds, 4)}
    is_wrong = outcome == "FAILURE" or seconds >= SLOW_SECONDS
    level = logging.WARNING if is_wrong else logging.INFO
    logger.log(level, "%s %s in %.3f s", task.name, outcome, seconds, extra=told)
    ids.begin(None)
