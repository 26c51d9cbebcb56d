"""The figures of clocks by day, from what was counted beforehand and, where that does not hold,
from the clocks themselves. The answer is the same either way (tests compare them)."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import connection
from psycopg2.sql import SQL, Composable, Identifier

from inbox.models import Clock, Cut
from inbox.reports.fact_sql import COUNTS, NO_OPENS, REST, SETTLED, grouped
from inbox.reports.filters import Filters
from inbox.reports.results import Tally, Times
from inbox.reports.selection import times_of, unpack

K = TypeVar("K")
# The rollups hold every cut of this kind, and of the others these.
SHALLOW_CUTS = (Cut.WHOLE, Cut.ENDING)
DEEP_KIND = Clock.Kind.FIRST_RESPONSE.value

# filter -> its cut, the condition on a clock, and how its value is written in a rollup
_NARROWING: dict[str, tuple[Cut, str]] = {
    "network": (Cut.NETWORK, "c.network = %(network)s"),
    "location_id": (Cut.LOCATION, "c.location_id = %(location_id)s"),
    "staff_id": (Cut.STAFF, "c.staff_id = %(staff_id)s"),
    "topic": (Cut.TOPIC, "%(topic)s = ANY(c.topics)"),
    "sentiment": (Cut.SENTIMENT, "c.sentiment = %(sentiment)s"),
    "category": (Cut.CATEGORY, "c.category = %(category)s"),
}
_WITHIN = (
    "c.practice_id = %(practice)s AND c.local_day BETWEEN %(start)s AND %(end)s"
    " AND c.kind = ANY(%(kinds)s) AND (%(audience)s = '' OR c.audience = %(audience)s)"
    " AND (%(imported)s OR NOT c.is_imported)"
)
_CLOCKS = SQL("SELECT c.* FROM inbox_clock c WHERE {condition}")
# What the rollups do not hold: days that are marked, and what had not settled when its day was
# counted.
_LIVE = SQL("""
SELECT c.* FROM inbox_clock c WHERE {condition} AND c.local_day IN (SELECT local_day FROM marked)
UNION ALL
SELECT c.* FROM inbox_clock c JOIN inbox_reportbuilt b
  ON b.practice_id = c.practice_id AND b.local_day = c.local_day
WHERE {condition} AND b.open_until IS NOT NULL AND c.stopped_at IS NULL AND NOT {settled}
  AND c.local_day NOT IN (SELECT local_day FROM marked)
""")
# One statement, hence one view of the database: a day is never counted twice or left out while it
# is being counted anew.
_MIXED = SQL("""
WITH marked AS MATERIALIZED (
  SELECT DISTINCT local_day FROM inbox_reportmark
  WHERE practice_id = %(practice)s AND local_day BETWEEN %(start)s AND %(end)s
)
SELECT {columns} FROM inbox_reportday c
WHERE {within} AND c.cut = %(cut)s AND (%(value)s IS NULL OR c.value = %(value)s)
  AND c.local_day NOT IN (SELECT local_day FROM marked)
UNION ALL
SELECT {live_columns} FROM ({live}) f
""")
_RAW = SQL("SELECT {live_columns} FROM ({live}) f")
_TOTALS = SQL("SELECT value, sum(total)::int FROM ({found}) t GROUP BY value")


@dataclass(frozen=True, slots=True)
class Fact:
    """One local day and part: counts in the order of `COUNTS`, durations ascending."""

    day: date
    kind: str
    audience: str
    value: str
    counts: tuple[int, ...]
    target_low: int | None
    target_high: int | None
    walls: array[int]
    opens: array[int]
    fastest_id: int | None
    slowest_id: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """Which clocks, and by what they are told apart. `audience` "" means both; `with_opens` asks
    for durations in opening hours too."""

    filters: Filters
    kinds: Sequence[str]
    audience: str = ""
    cut: Cut = Cut.WHOLE
    with_opens: bool = False

    @property
    def narrowing(self) -> list[str]:
        return [name for name in _NARROWING if getattr(self.filters, name) not in ("", None)]

    @property
    def stored_cut(self) -> tuple[Cut, str | None] | None:
        """The cut of the rollups that answers it and the part of it (None: all parts); None when
        only the clocks themselves can tell."""
        is_deep = set(self.kinds) == {DEEP_KIND}
        if not self.narrowing:
            return (self.cut, None) if is_deep or self.cut in SHALLOW_CUTS else None
        name = self.narrowing[0]
        cut = _NARROWING[name][0]
        is_same = self.cut == cut and cut != Cut.TOPIC  # a clock has several topics
        if not is_deep or len(self.narrowing) > 1 or not (is_same or self.cut == Cut.WHOLE):
            return None
        return cut, str(getattr(self.filters, name))


def load(question: Question) -> list[Fact]:
    """One query. Days without a clock have no row; the order means nothing."""
    return [_fact(row) for row in _fetch(question, _sql(question))]


def totals(question: Question) -> dict[str, int]:
    """How many clocks each part of the cut has, over all days. One query."""
    return dict(_fetch(question, _TOTALS.format(found=_sql(question))))


def _fetch(question: Question, sql: Composable) -> list[Any]:
    cut, value = question.stored_cut or (Cut.WHOLE, None)
    values = parameters(question) | {"cut": cut.value, "value": value}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _sql(question: Question) -> Composable:
    return _raw_sql(question) if question.stored_cut is None else _mixed_sql(question)


def parameters(question: Question) -> dict[str, Any]:
    """What the conditions on clocks ask for."""
    f = question.filters
    return {
        "practice": f.practice_id,
        "start": f.start,
        "end": f.end,
        "as_of": f.as_of,
        "kinds": list(question.kinds),
        "audience": question.audience,
        "imported": f.is_imported_too,
    } | {name: getattr(f, name) for name in _NARROWING}


def condition(question: Question) -> Composable:
    """Which clocks `c` belong to the question, with `parameters`."""
    return SQL(" AND ".join([_WITHIN, *(_NARROWING[name][1] for name in question.narrowing)]))


def _raw_sql(question: Question) -> Composable:
    clocks = _CLOCKS.format(condition=condition(question))
    return _RAW.format(live_columns=_columns(), live=_grouped(question, clocks))


def _grouped(question: Question, clocks: Composable) -> Composable:
    return grouped(clocks, [question.cut], with_opens=question.with_opens)


def _mixed_sql(question: Question) -> Composable:
    settled = SQL(SETTLED.format(at="b.built_at"))
    live = _grouped(question, _LIVE.format(condition=condition(question), settled=settled))
    return _MIXED.format(
        columns=_columns(_replaced(question)),
        within=SQL(_WITHIN),
        live_columns=_columns(),
        live=live,
    )


def _replaced(question: Question) -> dict[str, Composable]:
    """What is not read as it is stored: a filter picks one part of a cut, and the answer is then a
    whole again; durations that nobody asked for stay where they are."""
    value: dict[str, Composable] = {"value": SQL("''")} if question.cut == Cut.WHOLE else {}
    return value if question.with_opens else value | {"opens": NO_OPENS}


def _columns(replaced: dict[str, Composable] | None = None) -> Composable:
    names = ("local_day", "kind", "audience", "value", *COUNTS, *REST)
    return SQL(", ").join((replaced or {}).get(name, Identifier(name)) for name in names)


def _fact(row: Sequence[Any]) -> Fact:
    day, kind, audience, value = row[:4]
    end = 4 + len(COUNTS)
    low, high, walls, opens, fastest_id, slowest_id = row[end:]
    return Fact(
        day=day,
        kind=kind,
        audience=audience,
        value=value,
        counts=tuple(row[4:end]),
        target_low=low,
        target_high=high,
        walls=unpack(walls),
        opens=unpack(opens),
        fastest_id=fastest_id,
        slowest_id=slowest_id,
    )


def first_answers(filters: Filters, cut: Cut = Cut.WHOLE, *, with_opens: bool = False) -> Question:
    """The first public answers: what the report card is about (T1 to T4)."""
    return Question(filters, (DEEP_KIND,), Clock.Audience.PUBLIC.value, cut, with_opens)


def tally_of(facts: Iterable[Fact]) -> Tally:
    """All of them together."""
    columns = zip(*(fact.counts for fact in facts), strict=True)
    return Tally(**dict(zip(COUNTS, map(sum, columns), strict=False)))


def wall_times(facts: Iterable[Fact]) -> Times:
    return times_of([fact.walls for fact in facts])


def open_times(facts: Iterable[Fact]) -> Times:
    return times_of([fact.opens for fact in facts])


def by(facts: Iterable[Fact], key: Callable[[Fact], K]) -> dict[K, list[Fact]]:
    """The facts in heaps."""
    heaps: dict[K, list[Fact]] = {}
    for fact in facts:
        heaps.setdefault(key(fact), []).append(fact)
    return heaps
