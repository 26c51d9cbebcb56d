"""Forks real Celery workers from a process that has loaded everything: a new one in no time.

A program of its own: it reads one line for each worker it is to start, and prints its process id.
Each worker leads a session, so that a test can kill it with all its children.
"""

from __future__ import annotations

import os
import sys
import traceback

from practice_hub.celery import app
from practice_hub.processes import WORKER_PROCESSES
from tests.faults.warmth import load_everything

ARGUMENTS = [
    *("--quiet", "worker", "--queues", "outbox,listening,default"),
    *("--concurrency", str(WORKER_PROCESSES), "--prefetch-multiplier", "1", "-O", "fair"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"),
]


def main() -> None:
    load_everything()
    print("ready", flush=True)
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _live()
        print(pid, flush=True)


def _live() -> None:
    """One worker, to its end; whatever ends it, it never goes on as a second nursery."""
    try:
        os.setsid()
        # Our pipes are the nursery's alone. Celery restarts a worker on SIGHUP by running the
        # program anew, which would take lines that are not meant for it; and a worker that holds
        # the output open would hide that the nursery has died.
        os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        app.worker_main(ARGUMENTS)
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
