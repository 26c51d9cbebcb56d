"""What a query asked, whose text PostgreSQL knows by a name."""

from __future__ import annotations

from typing import Any

from django.db import connections


def text_of(sql: str) -> str:
    """The whole statement of "EXECUTE ready_12 (…)"; any other one as it is."""
    kept: Any = connections["default"]
    name = sql.partition("(")[0]
    known = {asked.partition("(")[0]: statement.text for statement, asked in kept.prepared.items()}
    return str(known.get(name, sql))
