"""PostgreSQL 18 and Redis from Python wheels, for one machine, inside one data folder.

Both are children of the process that starts them and die with it, even when it is killed.
PostgreSQL listens on a unix socket only; Redis on 127.0.0.1 with a password of its own.
PostgreSQL's own wheel API (`get_server`) is passed by: run as root it opens every folder above the
data to everyone, it knows no durability switch, and its servers outlive a killed parent.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg2
import redis

from practice_hub import hostuser
from practice_hub.ports import free_port
from practice_hub.wheels import EmbeddedError, postgres_programs, redis_server

__all__ = ["EmbeddedError", "EmbeddedPostgres", "EmbeddedRedis"]

logger = logging.getLogger(__name__)

DATABASE: Final = "practice_hub"
SUPERUSER: Final = "postgres"
SOCKET_FILE: Final = ".s.PGSQL.5432"
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 20.0
POLL_SECONDS: Final = 0.05
PORT_TRIES: Final = 5

POSTGRES_SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # One file a day of the week, written over a week later: bounded without any care.
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
}
NOT_DURABLE: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """A PostgreSQL server whose data lives in `data_dir/postgres`."""

    name = "PostgreSQL"

    def __init__(self, data_dir: Path, *, is_durable: bool = True) -> None:
        self.data_dir = data_dir.absolute()
        self.cluster = self.data_dir / "postgres"
        self.is_durable = is_durable
        self._sockets = hostuser.socket_folder(self.data_dir, SOCKET_FILE)
        self._runner = hostuser.runner()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the product's database."""
        return self._url(DATABASE)

    @property
    def pid(self) -> int | None:
        """Process id of the running server, None when it does not run."""
        return None if self._process is None else self._process.pid

    def start(self) -> str:
        """Start the server, making cluster and database on first use; return the address."""
        self._runner.make_folder(self._sockets)
        if not (self.cluster / "PG_VERSION").exists():
            self._make_cluster()
        self._stop_leftover()
        self._process = self._runner.popen(self._command(), self._startup_log)
        self._wait_until_ready()
        self._make_database()
        return self.url

    def is_running(self) -> bool:
        """Tell whether the server's process lives."""
        return self._process is not None and self._process.poll() is None

    def restart(self) -> None:
        """Start the server again after it died; its address stays the same."""
        self.start()

    def stop(self) -> None:
        """Stop the server in an orderly way; does nothing when it does not run."""
        if self._process is not None:
            # SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one.
            stop_process(self._process, (signal.SIGINT, signal.SIGQUIT))
            self._process = None
        if self._sockets.parent != self.data_dir:
            shutil.rmtree(self._sockets, ignore_errors=True)

    @property
    def _startup_log(self) -> Path:
        return self.data_dir / "postgres-start.log"

    def _url(self, database: str) -> str:
        return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(self._sockets))}"

    def _command(self) -> list[str]:
        settings = {**POSTGRES_SETTINGS, "unix_socket_directories": str(self._sockets)}
        if not self.is_durable:
            settings.update(NOT_DURABLE)
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [self._program("postgres"), "-D", str(self.cluster), *options]

    def _program(self, name: str) -> str:
        return str(postgres_programs(self._runner) / name)

    def _make_cluster(self) -> None:
        # Made aside and renamed, so that a first start that is cut short leaves no half cluster.
        aside = self.data_dir / "postgres.new"
        shutil.rmtree(aside, ignore_errors=True)
        self._runner.make_folder(aside)
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        sync = [] if self.is_durable else ["--no-sync"]
        # The socket's folder is closed to everyone else, so whoever reaches it is trusted.
        command = [self._program("initdb"), "-D", str(aside), "-U", SUPERUSER]
        command += ["--auth=trust", "--encoding=UTF8", *locale, *sync]
        if self._runner.popen(command, self._startup_log).wait() != 0:
            raise self._failure("PostgreSQL could not make its data folder")
        aside.rename(self.cluster)

    def _stop_leftover(self) -> None:
        """Stop a server that outlived its parent: the lock on the folder is already ours."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        hostuser.stop_stranger(pid, "postgres", signal.SIGINT, STOP_SECONDS)

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if self._process.poll() is not None:
                self._process = None
                raise self._failure("PostgreSQL did not start")
            if time.monotonic() > deadline:
                self.stop()
                raise self._failure(f"PostgreSQL was not ready within {START_SECONDS:.0f} s")
            time.sleep(POLL_SECONDS)

    def _is_ready(self) -> bool:
        try:
            psycopg2.connect(self._url(SUPERUSER)).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _make_database(self) -> None:
        connection = psycopg2.connect(self._url(SUPERUSER))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if cursor.fetchone() is None:
                    cursor.execute(f'CREATE DATABASE "{DATABASE}"')
        finally:
            connection.close()

    def _failure(self, sentence: str) -> EmbeddedError:
        return EmbeddedError(f"{sentence}: {last_line(self._startup_log)}")


class EmbeddedRedis:
    """A Redis server on 127.0.0.1 whose data lives in `data_dir/redis`."""

    name = "Redis"

    def __init__(self, data_dir: Path, *, is_durable: bool = True) -> None:
        self.folder = data_dir.absolute() / "redis"
        self.is_durable = is_durable
        self.port = 0
        self._password = secrets.token_urlsafe(24)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address, with the password that is made anew at each start."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int | None:
        """Process id of the running server, None when it does not run."""
        return None if self._process is None else self._process.pid

    def start(self) -> str:
        """Start the server on a free port and return its address."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for _ in range(PORT_TRIES):
            if self._try_port(free_port()):
                return self.url
        raise EmbeddedError(f"Redis did not start: {last_line(self._log)}")

    def is_running(self) -> bool:
        """Tell whether the server's process lives."""
        return self._process is not None and self._process.poll() is None

    def restart(self) -> None:
        """Start the server again after it died; its address stays the same."""
        if not self._try_port(self.port):
            raise EmbeddedError(f"Redis did not start again: {last_line(self._log)}")

    def stop(self) -> None:
        """Stop the server, saving what it holds; does nothing when it does not run."""
        if self._process is not None:
            stop_process(self._process, (signal.SIGTERM,))
            self._process = None

    @property
    def _log(self) -> Path:
        return self.folder / "redis.log"

    def _try_port(self, port: int) -> bool:
        self.port = port
        self._write_config()
        command = [str(redis_server()), str(self.folder / "redis.conf")]
        self._process = hostuser.popen_dying_with_us(command, self._log)
        deadline = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            if self._is_ready():
                return True
            time.sleep(POLL_SECONDS)
        self.stop()
        return False

    def _write_config(self) -> None:
        lines = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self._password,
            "dir": _quoted(self.folder),
            "daemonize": "no",
            "save": '""',
            "appendonly": "yes" if self.is_durable else "no",
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
        }
        # A file, not arguments: arguments are shown to every user of the machine.
        config = self.folder / "redis.conf"
        config.touch(mode=0o600)
        config.write_text("".join(f"{name} {value}\n" for name, value in lines.items()))

    def _is_ready(self) -> bool:
        client = redis.Redis.from_url(self.url, socket_timeout=1, socket_connect_timeout=1)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()


def stop_process(process: subprocess.Popen[bytes], signals: Sequence[signal.Signals]) -> None:
    """Send each signal in turn, giving it time to work, and SIGKILL in the end."""
    for number in (*signals, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            logger.warning("process %d did not stop on %s", process.pid, number.name)


def last_line(path: Path) -> str:
    """Return the last line that says something in a log, for an error sentence."""
    try:
        lines = [line.strip() for line in path.read_text(errors="replace").splitlines()]
    except OSError:
        return f"see {path}"
    telling = [line for line in lines if line]
    return f"{telling[-1]} (more in {path})" if telling else f"see {path}"


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
