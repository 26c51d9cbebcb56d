"""The machine of a drill: PostgreSQL that keeps what it committed, Redis that keeps nothing, and
the sandbox. All of it in one folder, all of it ours to kill."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from cryptography.fernet import Fernet

from practice_hub.embedded import EmbeddedError, EmbeddedPostgres, EmbeddedRedis
from practice_hub.hostuser import runner
from practice_hub.wheels import postgres_programs
from tests.support.sandbox_server import SandboxServer

# Sweeps come so often that a drill of seconds sees what an hour brings.
PACE = {
    "FEED_SWEEP_SECONDS": "0.3",
    "OUTBOX_SWEEP_SECONDS": "0.4",
    "ALERT_SWEEP_SECONDS": "2",
    "UNDO_SECONDS": "0",
    "HTTP_READ_TIMEOUT_SECONDS": "1.5",
}
RESTARTS = 40


class Machine:
    """Servers and folder; `start` before Django is set up."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="practice-hub-drill-"))
        self.postgres = EmbeddedPostgres(self.folder)
        self.redis = EmbeddedRedis(self.folder, is_durable=False)
        self.sandbox = SandboxServer()

    def start(self) -> None:
        """Start all three and put their addresses into the environment."""
        self.sandbox.start()
        town = self.sandbox.base_url
        os.environ.update(PACE)
        os.environ.update(
            {
                "DJANGO_SETTINGS_MODULE": "practice_hub.settings",
                "PRACTICE_HUB_ENV": "test",
                "DATA_DIR": str(self.folder),
                "DATABASE_URL": self.postgres.start(),
                "REDIS_URL": self.redis.start(),
                "X_API_BASE_URL": town,
                "GRAPH_API_BASE_URL": town,
                "SECRET_KEY": "only-for-drills-" + "k" * 50,
                "CREDENTIAL_KEYS": Fernet.generate_key().decode(),
            }
        )

    def load(self, schema: Path) -> None:
        """Tables from a dump, so that a drill need not wait for migrations."""
        psql = str(postgres_programs(runner()) / "psql")
        options = ["--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--file", str(schema)]
        command = [psql, *options, self.postgres.url]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        """End everything that was started here."""
        for part in (self.sandbox, self.redis, self.postgres):
            with contextlib.suppress(Exception):
                part.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill_postgres(self) -> None:
        """kill -9 of the postmaster; what is left of it ends by itself, then it starts again."""
        _kill(self.postgres.pid)
        _revive(self.postgres)

    def kill_redis(self) -> None:
        """kill -9 of Redis, which comes back empty."""
        _kill(self.redis.pid)
        _revive(self.redis)


def _kill(pid: int | None) -> None:
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def _revive(server: EmbeddedPostgres | EmbeddedRedis) -> None:
    """As the supervisor does: try again until its leftovers have let go of folder and port."""
    while server.is_running():
        time.sleep(0.002)
    for _ in range(RESTARTS):
        try:
            server.restart()
        except EmbeddedError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"{server.name} did not come back")
