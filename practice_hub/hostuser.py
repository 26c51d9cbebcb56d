"""Running a server as the right user of the host, in folders that this user can reach.

PostgreSQL refuses to run as root. Started by root (a container, a CI machine), it runs as an
unprivileged user instead; when a folder above the data is closed to that user, it is given the one
capability that lets it pass, instead of opening folders that are none of our business.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil

UNPRIVILEGED_USERS: Final = ("postgres", "nobody")
# Linux keeps 108 bytes for the path of a unix socket, macOS 104; one byte ends it.
SOCKET_PATH_BYTES: Final = 103
PR_SET_PDEATHSIG: Final = 1


@dataclass(frozen=True, slots=True)
class Runner:
    """Starts programs as `user`, or as the current user when it is None."""

    user: pwd.struct_passwd | None

    def make_folder(self, folder: Path) -> None:
        """Make a folder that only the runner's user can enter."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        if self.user is not None:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid)

    def can_run(self, program: Path) -> bool:
        """Tell whether the runner's user may reach and execute `program`."""
        if self.user is None:
            return os.access(program, os.X_OK)
        # Asked as that user: every folder above has its say.
        question = [*_as(self.user), "--", "/bin/sh", "-c", 'test -x "$0"', str(program)]
        return subprocess.run(question, check=False).returncode == 0  # noqa: S603 (our own words)

    def popen(self, command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
        """Start `command`, its output written over `log`; it gets SIGINT when we die."""
        if self.user is None:
            return popen_dying_with_us(command, log, death_signal=signal.SIGINT)
        prefix = _become(self.user)
        return popen_dying_with_us([*prefix, *command], log, death_signal=signal.SIGINT)


def runner() -> Runner:
    """Return a runner that is not root."""
    if os.geteuid() != 0:
        return Runner(None)
    for name in UNPRIVILEGED_USERS:
        try:
            return Runner(pwd.getpwnam(name))
        except KeyError:
            continue
    raise OSError(
        "PostgreSQL refuses to run as root and this machine has no user named "
        f"{' or '.join(UNPRIVILEGED_USERS)}: start as an ordinary user."
    )


def socket_folder(data_dir: Path, socket_name: str) -> Path:
    """Return the folder for a unix socket: in `data_dir`, or a short one when that is too long."""
    folder = data_dir / "run"
    if len(os.fsencode(folder / socket_name)) <= SOCKET_PATH_BYTES:
        return folder
    # Named after the data folder, so that two installations never meet.
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"practice-hub-{os.getuid()}-{digest}"


def popen_dying_with_us(
    command: Sequence[str], log: Path, death_signal: signal.Signals = signal.SIGTERM
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own that is told to stop when this process dies.

    A session of its own keeps Ctrl-C in the terminal from reaching it before its clients are done.
    """
    with log.open("wb") as output:
        return start_process(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: die_with_parent(death_signal),
        )


def start_process(command: Sequence[str], **how: Any) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own; `how` as subprocess.Popen takes it.

    The only place that starts a program, so that the question whose words it runs is asked once:
    those of the wheels, of this interpreter and of our settings, as a list and without a shell.
    """
    return subprocess.Popen(  # noqa: S603 (a list without a shell, every word of it is ours)
        list(command), start_new_session=True, **how
    )


def die_with_parent(number: signal.Signals) -> None:
    """Ask the kernel to send us `number` when our parent dies (Linux; elsewhere a no-op)."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def stop_stranger(pid: int, name: str, number: signal.Signals, seconds: float) -> None:
    """Stop process `pid` when it is called `name`: an old pid may belong to anyone by now."""
    try:
        process = psutil.Process(pid)
        is_zombie = process.status() == psutil.STATUS_ZOMBIE
        if is_zombie or not process.name().startswith(name):
            return
        process.send_signal(number)
        process.wait(seconds)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(seconds)
    except psutil.NoSuchProcess:
        return


def _become(user: pwd.struct_passwd) -> list[str]:
    # Changing the user clears the request to die with the parent, so it is made again.
    command = [*_as(user), "--pdeathsig", "INT"]
    return [*command, "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--"]


def _as(user: pwd.struct_passwd) -> list[str]:
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise OSError(
            "PostgreSQL refuses to run as root and the program setpriv, with which it would run as "
            f"{user.pw_name}, is missing: start as an ordinary user."
        )
    return [setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _load_libc() -> ctypes.CDLL | None:
    # Loaded once here: between fork and exec nothing may be imported.
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


_LIBC = _load_libc()
