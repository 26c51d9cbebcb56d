"""Room on the disk of the data folder: said before PostgreSQL stops, because afterwards nobody can
be told (docs/operations/failures.md)."""

from __future__ import annotations

import shutil
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from practice_hub.health.report import Finding, Scope, State, register_check
from practice_hub.preflight import NEEDED_MEGABYTES

FEW_MEGABYTES: Final = 1000


def findings(scope: Scope) -> list[Finding]:
    """One line when room gets short; none when there is enough, or when it cannot be told."""
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free // 2**20
    except OSError:
        return []
    if free >= FEW_MEGABYTES:
        return []
    is_out = free < NEEDED_MEGABYTES
    return [
        Finding(
            "room",
            _("Room on the disk"),
            State.DOWN if is_out else State.SLOW,
            _("Only %(free)s MB are free: when nothing is, PostgreSQL stops and no page is shown.")
            % {"free": free},
            _("For whoever runs the server: free some room, or move DATA_DIR to a larger disk."),
        )
    ]


register_check("room", findings, title=gettext_noop("The machine"))
