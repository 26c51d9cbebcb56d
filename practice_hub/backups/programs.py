"""pg_dump and pg_restore: those of the wheel, or newer ones of this machine for a newer server."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import IO, Final

from practice_hub import hostuser
from practice_hub.backups.address import Address
from practice_hub.backups.errors import BackupError
from practice_hub.redact import redact
from practice_hub.wheels import EmbeddedError, postgres_programs

_READ: Final = 1 << 18
_DUMPING: Final = re.compile(r'dumping contents of table "?public"?\."?(\w+)')


def dump(
    address: Address, snapshot: str, server: int, tell: Callable[[str], None]
) -> Iterator[bytes]:
    """PostgreSQL's custom format, as the snapshot sees it; `tell` hears each table's name."""
    command = [_find("pg_dump", server), "--format=custom", "--verbose", f"--snapshot={snapshot}"]
    command += ["--no-comments", f"--dbname={address.name}"]
    process = _start(command, address.environment(), stdout=subprocess.PIPE)
    said: list[str] = []
    reader = threading.Thread(target=_listen, args=(process, tell, said), daemon=True)
    reader.start()
    try:
        assert process.stdout is not None
        yield from iter(partial(process.stdout.read, _READ), b"")
        if process.wait() != 0:
            reader.join()
            raise BackupError(f"pg_dump stopped: {_last(said)}")
    finally:
        _end(process)
        reader.join()


def load(address: Address, parts: Iterable[bytes], server: int) -> None:
    """Fill the empty database at `address` from the parts of a dump. Raises BackupError."""
    command = [_find("pg_restore", server), "--exit-on-error", "--no-owner", "--no-privileges"]
    command += ["--no-comments", f"--dbname={address.name}"]
    with tempfile.TemporaryFile() as errors:
        process = _start(command, address.environment(), stdin=subprocess.PIPE, stderr=errors)
        try:
            _feed(process, parts)
            if process.wait() != 0:
                raise BackupError(f"pg_restore stopped: {_told(errors)}")
        finally:
            _end(process)


def _feed(process: subprocess.Popen[bytes], parts: Iterable[bytes]) -> None:
    assert process.stdin is not None
    is_taken = True
    for part in parts:  # to the end in any case: only then is it known that the file is whole
        try:
            if is_taken:
                process.stdin.write(part)
        except BrokenPipeError:
            is_taken = False  # it says why by its exit code
    try:
        process.stdin.close()
    except BrokenPipeError:
        return


def _find(name: str, server: int) -> str:
    """A program of at least the server's version: an older one cannot know its tables."""
    found = [_of_wheel(name), shutil.which(name)]
    versions = {path: _version(path) for path in found if path}
    for path, version in versions.items():
        if version >= server:
            return path
    newest = max(versions.values(), default=0)
    raise BackupError(
        f"The server is PostgreSQL {server} and the newest {name} here is of version {newest}, "
        f"which is older than the server: install the client programs of PostgreSQL {server} "
        "(on Debian the package postgresql-client) and try again."
    )


def _of_wheel(name: str) -> str | None:
    try:
        path = postgres_programs(hostuser.runner()) / name
    except (EmbeddedError, OSError):
        return None
    return str(path) if Path(path).exists() else None


def _version(path: str) -> int:
    process = hostuser.start_process([path, "--version"], stdout=subprocess.PIPE)
    text = process.communicate()[0].decode(errors="replace")
    match = re.search(r"\s(\d+)", text)
    return int(match[1]) if match else 0


def _start(
    command: list[str], environment: Mapping[str, str], **how: object
) -> subprocess.Popen[bytes]:
    # It dies with us, also when we are killed: nobody else would end it.
    return hostuser.start_process(
        command,
        env=dict(environment),
        preexec_fn=partial(hostuser.die_with_parent, signal.SIGTERM),
        **{"stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **how},
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None and not pipe.closed:
            pipe.close()


def _listen(process: subprocess.Popen[bytes], tell: Callable[[str], None], said: list[str]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        text = line.decode(errors="replace").strip()
        match = _DUMPING.search(text)
        if match:
            tell(match[1])
        elif "error" in text:
            said.append(text)


def _last(said: list[str]) -> str:
    return redact(said[-1]) if said else "it said no reason."


def _told(errors: IO[bytes]) -> str:
    """Its first complaint, without what PostgreSQL quotes of rows (DETAIL, CONTEXT)."""
    errors.seek(0)
    lines = [line.decode(errors="replace").strip() for line in errors]
    return _last([line for line in lines if "error:" in line][:1])
