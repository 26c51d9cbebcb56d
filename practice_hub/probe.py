"""Asks whether a process answers: `python -m practice_hub.probe http 8000 /healthz`.

Used by `up` while it waits, and by the health checks of the containers, so it needs the standard
library only and starts in a few hundredths of a second.
"""

from __future__ import annotations

import http.client
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

TIMEOUT_SECONDS: Final = 5.0
# Beat writes its schedule every three minutes at the latest.
BEAT_SECONDS: Final = 600.0
USAGE: Final = "usage: probe http PORT PATH | tcp PORT | beat FILE"


def answers(host: str, port: int, path: str) -> bool:
    """Tell whether a server answers `path`, with anything but an error of its own."""
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def accepts(host: str, port: int) -> bool:
    """Tell whether a server accepts connections."""
    try:
        socket.create_connection((host, port), timeout=TIMEOUT_SECONDS).close()
    except OSError:
        return False
    return True


def is_fresh(schedule: Path, now: float) -> bool:
    """Tell whether beat has written its schedule lately; the file may carry an ending."""
    files = list(schedule.parent.glob(f"{schedule.name}*"))
    return any(now - file.stat().st_mtime < BEAT_SECONDS for file in files)


def main(arguments: Sequence[str]) -> int:
    """Return the exit code: 0 when it answers, 1 when not, 2 for a wrong question."""
    match arguments:
        case ["http", port, path]:
            return 0 if answers("127.0.0.1", int(port), path) else 1
        case ["tcp", port]:
            return 0 if accepts("127.0.0.1", int(port)) else 1
        case ["beat", schedule]:
            return 0 if is_fresh(Path(schedule), time.time()) else 1
    sys.stderr.write(f"{USAGE}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
