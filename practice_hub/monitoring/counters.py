"""What processes count while they work: requests, tasks, calls to networks, open streams.

Labels are names of views, tasks, networks and outcomes: words of the code, never of a person.
Counting breaks nothing: without a slot (see `slots`) it does nothing.
"""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge, Histogram, values
from prometheus_client.values import MultiProcessValue

from practice_hub.logs.ids import process_name
from practice_hub.monitoring.slots import own

# Before the first metric is made. The library's own choice, the process id, is not ours.
values.ValueClass = MultiProcessValue(lambda: own.slot)
# Seconds. Three is what the log calls a slow request; a call to a network may take a minute.
_REQUEST: Final = (0.05, 0.1, 0.25, 0.5, 1, 3, 10)
_TASK: Final = (0.1, 0.5, 1, 5, 15, 60, 300)
_CALL: Final = (0.1, 0.25, 0.5, 1, 3, 10, 30, 60)

_requests = Counter("practice_hub_requests", "Requests answered", ["view", "status"], registry=None)
_request_seconds = Histogram(
    "practice_hub_request_seconds", "Until the answer", ["view"], buckets=_REQUEST, registry=None
)
_tasks = Counter("practice_hub_tasks", "Tasks ended", ["task", "outcome"], registry=None)
_task_seconds = Histogram(
    "practice_hub_task_seconds", "From begin to end", ["task"], buckets=_TASK, registry=None
)
_calls = Counter(
    "practice_hub_network_calls", "Calls ended", ["network", "kind", "outcome"], registry=None
)
_call_seconds = Histogram(
    "practice_hub_network_call_seconds",
    "Until the answer",
    ["network", "kind"],
    buckets=_CALL,
    registry=None,
)
_streams = Gauge(
    "practice_hub_event_streams_open",
    "Open browsers that listen",
    ["process"],
    multiprocess_mode="livesum",
    registry=None,
)


def count_request(*, view: str, status: int, seconds: float) -> None:
    """`view` is the name of the address, "" where there is none."""
    if own.hold():
        _requests.labels(view or "none", str(status)).inc()
        _request_seconds.labels(view or "none").observe(seconds)


def count_task(*, task: str, outcome: str, seconds: float) -> None:
    """`outcome` in Celery's words: SUCCESS, FAILURE, RETRY, …"""
    if own.hold():
        _tasks.labels(task, outcome).inc()
        _task_seconds.labels(task).observe(seconds)


def count_call(*, network: str, kind: str, outcome: str, seconds: float | None) -> None:
    """`kind`: "read" or "write". What was not asked because a limit is used up has no `seconds`."""
    if own.hold():
        _calls.labels(network, kind, outcome).inc()
        if seconds is not None:
            _call_seconds.labels(network, kind).observe(seconds)


def show_streams(count: int) -> None:
    """How many streams this process has open now."""
    if own.hold():
        _streams.labels(process_name()).set(count)
