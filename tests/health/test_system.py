"""What the parts of the machine say of themselves, dead or alive, and the command line."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from practice_hub.health import heart, system
from practice_hub.health.models import Heartbeat
from practice_hub.health.report import Finding, Scope, State, gather
from practice_hub.ports import free_port
from practice_hub.practices.models import Practice
from tests.health.builders import MINUTE, alive, silent
from tests.platform.helpers import ROOT
from tests.support.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-11-20T09:30:00+00:00")


def parts(now: datetime = NOW) -> dict[str, Finding]:
    return {finding.key: finding for finding in system.findings(Scope(now))}


def words(now: datetime = NOW) -> dict[str, str]:
    return {key: finding.label for key, finding in parts(now).items()}


def test_everything_lives() -> None:
    alive(NOW)
    assert set(words().values()) == {"Works"}
    assert parts()["redis"].sentence.startswith("Answers. ")  # jobs of other tests may wait
    assert parts()["beat"].since == NOW - timedelta(hours=8)


def test_worker_and_clock_are_told_apart() -> None:
    alive(NOW, "outbox")
    silent("outbox", NOW - 3 * MINUTE)
    told = parts()
    assert (told["outbox"].state, told["listening"].state) == (State.DOWN, State.OK)
    assert told["outbox"].since == NOW - 3 * MINUTE
    assert "answers and alert mails" in told["outbox"].sentence
    assert "worker" in told["outbox"].todo

    silent("beat", NOW - 3 * MINUTE)  # and then nobody sends ticks that could be booked
    assert (words()["beat"], words()["outbox"]) == ("Down", "Not known")

    silent("beat", NOW - 1.1 * MINUTE)
    assert words()["beat"] == "Slow"


def test_nothing_was_ever_seen() -> None:
    told = parts()
    assert told["beat"].state == State.DOWN
    assert told["beat"].sentence.endswith("It has not shown a sign of life yet.")


def test_jobs_that_wait_long_are_slow() -> None:
    alive(NOW)
    sent_at = (NOW - timedelta(seconds=25)).timestamp()
    heart.book_tick(queue="listening", sent_at=sent_at, now=NOW)
    told = parts()["listening"]
    assert told.state == State.SLOW
    assert told.sentence == "A job waits 25 seconds before a worker takes it."


def test_redis_is_down(settings: Any) -> None:
    alive(NOW, "outbox")
    silent("outbox", NOW - 3 * MINUTE)
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    told = words()
    assert (told["redis"], told["outbox"], told["beat"]) == ("Down", "Not known", "Works")
    assert system.vital(Scope(NOW)) == {"beat": State.OK, "workers": None, "redis": State.DOWN}


def test_a_silence_begins_the_running_time_anew() -> None:
    heart.show_life("beat", now=NOW)
    heart.show_life("beat", now=NOW + timedelta(seconds=20))
    assert heart.running_since("beat", now=NOW + timedelta(seconds=20)) == NOW
    later = NOW + 5 * MINUTE
    assert heart.running_since("beat", now=later) is None
    heart.show_life("beat", now=later)
    assert heart.running_since("beat", now=later) == later
    heart.show_life("beat", now=NOW)  # the server's clock was set back
    assert heart.running_since("beat", now=NOW) == NOW
    assert Heartbeat.objects.count() == 1


def test_a_check_that_fails_silences_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    from practice_hub.health import report

    def broken(_: Scope) -> list[Finding]:
        raise RuntimeError

    monkeypatch.setitem(report._checks, "mail", ("Mail", broken))
    alive(NOW)
    told = {section.name: section.findings for section in gather(Scope(NOW))}
    assert told["mail"][0].label == "Not known"
    assert told["system"][0].state == State.OK


def test_the_command_when_all_is_well_and_when_not(practice: Practice, settings: Any) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    alive(timezone.now())
    out = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("health", stdout=out)
    assert left.value.code == 1
    said = " ".join(out.getvalue().split())
    assert said.startswith("Something is down.")
    assert f"The mail server 127.0.0.1:{settings.EMAIL_PORT} does not answer" in said
    assert "Works The clock: Ticks" in said

    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    out = io.StringIO()
    call_command("health", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["state"] == "OK"
    states = {part["key"]: part["state"] for part in told["parts"]}
    assert (states["mail"], states["sources"], states["outbox"]) == (
        "NOT_SET_UP",
        "NOT_SET_UP",
        "OK",
    )


def test_the_command_when_database_and_redis_are_down() -> None:
    """Both servers are dead: it says so in plain words, and shows no secret."""
    ran = subprocess.run(
        [sys.executable, "manage.py", "health", "--json"],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": f"postgresql://hub:planted-secret@127.0.0.1:{free_port()}/hub",
            "REDIS_URL": f"redis://:planted-secret@127.0.0.1:{free_port()}/0",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert ran.returncode == 1, ran.stderr
    assert "Traceback" not in ran.stderr
    told = json.loads(ran.stdout)
    states = {part["key"]: part["word"] for part in told["parts"]}
    assert (states["database"], states["redis"]) == ("Down", "Down")
    assert {states["beat"], states["outbox"], states["sources"]} == {"Not known"}
    assert "planted-secret" not in ran.stdout + ran.stderr
