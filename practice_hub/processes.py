"""The command line of every process: `up` starts these, docker-compose.yml repeats them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

WEB_WORKERS: Final = 2
WEB_THREADS: Final = 4
# Tasks mostly wait for a network, so there are twice as many as cores; each is a page or less,
# so that none keeps a reply waiting for long.
WORKER_PROCESSES: Final = 4
QUEUES: Final = ("outbox", "listening", "default")
# A request that is under way when a stop is asked for may go on for so long.
GRACE_SECONDS: Final = 20


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the processes run: interpreter, address, ports and data folder."""

    python: str
    host: str
    port: int
    events_port: int
    sandbox_port: int
    data_dir: Path


def web(layout: Layout) -> list[str]:
    """Pages, under WSGI."""
    return [
        *(layout.python, "-m", "gunicorn", "practice_hub.wsgi:application"),
        *("--bind", f"{layout.host}:{layout.port}"),
        *("--worker-class", "practice_hub.web_worker.WebWorker"),
        *("--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS)),
        # Loaded once and forked: half the time to start and less memory; nothing is open by then.
        "--preload",
        # Idle connections of browsers would otherwise hold a thread each for longer.
        *("--keep-alive", "5"),
        *("--timeout", "60", "--graceful-timeout", str(GRACE_SECONDS)),
        *("--max-requests", "5000", "--max-requests-jitter", "500"),
        *("--log-level", "warning", "--no-control-socket"),
    ]


def events(layout: Layout) -> list[str]:
    """The event stream, a small ASGI process."""
    return [
        *(layout.python, "-m", "uvicorn", "practice_hub.asgi:application"),
        *("--host", layout.host, "--port", str(layout.events_port)),
        *("--lifespan", "off", "--ws", "none"),
        # Streams end by themselves when a stop is asked for (realtime/closing.py).
        *("--timeout-graceful-shutdown", "5"),
        *("--no-access-log", "--log-level", "warning"),
    ]


def worker(layout: Layout) -> list[str]:
    """The Celery worker for every queue."""
    return [
        *(layout.python, "-m", "celery", "--quiet", "-A", "practice_hub", "worker"),
        *("--queues", ",".join(QUEUES)),
        *("--concurrency", str(WORKER_PROCESSES), "--prefetch-multiplier", "1", "-O", "fair"),
        *("--without-gossip", "--without-mingle"),
        *("--max-tasks-per-child", "2000"),
        *("--loglevel", "WARNING"),
    ]


def beat(layout: Layout) -> list[str]:
    """Celery's clock; there is exactly one of it."""
    return [
        *(layout.python, "-m", "celery", "--quiet", "-A", "practice_hub", "beat"),
        *("--schedule", str(layout.data_dir / "beat-schedule"), "--pidfile", ""),
        *("--loglevel", "WARNING"),
    ]


def sandbox(layout: Layout) -> list[str]:
    """The small town with its own X and Facebook (demo only)."""
    return [
        *(layout.python, "-m", "sandbox", "--host", "127.0.0.1"),
        *("--port", str(layout.sandbox_port)),
        *("--data-dir", str(layout.data_dir / "sandbox"), "--town"),
    ]


PROCESSES: Final[dict[str, Callable[[Layout], list[str]]]] = {
    "web": web,
    "events": events,
    "worker": worker,
    "beat": beat,
}
