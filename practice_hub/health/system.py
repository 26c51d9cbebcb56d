"""The parts of the machine itself: database, Redis, the clock, the workers, pages, event stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection

from practice_hub.health import pace
from practice_hub.health.models import Heartbeat
from practice_hub.health.probes import jobs_waiting, open_redis, reach_database
from practice_hub.health.report import Finding, Scope, State, not_known, register_check
from practice_hub.processes import QUEUES

WORKERS: Final = "workers"
REDIS: Final = "redis"
WAITING_SECONDS: Final = 10.0  # a nudged job starts within a second when all is well
NO_UP: Final = "python manage.py up"
_QUEUES: Final[dict[str, tuple[str, str]]] = {
    "outbox": ("Sending", "answers and alert mails"),
    "listening": ("Reading", "the sources"),
    "default": ("Timers", "reminders, promises and approvals"),
}


@dataclass(frozen=True, slots=True)
class _Words:
    name: str
    works: str
    slow: str
    down: str
    todo: str


_RESTART = (
    "For whoever runs the server: started with manage.py up, it comes back by itself within half "
    "a minute; if it does not, the last lines there say why. With Docker: docker compose restart "
    "{service}."
)
_BEAT = _Words(
    "The clock",
    "Ticks, so sources are looked at and timers run.",
    "A tick is late.",
    "The clock (beat) stands still: no source is read, and nothing that waits is picked up.",
    _RESTART.format(service="beat"),
)
_PAGES = _Words(
    "Pages",
    "Are served.",
    "The last sign of life is late.",
    "The pages gave no sign of life: nobody may be able to sign in.",
    _RESTART.format(service="web"),
)
_STREAM = _Words(
    "Live updates",
    "Open pages learn of changes at once.",
    "The last sign of life is late.",
    "The event stream is down: open pages ask every 30 seconds instead.",
    _RESTART.format(service="events"),
)


def findings(scope: Scope) -> list[Finding]:
    """All parts, root causes first: what hangs on a dead one is not known, instead of dead too."""
    database = _database(scope)
    waiting = jobs_waiting(open_redis())
    broker = _redis(waiting)
    if database.state == State.DOWN:
        return [database, broker, *_unknown("the database does not answer")]
    rows = {row.part: row for row in Heartbeat.objects.all()}
    beat = _alive(pace.BEAT, _BEAT, rows, scope.now)
    why = "Redis does not answer" if waiting is None else ""
    if not why and beat.state == State.DOWN:
        why = "the clock stands still"
    queues = [_queue(queue, rows, scope.now, why) for queue in QUEUES]
    front = [
        _alive(pace.WEB, _PAGES, rows, scope.now),
        _alive(pace.EVENTS, _STREAM, rows, scope.now),
    ]
    return [database, broker, beat, *queues, *front]


def vital(scope: Scope) -> dict[str, State | None]:
    """Whether beat, workers and Redis live, by part; None: cannot be told right now.

    Raises DatabaseError when the database does not answer.
    """
    is_there = jobs_waiting(open_redis()) is not None
    rows = {row.part: row for row in Heartbeat.objects.all()}
    beat = _state(pace.BEAT, rows, scope.now)
    queues = [_state(queue, rows, scope.now) for queue in QUEUES]
    workers = State.DOWN if State.DOWN in queues else State.OK
    can_tell = is_there and beat != State.DOWN
    return {
        pace.BEAT: beat,
        WORKERS: workers if can_tell or workers == State.OK else None,
        REDIS: State.OK if is_there else State.DOWN,
    }


def silent_since(part: str) -> datetime | None:
    """The last sign of life of `part` ("beat" or "workers"); None when there never was one."""
    parts = QUEUES if part == WORKERS else (part,)
    seen = list(Heartbeat.objects.filter(part__in=parts).values_list("at", flat=True))
    return min(seen) if len(seen) == len(parts) else None


def _database(scope: Scope) -> Finding:
    name = "Database"
    if not settings.DATABASE_URL:
        return _not_running("database", name, "DATABASE_URL")
    try:
        if scope.may_wait:
            reach_database()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, OSError):
        return Finding(
            "database",
            name,
            State.DOWN,
            "PostgreSQL does not answer: no page is shown, and nothing new is accepted.",
            "Look whether its server runs and its disk has room; manage.py up restarts its own "
            "by itself.",
        )
    return Finding("database", name, State.OK, "Answers.")


def _redis(waiting: Mapping[str, int] | None) -> Finding:
    name = "Redis"
    if not settings.REDIS_URL:
        return _not_running(REDIS, name, "REDIS_URL")
    if waiting is None:
        return Finding(
            REDIS,
            name,
            State.DOWN,
            "Redis does not answer: workers get no work, and open pages ask every 30 seconds. "
            "Nothing is lost.",
            "Look whether its server runs and its disk has room; manage.py up restarts its own "
            "by itself.",
        )
    count = sum(waiting.values())
    return Finding(REDIS, name, State.OK, f"Answers. {_jobs(count)} for a worker.")


def _not_running(key: str, name: str, setting: str) -> Finding:
    return Finding(
        key,
        name,
        State.DOWN,
        "Practice Hub does not run here, or runs with other settings than this command.",
        f"Start it with {NO_UP}, or set {setting} (and DATA_DIR, if you set it) as it has it.",
    )


def _unknown(why: str) -> list[Finding]:
    named = [(pace.BEAT, _BEAT.name), *((queue, _queue_name(queue)) for queue in QUEUES)]
    named += [(pace.WEB, _PAGES.name), (pace.EVENTS, _STREAM.name)]
    return [not_known(key, name, f"This cannot be told while {why}.") for key, name in named]


def _state(part: str, rows: Mapping[str, Heartbeat], now: datetime) -> State:
    row = rows.get(part)
    silence = abs((now - row.at).total_seconds()) if row else pace.down_after(part) + 1
    if silence > pace.down_after(part):
        return State.DOWN
    return State.SLOW if silence > pace.slow_after(part) else State.OK


def _alive(part: str, words: _Words, rows: Mapping[str, Heartbeat], now: datetime) -> Finding:
    state, row = _state(part, rows, now), rows.get(part)
    if state == State.OK and row:
        return Finding(part, words.name, state, words.works, since=row.running_since)
    if row is None:
        never = f"{words.down} It has not shown a sign of life yet."
        return Finding(part, words.name, state, never, words.todo)
    sentence = words.slow if state == State.SLOW else words.down
    return Finding(part, words.name, state, sentence, words.todo, row.at)


def _queue(
    queue: str,
    rows: Mapping[str, Heartbeat],
    now: datetime,
    why_unknown: str,
) -> Finding:
    words = _queue_words(queue)
    found = _alive(queue, words, rows, now)
    if found.state == State.OK and rows[queue].waited_seconds > WAITING_SECONDS:
        seconds = f"{rows[queue].waited_seconds:.0f}"
        late = f"A job waits {seconds} seconds before a worker takes it."
        more = "Nothing, while a backlog is being read. If it lasts, run another worker."
        return Finding(queue, words.name, State.SLOW, late, more)
    if found.state != State.OK and why_unknown:
        return not_known(queue, words.name, f"This cannot be told while {why_unknown}.")
    return found


def _queue_name(queue: str) -> str:
    return _QUEUES.get(queue, (queue.capitalize(), ""))[0]


def _queue_words(queue: str) -> _Words:
    name, what = _QUEUES.get(queue, (queue.capitalize(), f"the queue {queue}"))
    return _Words(
        name,
        f"A worker takes {what}.",
        f"No worker has taken {what} for a moment.",
        f"No worker takes {what}: it has stopped, or is busy with something very long.",
        _RESTART.format(service="worker"),
    )


def _jobs(count: int) -> str:
    return {0: "No job waits", 1: "1 job waits"}.get(count, f"{count:,} jobs wait")


register_check("system", findings, title="The machine")
