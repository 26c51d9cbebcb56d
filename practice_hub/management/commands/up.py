"""`python manage.py up`: every process of the product under one supervisor."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from practice_hub.bringup import LOOPBACK, Plan, bring_up, demo_environment
from practice_hub.embedded import EmbeddedError
from practice_hub.env import read_env_file
from practice_hub.practices.demo import DEMO_PEOPLE
from practice_hub.preflight import PreflightError
from practice_hub.processes import Layout
from practice_hub.supervise import ChildFailedError

# Whitenoise warns of a folder that only production fills, Celery of root at every start.
QUIET = "ignore:No directory at,ignore:::celery.platforms"


class Command(BaseCommand):
    help = (
        "Starts web, event stream, worker and beat, and PostgreSQL and Redis where DATABASE_URL "
        "and REDIS_URL name none; --demo adds the town. Ctrl-C stops everything."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="with demo data, one-click sign-in and the town"
        )
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
        )

    def handle(self, *args: Any, demo: bool, host: str, **options: Any) -> None:
        try:
            bring_up(_plan(is_demo=demo, host=host))
        except (PreflightError, EmbeddedError, ChildFailedError, OSError) as error:
            self.stderr.write(f"Practice Hub did not start: {error}")
            sys.exit(1)
        except KeyboardInterrupt:
            sys.exit(130)


def _plan(*, is_demo: bool, host: str) -> Plan:
    _check_demo(is_demo=is_demo, host=host)
    layout = Layout(
        python=sys.executable,
        host=host,
        port=settings.PORT,
        events_port=settings.EVENTS_PORT,
        sandbox_port=settings.SANDBOX_PORT,
        data_dir=settings.DATA_DIR,
    )
    environment = {**read_env_file(Path(settings.BASE_DIR) / ".env"), **os.environ}
    if is_demo:
        environment.update(demo_environment(layout.sandbox_port))
    return Plan(
        layout=layout,
        environment={**environment, "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": QUIET},
        is_demo=is_demo,
        manage=Path(settings.BASE_DIR) / "manage.py",
        ready_line=_ready_line(layout, is_demo=is_demo),
        steps=("migrate", "collectstatic") if settings.IS_PRODUCTION or is_demo else ("migrate",),
        is_logged_as_json=settings.LOG_FORMAT == "json",
        stop_seconds=settings.STOP_SECONDS,
    )


def _check_demo(*, is_demo: bool, host: str) -> None:
    if is_demo and settings.IS_PRODUCTION:
        raise PreflightError(
            "the demo never runs with PRACTICE_HUB_ENV=production: unset that, or leave out --demo."
        )
    if is_demo and host not in LOOPBACK:
        raise PreflightError(
            "the demo signs anyone in, so it listens on this machine only: leave out --host."
        )


def _ready_line(layout: Layout, *, is_demo: bool) -> str:
    address = f"http://127.0.0.1:{layout.port}/" if is_demo else f"{settings.PUBLIC_URL}/"
    if not is_demo:
        return f"Practice Hub is ready: {address}"
    town = f"http://127.0.0.1:{layout.sandbox_port}/"
    return (
        f"Practice Hub is ready: {address} - sign in with one click as {_first_names()} "
        f"(the town, where the public writes: {town}; Ctrl-C stops everything)"
    )


def _first_names() -> str:
    *names, last = (person.name.rsplit(" ", 1)[0] for person in DEMO_PEOPLE)
    return f"{', '.join(names)} or {last}"
