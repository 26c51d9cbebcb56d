"""A disk that gets full is told of while somebody can still be told."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.utils import timezone

from practice_hub.health import room
from practice_hub.health.report import Scope, State


def test_little_room_is_told_and_much_room_is_not(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings, tmp_path: Path
) -> None:
    seen: dict[int, State | None] = {}
    for megabytes in (5000, 1000, 999, 300, 299, 0):
        left = SimpleNamespace(free=megabytes * 2**20)
        monkeypatch.setattr(shutil, "disk_usage", lambda _, left=left: left)
        told = room.findings(Scope(timezone.now()))
        seen[megabytes] = told[0].state if told else None
    few, out = State.SLOW, State.DOWN
    assert seen == {5000: None, 1000: None, 999: few, 300: few, 299: out, 0: out}
    monkeypatch.undo()
    settings.DATA_DIR = tmp_path / "not there"
    assert room.findings(Scope(timezone.now())) == []
