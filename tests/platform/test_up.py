"""`manage.py up`, the real thing: every process, the embedded servers, and their end."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from practice_hub.ports import free_port
from practice_hub.probe import accepts, answers
from practice_hub.running import announced
from tests.platform.helpers import ROOT, Running, eventually, is_alive
from tests.support import cluster
from tests.support.patience import PATIENCE_SECONDS

CHILDREN = {
    "web": "practice_hub.wsgi:application",
    "events": "practice_hub.asgi:application",
    "worker": "worker",
    "beat": "beat",
}
TOKEN = "a token of at least twenty letters"


class Site:
    """One `up` on a data folder and ports of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.events_port = free_port(), free_port()
        self.running: Running | None = None

    def environment(self, **values: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **kept,
            # A folder of its own and no .env of the developer's: see Env.load.
            "PRACTICE_HUB_ENV": "test",
            "DATA_DIR": str(self.folder),
            "PORT": str(self.port),
            "EVENTS_PORT": str(self.events_port),
            "METRICS_TOKEN": TOKEN,
            **values,
        }

    def start(self) -> Running:
        self.running = Running([sys.executable, "manage.py", "up"], self.environment())
        self.running.line_with("Practice Hub is ready", seconds=4 * PATIENCE_SECONDS)
        return self.running

    def fails(self, *arguments: str, **values: str) -> str:
        """Run `up` where it must not start; return what it says."""
        ran = subprocess.run(
            [sys.executable, "manage.py", "up", *arguments],
            cwd=ROOT,
            env=self.environment(**values),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        assert ran.returncode == 1, ran.stdout + ran.stderr
        assert "Traceback" not in ran.stderr
        return ran.stderr.strip()

    def manage(self, *arguments: str) -> str:
        """Run a command as from another terminal."""
        ran = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self.environment(), "PRACTICE_HUB_ENV": "development"},
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE_SECONDS,
        )
        return ran.stdout

    def readiness(self) -> dict[str, Any]:
        """What /readyz tells who has the token, whether all is well or not."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        with contextlib.closing(asked):
            asked.request("GET", "/readyz", headers={"Authorization": f"Bearer {TOKEN}"})
            checks: dict[str, Any] = json.load(asked.getresponse())["checks"]
        return checks

    def descendants(self) -> list[psutil.Process]:
        assert self.running is not None
        found: list[psutil.Process] = psutil.Process(self.running.process.pid).children(
            recursive=True
        )
        return found

    def child(self, name: str) -> int:
        """Process id of the child that runs `name`, which is a direct child of `up`."""
        assert self.running is not None
        direct = psutil.Process(self.running.process.pid).children()
        [pid] = [child.pid for child in direct if CHILDREN[name] in child.cmdline()]
        return int(pid)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site") / "data")
    # To migrate from nothing is proven before every run, by what all databases are copied from.
    cluster.lay_out_last_version(site.folder)
    site.start()
    yield site
    if site.running is not None and site.running.process.poll() is None:
        site.running.process.send_signal(signal.SIGTERM)
        site.running.exit_code()


def test_everything_is_started_and_announced_in_one_line(site: Site) -> None:
    assert site.running is not None
    assert [line for line in site.running.lines if "ready" in line] == [
        f"Practice Hub is ready: http://127.0.0.1:{site.port}/"
    ]
    with urllib.request.urlopen(f"http://127.0.0.1:{site.port}/healthz") as response:
        assert response.status == 200
    assert answers("127.0.0.1", site.events_port, "/healthz")
    assert all(site.child(name) for name in CHILDREN)


def test_everything_listens_on_this_machine_only(site: Site) -> None:
    listening = {
        connection.laddr.ip
        for process in site.descendants()
        for connection in process.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}


def test_a_command_in_another_terminal_reaches_the_embedded_database(site: Site) -> None:
    told = site.manage("showmigrations")
    assert "sessions\n [X]" in told and "[ ]" not in told


def test_a_second_up_on_the_same_folder_is_refused(site: Site) -> None:
    assert site.running is not None
    told = site.fails(PORT=str(free_port()), EVENTS_PORT=str(free_port()))
    assert told == (
        f"Practice Hub did not start: The data folder {site.folder} is in use by a Practice Hub "
        f"that is already running (process {site.running.process.pid}): stop that one first, or "
        "set DATA_DIR to another folder."
    )


def test_a_port_in_use_is_refused_with_nothing_half_started(site: Site, tmp_path: Path) -> None:
    told = site.fails(DATA_DIR=str(tmp_path / "other"))
    assert told.startswith(f"Practice Hub did not start: Port {site.port} (PORT) is in use")
    assert {entry.name for entry in (tmp_path / "other").iterdir()} <= {"secrets.json", "up.lock"}


@pytest.mark.parametrize("name", sorted(CHILDREN))
def test_a_killed_child_is_started_again(site: Site, name: str) -> None:
    assert site.running is not None
    first = site.child(name)
    family = psutil.Process(first).children(recursive=True)
    os.kill(first, signal.SIGKILL)
    site.running.line_with("up", f"{name} was killed by SIGKILL; starting it again")
    assert eventually(lambda: _has_other_child(site, name, first))
    assert not any(is_alive(process.pid) for process in family)
    assert eventually(lambda: answers("127.0.0.1", site.port, "/healthz"))
    assert eventually(lambda: accepts("127.0.0.1", site.events_port))


@pytest.mark.parametrize("name", ["postgres", "redis-server"])
def test_a_killed_embedded_server_is_started_again(site: Site, name: str) -> None:
    assert site.running is not None
    direct = psutil.Process(site.running.process.pid).children()
    [server] = [child for child in direct if child.name() == name]
    server.kill()
    site.running.line_with("up", "stopped; starting it again")
    assert eventually(lambda: site.readiness()["database"] == {"status": "ok"})
    assert eventually(lambda: site.readiness()["redis"] == {"status": "ok"})


def test_after_a_kill_everything_ends_and_the_next_up_starts(site: Site) -> None:
    assert site.running is not None
    family = site.descendants()
    site.running.kill()
    assert eventually(lambda: not any(is_alive(process.pid) for process in family))
    running = site.start()
    family = site.descendants()
    running.process.send_signal(signal.SIGINT)
    assert running.exit_code() == 0
    assert not any(is_alive(process.pid) for process in family)
    assert announced(site.folder) == {}


def test_the_demo_is_refused_in_production_and_beyond_this_machine(tmp_path: Path) -> None:
    site = Site(tmp_path)
    assert "listens on this machine only" in site.fails("--demo", "--host", "0.0.0.0")
    production = {
        "PRACTICE_HUB_ENV": "production",
        "SECRET_KEY": "k" * 50,
        "CREDENTIAL_KEYS": os.environ["CREDENTIAL_KEYS"],
        "EMAIL_URL": "smtp://mail.example",
        "PUBLIC_URL": "https://hub.example",
    }
    assert "the demo never runs with" in site.fails("--demo", **production)
    assert not (tmp_path / "postgres").exists()


def test_wrong_settings_are_named_without_a_traceback(tmp_path: Path) -> None:
    told = Site(tmp_path).fails(PRACTICE_HUB_ENV="production", PORT="eighty")
    lines = told.splitlines()
    assert lines[0] == "Practice Hub did not start, because of its settings:"
    assert any(line.startswith("SECRET_KEY is missing") for line in lines)
    assert any(line.startswith('PORT is wrong: "eighty" is not a whole number') for line in lines)


def _has_other_child(site: Site, name: str, first: int) -> bool:
    try:
        return site.child(name) != first
    except ValueError:
        return False
