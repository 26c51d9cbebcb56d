"""The ledger beside the backups after a machine stopped midway, and after a clock stepped."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from listening import forgotten, ledger
from practice_hub.backups import keeping
from practice_hub.backups.files import LEDGER
from practice_hub.backups.models import BackupRun
from tests.builders import make_practice

pytestmark = pytest.mark.django_db


def test_half_a_line_spoils_none_that_come_after_it(tmp_path: Path) -> None:
    practice, now = make_practice(), timezone.now()
    for number in ("1", "2"):
        reasons = {number: "DELETED"}
        ledger.write(practice.pk, "X", reasons, at=now, recorded_at=now)
    keeping.write_ledger(tmp_path)
    path = tmp_path / LEDGER
    path.write_bytes(path.read_bytes()[:-9])  # the machine stopped while this was written
    keeping.add_to_ledger(tmp_path, now=now)
    lines = path.read_text().splitlines(keepends=True)
    assert lines and all(line.endswith("}\n") for line in lines)
    forgotten.apply_ledger(lines, now)
    assert {line.strip() for line in lines} == set(forgotten.ledger_lines())


def test_a_backup_of_the_time_to_come_stops_none_of_now() -> None:
    """The clock was a year ahead for a while: there would be no backup for a year."""
    now = timezone.now()
    ahead = now + timedelta(days=365)
    run = {"is_tried": True, "file_name": "practice-hub-x.backup"}
    BackupRun.objects.create(started_at=ahead, finished_at=ahead, **run)
    assert keeping.is_due(now=now)
    BackupRun.objects.create(started_at=now, finished_at=now, **run)
    assert not keeping.is_due(now=now + timedelta(hours=2))
    assert keeping.last_good(now=now) == BackupRun.objects.earliest("started_at")
