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


def test_the_oldest_go_by_when_they_were_made_and_only_those_of_ours(tmp_path: Path) -> None:
    now, names = timezone.now(), [f"practice-hub-202{year}0101T000000Z.backup" for year in range(4)]
    others, chosen = "practice-hub-20190101T000000Z.backup", "before-upgrade.backup"
    for name in (*names, others, chosen):
        (tmp_path / name).write_bytes(b"a backup")
    # The clock was years ahead when the first one was made; the second one's run was cut off.
    order = [names[3], names[0], chosen, names[1], names[2]]
    for name in order:
        finished_at = None if name == names[0] else now
        BackupRun.objects.create(started_at=now, finished_at=finished_at, file_name=name)
    assert keeping.prune(tmp_path, 2) == [tmp_path / names[3]]
    assert keeping.prune(tmp_path, 1) == [tmp_path / names[1]]
    assert {path.name for path in tmp_path.iterdir()} == {names[0], names[2], others, chosen}
