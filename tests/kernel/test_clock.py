"""Everything takes `now`; what reads the machine's clock itself has a reason. And odd days."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from inbox.domain.snooze import snooze_times
from practice_hub.practices.business_day import business_day_end, next_business_morning
from practice_hub.practices.business_hours import BusinessHours, spans

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("inbox", "listening", "practice_hub")
READS = {"now", "today", "localdate", "localtime", "time", "utcnow"}
CLOCKS = {"timezone", "datetime", "date", "time"}
# The edges: a request, a task, a command or a template begins at some moment, and hands it on.
EDGES = {"views", "templatetags", "management", "migrations"}
EDGE_FILES = {"tasks.py", "views.py", "middleware.py"}

CALLED = "a network, a mail server or a file took its time: what it ended with has its own moment"
VISIT = "part of one request or stream, called by the framework, which hands on no moment"
ALIVE = "a process's own sign of life or look at itself: there is nobody who could hand it on"
SLICE = "works on for minutes, so each slice has its own moment and lease"
FILES = "the age of a file beside the time of the file system"
KEPT = "kept between requests, for days; a moment would be part of its key"
DEMO = "fills the demo, or warms up: no row of anybody's work"
REASONS = {
    "inbox/outbox.py": CALLED,
    "inbox/privacy/file_runs.py": CALLED,
    "inbox/weekly/delivery.py": CALLED,
    "listening/reading.py": CALLED,
    "listening/catch_up_reading.py": CALLED,
    "practice_hub/alerts/delivery.py": CALLED,
    "practice_hub/alerts/digests.py": CALLED,
    "practice_hub/backups/keeping.py": CALLED,
    "practice_hub/practices/mail.py": CALLED,
    "inbox/exports/runs.py": SLICE,
    "inbox/clock_lines.py": "the defaults of a practice that never chose targets: made once",
    "practice_hub/alerts/strip.py": VISIT,
    "practice_hub/audit/looks.py": VISIT,
    "practice_hub/audit/sign_ins.py": VISIT,
    "practice_hub/practices/adapter.py": VISIT,
    "practice_hub/practices/fresh.py": VISIT,
    "practice_hub/practices/models/people.py": VISIT,
    "practice_hub/practices/passkeys.py": VISIT,
    "practice_hub/practices/receivers.py": VISIT,
    "practice_hub/practices/codes.py": VISIT,
    "practice_hub/practices/sign_in_forms.py": VISIT,
    "practice_hub/realtime/stream.py": VISIT,
    "practice_hub/roster/line.py": VISIT,
    "practice_hub/session_store.py": VISIT,
    "practice_hub/roster/selectors.py": KEPT,
    "practice_hub/health/heart.py": ALIVE,
    "practice_hub/health/machine.py": VISIT,
    "practice_hub/health/watch.py": ALIVE,
    "practice_hub/probe.py": FILES,
    "practice_hub/pictures/keeping.py": FILES,
    "practice_hub/practices/demo.py": DEMO,
    "inbox/domain/warm.py": DEMO,
}


def readers() -> Iterator[str]:
    """Files below the edges that ask the machine what time it is."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT)
            is_edge = EDGES & set(name.parts) or name.name in EDGE_FILES
            if not is_edge and any(map(_reads_clock, ast.walk(ast.parse(path.read_text())))):
                yield str(name)


def _reads_clock(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in READS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in CLOCKS
        and not (node.func.attr.startswith("local") and node.args)  # turns a moment that it has
    )


def test_everything_below_the_edges_takes_now() -> None:
    """Whoever adds a file here says why `now` cannot be handed to it; a reason that is no longer
    needed goes."""
    found = set(readers())
    assert found - set(REASONS) == set(), "these read the clock themselves: give them `now`"
    assert set(REASONS) - found == set(), "these take `now` by now: strike them off"


def hours(zone: str) -> BusinessHours:
    week = dict.fromkeys(range(7), spans("09:00-18:00"))
    return BusinessHours.of(ZoneInfo(zone), week, {})


def test_a_leap_day_is_a_day() -> None:
    """T4 over the end of February, in a leap year and in none."""
    zone = ZoneInfo("America/New_York")
    shop = hours("America/New_York")
    late = datetime(2028, 2, 28, 20, tzinfo=zone)
    assert next_business_morning(shop, zone, late) == datetime(2028, 2, 29, 12, tzinfo=zone)
    assert business_day_end(shop, zone, datetime(2028, 2, 29, 10, tzinfo=zone)) == datetime(
        2028, 2, 29, 18, tzinfo=zone
    )
    assert shop.elapsed(late, datetime(2028, 3, 1, 9, tzinfo=zone)) == timedelta(hours=9)
    assert shop.elapsed(late.replace(year=2027), datetime(2027, 3, 1, 9, tzinfo=zone)) == timedelta(
        0
    )
    moments = [each.moment for each in snooze_times(late, shop)]
    assert moments[2].date() == date(2028, 2, 29)


def test_hours_are_lived_once_when_clocks_change() -> None:
    """Berlin's two nights: an hour that is skipped, an hour that comes twice."""
    zone = ZoneInfo("Europe/Berlin")
    night = BusinessHours.of(zone, dict.fromkeys(range(7), spans("00:00-06:00")), {})
    for day, lived in ((date(2026, 3, 29), 5), (date(2026, 10, 25), 7)):
        start = datetime(day.year, day.month, day.day, tzinfo=zone)
        end = start.replace(hour=6)
        assert night.elapsed(start, end) == timedelta(hours=lived)
        assert night.add(start, timedelta(hours=lived)) == end
        stamps = [(start.astimezone(UTC) + timedelta(minutes=20 * n)) for n in range(lived * 3)]
        assert all(map(night.is_open, stamps)) and not night.is_open(end)
