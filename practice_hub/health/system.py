"""The parts of the machine itself: database, Redis, the clock, the workers, pages, event stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from practice_hub.health import pace
from practice_hub.health.models import Heartbeat
from practice_hub.health.probes import jobs_waiting, open_redis, reach_database
from practice_hub.health.report import Finding, Scope, State, not_known, register_check
from practice_hub.processes import QUEUES

WORKERS: Final = "workers"
REDIS: Final = "redis"
WAITING_SECONDS: Final = 10.0  # a nudged job starts within a second when all is well
NO_UP: Final = "python manage.py up"
# queue: (its name, what its worker takes)
_QUEUES: Final[dict[str, tuple[str, str]]] = {
    "outbox": (gettext_noop("Sending"), gettext_noop("answers and alert mails")),
    "listening": (gettext_noop("Reading"), gettext_noop("the sources")),
    "default": (gettext_noop("Timers"), gettext_noop("reminders, promises and approvals")),
}


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said of a part, marked; `service` is what Docker calls it, `what` fills the
    sentences of a queue."""

    name: str
    works: str
    slow: str
    down: str
    service: str
    what: str = ""

    def said(self, sentence: str) -> str:
        return _(sentence) % {"what": _(self.what) if self.what else ""}

    @property
    def todo(self) -> str:
        return _(_RESTART) % {"service": self.service}


_RESTART: Final = gettext_noop(
    "For whoever runs the server: started with manage.py up, it comes back by itself within half "
    "a minute; if it does not, the last lines there say why. With Docker: docker compose restart "
    "%(service)s."
)
_BEAT: Final = _Words(
    gettext_noop("The clock"),
    gettext_noop("Ticks, so sources are looked at and timers run."),
    gettext_noop("A tick is late."),
    gettext_noop(
        "The clock (beat) stands still: no source is read, and nothing that waits is picked up."
    ),
    "beat",
)
_PAGES: Final = _Words(
    gettext_noop("Pages"),
    gettext_noop("Are served."),
    gettext_noop("The last sign of life is late."),
    gettext_noop("The pages gave no sign of life: nobody may be able to sign in."),
    "web",
)
_STREAM: Final = _Words(
    gettext_noop("Live updates"),
    gettext_noop("Open pages learn of changes at once."),
    gettext_noop("The last sign of life is late."),
    gettext_noop("The event stream is down: open pages ask every 30 seconds instead."),
    "events",
)
_LOOK: Final = gettext_noop(
    "Look whether its server runs and its disk has room; manage.py up restarts its own by itself."
)
_NO_DATABASE: Final = gettext_noop("This cannot be told while the database does not answer.")
_NO_REDIS: Final = gettext_noop("This cannot be told while Redis does not answer.")
_NO_CLOCK: Final = gettext_noop("This cannot be told while the clock stands still.")


def findings(scope: Scope) -> list[Finding]:
    """All parts, root causes first: what hangs on a dead one is not known, instead of dead too."""
    database = _database(scope)
    waiting = jobs_waiting(open_redis())
    broker = _redis(waiting)
    if database.state == State.DOWN:
        return [database, broker, *_unknown(_NO_DATABASE)]
    rows = {row.part: row for row in Heartbeat.objects.all()}
    beat = _alive(pace.BEAT, _BEAT, rows, scope.now)
    why = _NO_REDIS if waiting is None else ""
    if not why and beat.state == State.DOWN:
        why = _NO_CLOCK
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
    name = _("Database")
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
            _("PostgreSQL does not answer: no page is shown, and nothing new is accepted."),
            _(_LOOK),
        )
    return Finding("database", name, State.OK, _("Answers."))


def _redis(waiting: Mapping[str, int] | None) -> Finding:
    name = "Redis"
    if not settings.REDIS_URL:
        return _not_running(REDIS, name, "REDIS_URL")
    if waiting is None:
        return Finding(
            REDIS,
            name,
            State.DOWN,
            _(
                "Redis does not answer: workers get no work, and open pages ask every 30 seconds. "
                "Nothing is lost."
            ),
            _(_LOOK),
        )
    count = sum(waiting.values())
    return Finding(REDIS, name, State.OK, _jobs(count))


def _not_running(key: str, name: str, setting: str) -> Finding:
    return Finding(
        key,
        name,
        State.DOWN,
        _("Practice Hub does not run here, or runs with other settings than this command."),
        _(
            "Start it with %(command)s, or set %(setting)s (and DATA_DIR, if you set it) as it has "
            "it."
        )
        % {"command": NO_UP, "setting": setting},
    )


def _unknown(why: str) -> list[Finding]:
    named = [(pace.BEAT, _BEAT.name), *((queue, _QUEUES[queue][0]) for queue in QUEUES)]
    named += [(pace.WEB, _PAGES.name), (pace.EVENTS, _STREAM.name)]
    return [not_known(key, _(name), _(why)) for key, name in named]


def _state(part: str, rows: Mapping[str, Heartbeat], now: datetime) -> State:
    row = rows.get(part)
    silence = abs((now - row.at).total_seconds()) if row else pace.down_after(part) + 1
    if silence > pace.down_after(part):
        return State.DOWN
    return State.SLOW if silence > pace.slow_after(part) else State.OK


def _alive(part: str, words: _Words, rows: Mapping[str, Heartbeat], now: datetime) -> Finding:
    state, row, name = _state(part, rows, now), rows.get(part), _(words.name)
    if state == State.OK and row:
        return Finding(part, name, state, words.said(words.works), since=row.running_since)
    if row is None:
        never = words.said(words.down) + " " + _("It has not shown a sign of life yet.")
        return Finding(part, name, state, never, words.todo)
    sentence = words.said(words.slow if state == State.SLOW else words.down)
    return Finding(part, name, state, sentence, words.todo, row.at)


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
        late = _("A job waits %(seconds)s seconds before a worker takes it.")
        more = _("Nothing, while a backlog is being read. If it lasts, run another worker.")
        return Finding(queue, found.name, State.SLOW, late % {"seconds": seconds}, more)
    if found.state != State.OK and why_unknown:
        return not_known(queue, found.name, _(why_unknown))
    return found


def _queue_words(queue: str) -> _Words:
    name, what = _QUEUES[queue]
    return _Words(
        name,
        gettext_noop("A worker takes %(what)s."),
        gettext_noop("No worker has taken %(what)s for a moment."),
        gettext_noop(
            "No worker takes %(what)s: it has stopped, or is busy with something very long."
        ),
        "worker",
        what,
    )


def _jobs(count: int) -> str:
    if not count:
        return _("Answers. No job waits for a worker.")
    words = ngettext(
        "Answers. %(count)s job waits for a worker.",
        "Answers. %(count)s jobs wait for a worker.",
        count,
    )
    return words % {"count": number_format(count, force_grouping=True)}


register_check("system", findings, title=gettext_noop("The machine"))
