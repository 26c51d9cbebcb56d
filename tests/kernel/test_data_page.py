"""The page about data names every table that there is, and none that is not."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

PAGE = Path(__file__).resolve().parents[2] / "docs/data.md"


def test_every_table_is_named() -> None:
    named = set(re.findall(r"`([a-z]+_[a-z_]+)`", PAGE.read_text()))
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert named == tables
