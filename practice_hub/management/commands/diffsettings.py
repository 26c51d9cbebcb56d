"""`manage.py diffsettings`, which people paste into tickets: without any secret."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.commands.diffsettings import Command as DjangoDiff

from practice_hub.error_reports import ReportFilter
from practice_hub.redact import redact


class Command(DjangoDiff):
    """Django's own, with values hidden as in a report of an error."""

    def handle(self, **options: Any) -> str:
        lines = (super().handle(**options) or "").split("\n")
        return "\n".join(_safe(line) for line in lines)


def _safe(line: str) -> str:
    name, equals, _ = line.partition(" = ")
    bare = name.lstrip("+- ")
    if equals and bare.isupper():
        return redact(f"{name} = {ReportFilter().cleanse_setting(bare, _value(bare))!r}")
    return redact(line)


def _value(name: str) -> Any:
    return getattr(settings, name, "")
