"""A data folder of PostgreSQL with a migrated database in it: made once, copied for every run.

To make a cluster and to migrate it takes longer than many a test file. So the first run after a
change of the migrations does it, with the real command, and every process starts from a copy.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from practice_hub import hostuser
from practice_hub.embedded import DATABASE, EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".pytest_cache" / "d" / "migrated"
MIGRATED = "practice_hub_migrated"
OPEN_AUDIT = """
ALTER TABLE audit_auditevent DISABLE TRIGGER audit_table_stays;
ALTER TABLE audit_auditseal DISABLE TRIGGER audit_seal_table_stays;
"""
TAKE_BACK = """
DROP TABLE django_session;
DELETE FROM django_migrations WHERE app = 'sessions';
"""
# Whatever decides what a migrated database looks like.
_MADE_OF = (
    *("*/migrations/*.py", "practice_hub/*/migrations/*.py", "requirements.lock"),
    "tests/support/cluster.py",
)


def lay_out(folder: Path) -> None:
    """Put a cluster with the database MIGRATED into `folder`, for an EmbeddedPostgres to start.

    Raises RuntimeError with what the command said when the migrations do not run.
    """
    KEPT.mkdir(parents=True, exist_ok=True)
    prepared = KEPT / _key()
    with locked("lock"):
        if not prepared.exists():
            _prepare(prepared)
        _copy(prepared / "postgres", folder / "postgres")


def lay_out_last_version(folder: Path) -> None:
    """As `lay_out`, for `manage.py up`: its own database, in which one migration is yet to run."""
    folder.mkdir(parents=True)
    lay_out(folder)
    server = EmbeddedPostgres(folder, is_durable=False)
    try:
        _put_in_place(server.start())
    finally:
        server.stop()


def _put_in_place(address: str) -> None:
    with closing(psycopg2.connect(_beside(address))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {DATABASE}")
            cursor.execute(f"ALTER DATABASE {MIGRATED} RENAME TO {DATABASE}")
    with closing(psycopg2.connect(address)) as connection, connection:
        connection.cursor().execute(TAKE_BACK)


def _beside(address: str) -> str:
    """A database that nobody changes."""
    return address.replace(f"/{DATABASE}?", "/postgres?")


def _key() -> str:
    found = hashlib.sha256(Path(sys.executable).as_posix().encode())
    for pattern in _MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def locked(name: str) -> Iterator[None]:
    """One process at a time; `name` is of what it does meanwhile."""
    with (KEPT / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _prepare(prepared: Path) -> None:
    for old in KEPT.iterdir():
        if old.is_dir():
            shutil.rmtree(old)
    aside = prepared.with_suffix(".new")
    aside.mkdir()
    server = EmbeddedPostgres(aside, is_durable=False)
    try:
        _migrate(server.start(), aside)
        _let_tables_be_emptied(server.url)
        _rename(_beside(server.url))
    finally:
        server.stop()
    aside.rename(prepared)


def _migrate(address: str, data_dir: Path) -> None:
    ours = {"PRACTICE_HUB_ENV": "test", "DATABASE_URL": address, "DATA_DIR": str(data_dir)}
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "migrate", "--noinput", "-v", "0"],
        cwd=ROOT,
        env={**os.environ, **ours, "SECRET_KEY": "k" * 50},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(f"The migrations do not run:\n{ran.stderr}")


def _let_tables_be_emptied(address: str) -> None:
    """Django empties every table after a test that commits. No installation has a way to empty the
    audit, so here its triggers against TRUNCATE, and only these, are switched off by the owner."""
    with (
        closing(psycopg2.connect(address)) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(OPEN_AUDIT)


def _rename(address: str) -> None:
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {DATABASE} RENAME TO {MIGRATED}")
    connection.close()


def _copy(source: Path, target: Path) -> None:
    # By the server's own user, who must own the copy too.
    command = ["cp", "-a", str(source), str(target)]
    if hostuser.runner().popen(command, target.parent / "copy.log").wait() != 0:
        raise RuntimeError((target.parent / "copy.log").read_text())
