"""Forks real Celery workers from a process that has loaded everything: a new one in no time.

A program of its own: it reads one line for each worker it is to start, and prints its process id.
Each worker leads a session, so that a test can kill it with all its children.
"""

from __future__ import annotations

import os
import sys

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
            os.setsid()
            app.worker_main(ARGUMENTS)
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
