"""Cursor paging of Graph's edges: `limit`, `after`, `before`, and absolute `next` addresses."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from sandbox.errors import graph_bad_parameter, graph_error

Item = TypeVar("Item")
DEFAULT_LIMIT = 25
MAX_LIMIT = 100


@dataclass(slots=True)
class PageRequest:
    """What a caller asked of an edge. `address` is the edge's own real address."""

    address: str
    parameters: dict[str, str]
    limit: int = DEFAULT_LIMIT
    asked_limit: int = DEFAULT_LIMIT
    is_strict: bool = False


def read_limit(value: str | None) -> int:
    """`limit`, 25 without one. Raises 100 beyond 100."""
    if value is None:
        return DEFAULT_LIMIT
    if not value.isdigit():
        raise graph_bad_parameter("Param limit must be an integer")
    if int(value) > MAX_LIMIT:
        raise graph_bad_parameter(f"The 'limit' parameter should not exceed {MAX_LIMIT}")
    return int(value)


def read_time(value: str | None, name: str) -> datetime | None:
    """`since` or `until`: seconds since 1970 or a date. Raises 100 for anything else."""
    if not value:
        return None
    if value.isdigit():
        return datetime.fromtimestamp(int(value), UTC)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise graph_bad_parameter(f"Param {name} must be a valid timestamp") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _cursor(item_id: str, index: int) -> str:
    return base64.urlsafe_b64encode(f"{index}:{item_id}".encode()).decode().rstrip("=")


def _read_cursor(text: str) -> tuple[int, str]:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        index, _, item_id = raw.partition(":")
        return int(index), item_id
    except (ValueError, binascii.Error):
        raise graph_error(100, "(#100) Invalid cursors values") from None


def _position(ids: Sequence[str], cursor: str, *, is_strict: bool) -> tuple[int, bool]:
    """Index of the cursor's item and whether it is still there."""
    index, item_id = _read_cursor(cursor)
    if not item_id:
        return index, False
    if item_id in ids:
        return ids.index(item_id), True
    if is_strict:
        raise graph_error(100, "(#100) Invalid cursors values")
    return min(index, len(ids)), False


def paged(
    items: Sequence[Item], key: Callable[[Item], str], request: PageRequest
) -> tuple[list[Item], dict[str, Any]]:
    """One page of `items` and its `paging` object (empty when there is nothing).

    `is_strict` edges (comments) refuse a cursor whose object was deleted, as the network does.
    """
    parameters, limit = request.parameters, request.limit
    ids = [key(item) for item in items]
    start, end = 0, min(limit, len(items))
    if after := parameters.get("after"):
        at, is_there = _position(ids, after, is_strict=request.is_strict)
        start = at + 1 if is_there else at
        end = min(start + limit, len(items))
    elif before := parameters.get("before"):
        end, _ = _position(ids, before, is_strict=request.is_strict)
        start = max(0, end - limit)
    page = list(items[start:end])
    if not page:
        return [], {}
    first, last = _cursor(ids[start], start), _cursor(ids[end - 1], end - 1)
    paging: dict[str, Any] = {"cursors": {"before": first, "after": last}}
    if end < len(items):
        paging["next"] = _address(request, after=last)
    if start > 0:
        paging["previous"] = _address(request, before=first)
    return page, paging


def _address(request: PageRequest, **cursor: str) -> str:
    kept = {k: v for k, v in request.parameters.items() if k not in ("after", "before")}
    query = urlencode({**kept, "limit": str(request.asked_limit), **cursor})
    return f"{request.address}?{query}"
