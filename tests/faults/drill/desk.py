"""What both drills share: a practice connected to the sandbox, and time that passes at once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from listening.models import Feed, NetworkAccount, RateWindowRow
from practice_hub.practices.models import Membership
from practice_hub.roles import Role
from tests.builders import make_member, make_practice
from tests.faults.drill.machine import Machine
from tests.town import PEOPLE, Town, connect

NAMES = {"Ana Lind": Role.AGENT, "Ben Okoro": Role.AGENT, "Dr. Priya Raman": Role.PRACTITIONER}
DEADLOCK_LINES = 14  # of the server's log: who waits for whom, and with which statements
AN_HOUR = timedelta(hours=1)


def open_practice(machine: Machine) -> tuple[Town, list[Membership]]:
    """A connected practice with people in it."""
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.JOBS_ENABLED = False  # children switch it on
    machine.sandbox.reset(PEOPLE)
    town = connect(make_practice("drill"), machine.sandbox)
    return town, [make_member(town.practice, name, role) for name, role in NAMES.items()]


def signed_in(member: Membership) -> Client:
    """A browser of `member`; what fails inside is an answer, as it is for a browser."""
    client = Client(raise_request_exception=False)
    client.force_login(member.user)
    return client


def reconnect() -> None:
    """Somebody connects again what lost its token, and limits and blocks have passed."""
    NetworkAccount.objects.exclude(status=NetworkAccount.Status.CONNECTED).update(
        status=NetworkAccount.Status.CONNECTED, status_detail=""
    )
    NetworkAccount.objects.exclude(answers_blocked_at=None).update(answers_blocked_at=None)
    RateWindowRow.objects.all().delete()


def make_feeds_due(now: datetime, rng: random.Random | None = None) -> None:
    """An hour passes for the feeds; leases of the dead run out, at times one of the living."""
    Feed.objects.filter(is_active=True).update(next_run_at=now - AN_HOUR)
    held = Feed.objects.filter(lease_expires_at__isnull=False)
    if rng is None or rng.random() > 0.2:
        held = held.filter(last_run_at__lt=now - timedelta(seconds=0.5))
    held.update(lease_expires_at=now - AN_HOUR)


def eventually(
    is_so: Callable[[], bool], what: str, tell: Callable[[], object], seconds: float = 300
) -> None:
    """Wait until something is so; fails after `seconds` and says what `tell` tells."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"{what}: not within {seconds:g} s: {tell()}"
        time.sleep(0.2)


def nothing_is_held() -> None:
    """No lock, no lease, no open transaction is left of all who died."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert cursor.fetchone() == (0,), "advisory locks are left"
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
        )
        assert cursor.fetchone() == (0,), "transactions are left open"
    now = timezone.now() + AN_HOUR
    late = Feed.objects.filter(is_active=True).exclude(pk__in=Feed.objects.due(now))
    assert not late.exists(), f"feeds that never come free: {list(late.values('kind'))}"


def nobody_met_crosswise(machine: Machine) -> None:
    """Locks are always taken in one order: PostgreSQL had no deadlock to break."""
    for log in (machine.postgres.cluster / "log").glob("*.log"):
        lines = log.read_text(errors="replace").splitlines()
        found = [at for at, line in enumerate(lines) if "deadlock detected" in line]
        told = ["\n".join(lines[at : at + DEADLOCK_LINES]) for at in found]
        assert not told, f"{len(told)} deadlocks, the first:\n{told[0]}"
