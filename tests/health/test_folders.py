"""Machines that do not share their data folder are told of, before somebody misses a file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from practice_hub.health import folders
from practice_hub.health.models import Heartbeat
from practice_hub.health.report import Scope, State
from practice_hub.health.tasks import tick
from practice_hub.health.watch import Watch


@pytest.mark.django_db(transaction=True)
def test_two_folders_are_a_trouble_and_one_is_none(tmp_path: Path, settings: LazySettings) -> None:
    now = timezone.now()
    settings.DATA_DIR = tmp_path / "one"
    Watch("web").look(now)
    tick(queue="listening", sent_at=now.timestamp())
    assert Heartbeat.objects.filter(part__startswith="folder-").count() == 1
    assert folders.findings(Scope(now)) == []
    settings.DATA_DIR = tmp_path / "two"
    tick(queue="listening", sent_at=now.timestamp())
    (told,) = folders.findings(Scope(now))
    assert (told.state, told.key) == (State.SLOW, "folders")
    assert folders.findings(Scope(now + timedelta(minutes=6))) == []
    (tmp_path / "file").touch()
    settings.DATA_DIR = tmp_path / "file"  # no folder at all: nothing is shown, nothing fails
    folders.show(now)
    assert Heartbeat.objects.filter(part__startswith="folder-").count() == 2
