"""Write-through storage of the town in one SQLite file, so that a restarted demo goes on."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.models import RECORD_TYPES, Record, XVersion

_KIND_OF = {cls: kind for kind, cls in RECORD_TYPES.items()}
_FIELDS = {cls: [f.name for f in dataclasses.fields(cls)] for cls in _KIND_OF} | {
    XVersion: [f.name for f in dataclasses.fields(XVersion)]
}


def kind_of(record: Record) -> str:
    """The storage name of a record's type, for instance `x_post`."""
    return _KIND_OF[type(record)]


def key_of(record: Any) -> str:
    """What names a record within its kind (an X post keeps its first id through all edits)."""
    for name in ("root_id", "id", "key", "value"):
        if found := getattr(record, name, None):
            return str(found)
    raise TypeError(f"{type(record).__name__} has no key")


def to_plain(value: Any) -> Any:
    """JSON-ready form of a record, or of a list of them."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    names = _FIELDS.get(type(value))
    if names is not None:
        return {name: to_plain(getattr(value, name)) for name in names}
    if dataclasses.is_dataclass(value):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return value


def _with_times(plain: dict[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") and value else value
        for name, value in plain.items()
    }


def from_plain(kind: str, plain: dict[str, Any]) -> Record:
    """A record from its stored form."""
    values = _with_times(plain)
    if kind == "x_post":
        values["versions"] = [XVersion(**_with_times(item)) for item in values["versions"]]
    record: Record = RECORD_TYPES[kind](**values)
    return record


class Store:
    """Rows of (kind, key, json) in insertion order. Without a path it lives in memory only."""

    def __init__(self, path: Path | None) -> None:
        self._db = sqlite3.connect(str(path) if path else ":memory:", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS record (kind TEXT, key TEXT, body TEXT NOT NULL,"
            " seq INTEGER PRIMARY KEY AUTOINCREMENT, UNIQUE (kind, key))"
        )
        self._is_persistent = path is not None

    def save(self, kind: str, key: str, body: Any) -> None:
        """Insert or update one row."""
        if not self._is_persistent:
            return
        self._db.execute(
            "INSERT INTO record (kind, key, body) VALUES (?, ?, ?)"
            " ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
            (kind, key, json.dumps(body, ensure_ascii=False)),
        )

    def rows(self, kind: str) -> Iterator[dict[str, Any]]:
        """Stored bodies of a kind, oldest first."""
        for (body,) in self._db.execute(
            "SELECT body FROM record WHERE kind = ? ORDER BY seq", (kind,)
        ):
            yield json.loads(body)

    def begin(self) -> None:
        """Hold what follows together until `commit` (seeding thousands of posts at once)."""
        self._db.execute("BEGIN")

    def commit(self) -> None:
        self._db.execute("COMMIT")

    def clear(self) -> None:
        """Forget everything."""
        self._db.execute("DELETE FROM record")

    def close(self) -> None:
        self._db.close()
