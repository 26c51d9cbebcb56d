"""What stops a start is said in one plain sentence, before anything is started."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from practice_hub.ports import free_port
from practice_hub.preflight import PreflightError, check_folder, check_ports, hold_folder
from tests.platform.helpers import ROOT

READ_ONLY = """
import os, sys
from pathlib import Path
from practice_hub.preflight import PreflightError, check_folder
if os.geteuid() == 0:
    os.seteuid(65534)  # root may write anywhere
try:
    check_folder(Path(sys.argv[1]))
except PreflightError as error:
    print(error)
"""
HOLDER = """
import os, signal, sys
from pathlib import Path
from practice_hub.preflight import hold_folder
with hold_folder(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read(1)
    os.kill(os.getpid(), signal.SIGKILL)
"""
# Stands for an old interpreter: all that manage.py looks at is the version.
OLD_PYTHON = """
import sys
sys.argv = ["manage.py", "up"]
sys.version_info = (3, 9, 2, "final", 0)
exec(compile(open("manage.py").read(), "manage.py", "exec"))
"""


def test_a_port_in_use_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(PreflightError) as caught:
            check_ports({"PORT": port}, "127.0.0.1")
    assert str(caught.value) == (
        f"Port {port} (PORT) is in use by another program: stop that program, or set PORT to a "
        f"free port, such as PORT={port + 100}."
    )


def test_a_port_used_on_every_address_is_in_use_here_too() -> None:
    with socket.create_server(("0.0.0.0", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(PreflightError, match="in use"):
            check_ports({"PORT": port}, "127.0.0.1")


def test_two_settings_with_one_port_are_named() -> None:
    port = free_port()
    with pytest.raises(PreflightError, match=f"PORT and EVENTS_PORT are both {port}"):
        check_ports({"PORT": port, "EVENTS_PORT": port}, "127.0.0.1")


def test_free_ports_pass() -> None:
    check_ports({"PORT": free_port()}, "127.0.0.1")


def test_a_folder_in_use_is_named_with_its_holder(tmp_path: Path) -> None:
    with hold_folder(tmp_path), pytest.raises(PreflightError) as caught, hold_folder(tmp_path):
        pytest.fail("held twice")
    assert str(caught.value) == (
        f"The data folder {tmp_path} is in use by a Practice Hub that is already running (process "
        f"{os.getpid()}): stop that one first, or set DATA_DIR to another folder."
    )


def test_a_folder_is_free_again_after_a_clean_stop(tmp_path: Path) -> None:
    for _ in range(2):
        with hold_folder(tmp_path) as was_killed:
            assert not was_killed


def test_a_lock_left_by_a_killed_holder_is_recovered(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(PreflightError, match=f"process {holder.pid}"), hold_folder(tmp_path):
        pytest.fail("held twice")
    holder.communicate(b"x")
    with hold_folder(tmp_path) as was_killed:
        assert was_killed


def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    for folder in (tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(folder.stat().st_mode | 0o011)
    told = _output_of(READ_ONLY, str(tmp_path))
    assert told == (
        f"The data folder {tmp_path} cannot be written to (Permission denied): make it writable "
        "for this user or set DATA_DIR to another folder."
    )


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(PreflightError, match="cannot be used"):
        check_folder(tmp_path / "data")


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    more_than_any_disk = 2**40
    with pytest.raises(PreflightError) as caught:
        check_folder(tmp_path, needed_megabytes=more_than_any_disk)
    assert re.fullmatch(
        rf"The disk with the data folder {tmp_path} is full: \d+ MB are free and "
        rf"{more_than_any_disk} MB are needed; free some room or set DATA_DIR to another disk\.",
        str(caught.value),
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_disk_that_is_full_to_the_last_byte_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "practice_hub.preflight.tempfile.TemporaryFile",
        lambda dir: Path("/dev/full").open("wb"),  # noqa: SIM115
    )
    with pytest.raises(PreflightError, match=r"is full: free some room"):
        check_folder(tmp_path)


def test_an_old_python_is_named() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", OLD_PYTHON], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert ran.stderr == (
        "Practice Hub needs Python 3.11 or newer and this is Python 3.9: install a newer one, "
        "then run `make demo` again.\n"
    )


def test_make_names_a_python_that_is_too_old(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\nif [ "$1" = --version ]; then echo Python 3.9.2; exit; fi\nexit 1\n')
    old.chmod(0o755)
    ran = subprocess.run(
        ["/bin/sh", "scripts/install.sh", str(tmp_path / "venv"), "requirements.lock"],
        cwd=ROOT,
        env={"PATH": f"{tmp_path}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith(
        "Practice Hub cannot be installed: it needs Python 3.11 or newer and finds Python 3.9.2;"
    )
    assert not (tmp_path / "venv").exists()


def _output_of(script: str, *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.strip()
