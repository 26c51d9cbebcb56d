"""What a database holds, in numbers that can be compared: rows and a digest of each table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from psycopg2.sql import SQL, Identifier

# How values are written as text must not depend on who asks.
_SAME_WORDS: Final = """
SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres';
SET bytea_output = 'hex'; SET extra_float_digits = 1; SET statement_timeout = 0;
SET search_path = public
"""
_TABLES: Final = """
SELECT c.relname, pg_table_size(c.oid) FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname
"""
# The sum of the rows' digests: no order is needed, so nothing is sorted.
_CONTENT: Final = """
SELECT count(*), coalesce(sum(('x' || left(h, 16))::bit(64)::bigint::numeric), 0)::text || ':' ||
    coalesce(sum(('x' || right(h, 16))::bit(64)::bigint::numeric), 0)::text
FROM (SELECT md5(t::text) AS h FROM {} t) rows
"""
# Names, not definitions: servers of different versions word the same definition differently.
_SCHEMA: Final = """
SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint ' || conname FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL SELECT 'trigger ' || t.tgname || ' ' || c.relname FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal
UNION ALL SELECT 'function ' || p.proname FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
"""
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Census:
    """`tables`: name to (rows, digest); `schema`: a digest over every column, index, constraint,
    trigger and function."""

    tables: Mapping[str, tuple[int, str]]
    schema: str

    @property
    def rows(self) -> int:
        return sum(count for count, _ in self.tables.values())


def prepare(cursor: Any) -> None:
    cursor.execute(_SAME_WORDS)


def sizes(cursor: Any) -> dict[str, int]:
    """Bytes of each table of ours."""
    cursor.execute(_TABLES)
    return dict(cursor.fetchall())


def take(cursor: Any, tell: Tell) -> Census:
    """Read everything; `tell` hears percents. `cursor`: of a prepared connection."""
    weights = {name: size + 1 for name, size in sizes(cursor).items()}
    done, tables = 0, {}
    for name, weight in weights.items():
        cursor.execute(SQL(_CONTENT).format(Identifier(name)))
        tables[name] = tuple(cursor.fetchone())
        done += weight
        tell(done * 100 // sum(weights.values()))
    cursor.execute(_SCHEMA)
    names = "\n".join(sorted(row[0] for row in cursor.fetchall()))
    return Census(tables, hashlib.sha256(names.encode()).hexdigest())


def differences(expected: Census, found: Census) -> list[str]:
    """One sentence for each table that is not the same; names of tables and numbers only."""
    told = []
    for name in sorted(set(expected.tables) | set(found.tables)):
        wanted, got = expected.tables.get(name), found.tables.get(name)
        if wanted is None or got is None:
            told.append(f"{name} is {'missing' if got is None else 'not in the backup'}.")
        elif wanted[0] != got[0]:
            told.append(f"{name} has {got[0]:,} rows instead of {wanted[0]:,}.")
        elif wanted[1] != got[1]:
            told.append(f"{name} has other contents.")
    if expected.schema != found.schema:
        told.append("Columns, indexes, constraints, triggers or functions differ.")
    return told
