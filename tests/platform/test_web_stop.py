"""While pages stop, nobody is let in to be cut off: forms are answered, or not taken at all."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from practice_hub import processes
from tests.faults.workers import eventually

FORM = b"POST / HTTP/1.1\r\nHost: hub\r\nContent-Length: 3\r\n\r\na=1"
# Answers once it may: until then the process cannot end.
APPLICATION = """
import pathlib, time
from practice_hub.web_worker import WebWorker
listen = WebWorker.init_signals
def slowly(worker):
    # As on a busy machine: the last worker still starts while the first has work already.
    if worker.age == 2:
        while not pathlib.Path("stopped").exists():
            time.sleep(0.02)
    listen(worker)
WebWorker.init_signals = slowly
def application(environ, start):
    environ["wsgi.input"].read(3)
    pathlib.Path("came").touch()
    while not pathlib.Path("may").exists():
        time.sleep(0.02)
    start("200 OK", [("Content-Length", "5")])
    return [b"taken"]
"""


@pytest.fixture
def port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def pages(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    (tmp_path / "slow.py").write_text(APPLICATION)
    layout = processes.Layout(sys.executable, "127.0.0.1", port, 0, 0, tmp_path)
    command = [part.replace("practice_hub.wsgi", "slow") for part in processes.web(layout)]
    paths = f"{tmp_path}{os.pathsep}{Path(processes.__file__).parents[1]}"
    running = subprocess.Popen(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": paths})
    yield running
    for door in ("stopped", "may"):
        (tmp_path / door).touch()
    running.terminate()
    running.wait(30)


def sent(port: int) -> str:
    """What a form gets: the answer, "cut", or "refused"."""
    try:
        line = socket.create_connection(("127.0.0.1", port), timeout=30)
    except ConnectionRefusedError:
        return "refused"
    with closing(line):
        line.sendall(FORM)
        try:
            return line.recv(4096).decode() or "cut"
        except ConnectionResetError:
            return "cut"


def test_a_stop_answers_who_is_in_and_refuses_who_comes(
    pages: subprocess.Popen[bytes], port: int, tmp_path: Path
) -> None:
    eventually(lambda: sent_to(port), "the pages are there")
    with ThreadPoolExecutor(8) as browsers:
        first = browsers.submit(sent, port)
        eventually((tmp_path / "came").exists, "the first form is in")
        pages.send_signal(signal.SIGTERM)
        time.sleep(0.2)  # The signal has gone on to the workers; later only makes it easier.
        (tmp_path / "stopped").touch()
        coming = []

        def is_refused() -> bool:
            if sent_to(port):
                coming.append(browsers.submit(sent, port))
            return not sent_to(port)

        eventually(is_refused, "the door is shut while the first is still in")
        assert pages.poll() is None and not first.done()
        (tmp_path / "may").touch()
        assert first.result().startswith("HTTP/1.1 200")
        assert "cut" not in {one.result() for one in coming}


def sent_to(port: int) -> bool:
    """Does anybody listen?"""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=30).close()
    except ConnectionRefusedError:
        return False
    return True
