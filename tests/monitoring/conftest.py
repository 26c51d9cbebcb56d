from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from practice_hub.monitoring import slots

TOKEN = "only-for-monitors-in-tests"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Metrics are on, and nothing was counted yet."""
    settings.METRICS_TOKEN, settings.DATA_DIR = TOKEN, tmp_path
    slots.own.release()
    yield slots.folder()
    slots.own.release()
