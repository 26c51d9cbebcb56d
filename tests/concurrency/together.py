"""Running the same thing in many threads at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

from tests.support.patience import PATIENCE_SECONDS

Result = TypeVar("Result")


def at_once(deeds: Sequence[Callable[[], Result]]) -> list[Result | Exception]:
    """Do all of `deeds` together, each on a connection of its own; an error is its result."""
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Result]) -> Result | Exception:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE_SECONDS)
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def good(results: Sequence[Result | Exception]) -> list[Result]:
    """Those that are no error."""
    return [result for result in results if not isinstance(result, Exception)]


def bad(results: Sequence[Result | Exception]) -> list[Exception]:
    """The errors."""
    return [result for result in results if isinstance(result, Exception)]
