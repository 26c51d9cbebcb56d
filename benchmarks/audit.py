"""The audit at a million rows: how quickly it is sealed and checked, and what a page costs.

    python -m benchmarks.audit [--rows 1000000]

Rows are written by one INSERT, two thirds of them by the hub itself, as ingest leaves them. Every
query of a page must find its rows by an index: the slowest page and its plan are told.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from importlib import import_module
from typing import Any

from django.db import connection
from django.utils import timezone

from benchmarks.services import product_on_postgres

_FILL = """
INSERT INTO audit_auditevent (practice_id, actor_id, name, subject_type, subject_id, details, at)
SELECT %(practice)s,
    CASE WHEN n %% 3 = 0 THEN (%(people)s::bigint[])[1 + (n / 3) %% 20] END,
    CASE WHEN n %% 100000 = 0 THEN 'guard.overridden'
        WHEN n %% 3 = 0 THEN (%(own)s::text[])[1 + (n / 3) %% 4]
        ELSE (%(hub)s::text[])[1 + n %% 3] END,
    'conversation', 1 + n / 12, jsonb_build_object('reason', 'asked to', 'number', n),
    %(begin)s::timestamptz + n * interval '20 seconds'
FROM generate_series(1, %(rows)s) n
"""
_OWN = ["conversation.viewed", "conversation.claimed", "reply.queued", "conversation.resolved"]
_HUB = ["conversation.opened", "mention.edited", "alert.sent"]


def main() -> None:
    rows = _rows()
    with product_on_postgres():
        practice_id, people = _fill(rows)
        _seal_and_check(practice_id, rows)
        _pages(practice_id, people)
        _alone(practice_id, people[0])


def _rows() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    return int(parser.parse_args().rows)


def _fill(rows: int) -> tuple[int, list[int]]:
    models = import_module("practice_hub.practices.models")
    practice = models.Practice.objects.create(name="Lumen", slug="lumen")
    people = [
        models.User.objects.create(email=f"p{n}@lumen.example", name=f"Person {n}").pk
        for n in range(20)
    ]
    values = {
        "practice": practice.pk,
        "people": people,
        "own": _OWN,
        "hub": _HUB,
        "rows": rows,
        "begin": timezone.now() - timedelta(seconds=20 * rows),
    }
    with connection.cursor() as cursor:
        seconds = _timed(lambda: cursor.execute(_FILL, values))
        print(f"{rows:>11,} rows were written in {seconds:.1f} s")
        cursor.execute("ANALYZE audit_auditevent")
    return practice.pk, people


def _seal_and_check(practice_id: int, rows: int) -> None:
    sealing = import_module("practice_hub.audit.sealing")
    verifying = import_module("practice_hub.audit.verifying")
    now = timezone.now()
    began = time.process_time()
    seconds = _timed(lambda: sealing.seal_waiting(now=now, must_finish=True))
    own = time.process_time() - began
    speed = f"{rows / seconds:9,.0f} rows a second, {own:.1f} s of it at work in this process"
    print(f"sealed:     {seconds:7.1f} s, {speed}")
    for words, later in (("mark moves", 60), ("nothing new", 120)):
        at = now + timedelta(seconds=later)
        seconds = _timed(partial(sealing.seal_waiting, now=at))
        print(f"a sweep:    {seconds * 1000:7.1f} ms ({words})")
    verdict: list[Any] = []
    seconds = _timed(lambda: verdict.append(verifying.verify(practice_id)))
    assert verdict[0].is_whole, verdict[0].troubles
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"checked:    {seconds:7.1f} s, {rows / seconds:9,.0f} rows a second, peak {peak:,.0f} MB"
    )


def _pages(practice_id: int, people: list[int]) -> None:
    filters = import_module("practice_hub.audit.filters")
    listing = import_module("practice_hub.audit.listing")
    import_module("inbox.audit_words")
    zone = import_module("zoneinfo").ZoneInfo("UTC")
    day = (timezone.now() - timedelta(days=90)).date().isoformat()
    asked: dict[str, dict[str, str]] = {
        "people": {},
        "with the hub": {"who": "all"},
        "the hub": {"who": "hub"},
        "a person": {"who": str(people[3])},
        "a person's looks": {"who": str(people[3]), "kind": "looks"},
        "looks": {"kind": "looks"},
        "acts": {"kind": "acts"},
        "an area": {"what": "CONVERSATIONS"},
        "a rare area": {"what": "MEDICAL"},
        "an area of a person": {"who": str(people[3]), "what": "MEDICAL"},
        "an empty area": {"what": "ROSTER", "who": "all"},
        "about one thing": {"about": "conversation:4711"},
        "three months ago": {"to": day},
    }
    deep = filters.Cursor(timezone.now() - timedelta(days=200), 1)
    for name, query in asked.items():
        f = filters.read_filters(query, practice_id=practice_id, zone=zone)
        listing.page_of(f)
        first = _timed(partial(listing.page_of, f))
        later = _timed(partial(listing.page_of, f, before=deep))
        print(f"page, {name + ':':<22} {first * 1000:7.1f} ms, far back {later * 1000:7.1f} ms")


def _alone(practice_id: int, person: int) -> None:
    """What a look adds to a page."""
    looks = import_module("practice_hub.audit.looks")
    practice = import_module("practice_hub.practices.models").Practice(pk=practice_id)
    now = timezone.now()
    values: dict[str, Any] = {"practice_id": practice_id, "actor_id": person, "subject": practice}
    since = now - looks.AGAIN_AFTER
    look = partial(looks.write_look, **values, name="x.viewed", now=now, since=since)
    each = [_timed(partial(look, details={"n": n % 50})) for n in range(200)]
    print(f"a look:     {sorted(each)[100] * 1000:7.1f} ms (median of 200)")


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
