"""Changes of rows by statements that are made once a process, as `ready.py` has it for reading.

    @ready_change
    def _renew(pk: int, user_id: int, now: datetime, end: datetime, /) -> Change:
        held = Conversation.objects.filter(pk=pk, claimed_by=user_id, claim_expires_at__gt=now)
        return held, {"claim_expires_at": end}

    if _renew(12, 5, now, later): ...  # how many rows were changed

Every argument is a value, and none is None. Signals and `save()` are not asked, as with Django's
own `update()`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from inspect import signature
from typing import Any, Generic, ParamSpec

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.db.models.sql import UpdateQuery

from practice_hub.ready_statements import Slot, Statement, may_be_found

# Which rows, and what becomes of their columns.
Change = tuple[QuerySet[Any, Any], dict[str, Any]]
P = ParamSpec("P")


class ReadyChange(Generic[P]):
    """What `@ready_change` makes of a function that gives rows and their new values."""

    def __init__(self, make: Callable[P, Change]) -> None:
        update_wrapper(self, make)
        self._make = make
        self._statement: Statement | None = None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> int:
        """How many rows were changed; none for a value that no column can hold."""
        if not all(map(may_be_found, args)):
            return 0
        return self.made().changed(args)

    def made(self) -> Statement:
        if self._statement is None:
            make: Any = self._make
            rows, values = make(*map(Slot, range(len(signature(self._make).parameters))))
            query = rows.query.chain(UpdateQuery)
            query.add_update_values(values)
            query.annotations = {}
            text, given = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
            self._statement = Statement(text, given)
        return self._statement


def ready_change(make: Callable[P, Change]) -> ReadyChange[P]:
    """For changes of few rows of one table, found by what they belong to."""
    return ReadyChange(make)
