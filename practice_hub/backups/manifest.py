"""What a backup says of itself: when, of what, and how much; inside the encrypted file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.migrations.loader import MigrationLoader

from practice_hub.backups.census import Census
from practice_hub.backups.errors import BackupError

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """`server`: major version of PostgreSQL; `migrations`: "app.name"; `heads`: practice id, number
    and digest of the last seal of each audit."""

    made_at: datetime
    server: int
    census: Census
    migrations: frozenset[str]
    heads: Sequence[tuple[int, int, str]]

    def as_bytes(self) -> bytes:
        values = {
            "format": FORMAT,
            "made_at": self.made_at.isoformat(),
            "server": self.server,
            "tables": self.census.tables,
            "schema": self.census.schema,
            "migrations": sorted(self.migrations),
            "heads": list(self.heads),
        }
        return json.dumps(values).encode()


def parse(data: bytes) -> Manifest:
    values = json.loads(data)
    if values["format"] != FORMAT:
        raise BackupError("This backup was made by a newer Practice Hub: upgrade first.")
    tables = {name: (int(count), str(digest)) for name, (count, digest) in values["tables"].items()}
    return Manifest(
        made_at=datetime.fromisoformat(values["made_at"]),
        server=int(values["server"]),
        census=Census(tables, values["schema"]),
        migrations=frozenset(values["migrations"]),
        heads=[(int(one), int(number), str(digest)) for one, number, digest in values["heads"]],
    )


def read(cursor: Any, census: Census, now: datetime) -> Manifest:
    """In the snapshot that `cursor` looks at."""
    cursor.execute("SHOW server_version_num")
    server = int(cursor.fetchone()[0]) // 10_000
    cursor.execute("SELECT app || '.' || name FROM django_migrations")
    migrations = frozenset(row[0] for row in cursor.fetchall())
    cursor.execute(
        "SELECT DISTINCT ON (practice_id) practice_id, number, digest FROM audit_auditseal "
        "ORDER BY practice_id, number DESC"
    )
    return Manifest(now, server, census, migrations, cursor.fetchall())


def require_known(manifest: Manifest) -> None:
    """Refuse what a newer version has made: its tables are not known here."""
    here = MigrationLoader(None).disk_migrations
    replaced = (pair for migration in here.values() for pair in migration.replaces)
    known = {f"{app}.{name}" for app, name in [*here, *replaced]}
    unknown = sorted(manifest.migrations - known)
    if unknown:
        raise BackupError(
            f"This backup was made by a newer Practice Hub (it knows {unknown[0]}): upgrade this "
            "one first, then restore. Nothing was changed."
        )
