"""Do all machines have one data folder? Long files are written by a worker and fetched from a page,
so on several machines DATA_DIR must be one folder that all of them see.

Each folder has a number of its own, and whoever works in it shows it among the signs of life.
"""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from practice_hub.health import heart
from practice_hub.health.models import Heartbeat
from practice_hub.health.report import Finding, Scope, State, register_check, register_watcher

logger = logging.getLogger(__name__)
NAME: Final = "folder-id"
_PREFIX: Final = "folder-"
_SEEN_WITHIN: Final = timedelta(minutes=5)  # every worker takes some of the ticks meanwhile


def folder_id() -> str:
    """The number of DATA_DIR, made at the first look. Raises OSError."""
    path = Path(settings.DATA_DIR) / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x") as file:
            file.write(secrets.token_hex(8))
    except FileExistsError:
        pass  # from earlier, or another process was quicker
    return path.read_text().strip()[:16]


def show(now: datetime) -> None:
    """This process works in its folder now. A full disk is told elsewhere."""
    try:
        found = folder_id()
    except OSError as error:
        logger.warning("the data folder cannot be used (%s)", type(error).__name__)
        return
    if found:
        heart.show_life(f"{_PREFIX}{found}", now=now)


def findings(scope: Scope) -> list[Finding]:
    """One line when two folders were in use within five minutes; none when all is well."""
    try:
        since = scope.now - _SEEN_WITHIN
        count = Heartbeat.objects.filter(part__startswith=_PREFIX, at__gt=since).count()
    except DatabaseError:
        return []
    return [_apart(count)] if count > 1 else []


def _apart(count: int) -> Finding:
    return Finding(
        "folders",
        _("Data folder"),
        State.SLOW,
        _(
            "%(count)s different data folders are in use: exports, files about people and imports "
            "fail or cannot be fetched, depending on which machine they meet."
        )
        % {"count": count},
        _(
            "For whoever runs the servers: let DATA_DIR be one folder that every machine sees. "
            "After a move to another folder this goes away within five minutes."
        ),
    )


register_check("folders", findings, title=gettext_noop("The machine"))
register_watcher("folders", show)
