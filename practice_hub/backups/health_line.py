"""The line about backups on the health page and in `manage.py health`."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings

from practice_hub.backups.keeping import LATE, last_good
from practice_hub.backups.models import BackupRun
from practice_hub.health.report import Finding, Scope, State, register_check

PART: Final = "backup"
_NAME: Final = "Backups"
_ADVICE: Final = (
    "For whoever runs the server: python manage.py backup says what is wrong; "
    "docs/operations/backup.md has more."
)


def findings(scope: Scope) -> list[Finding]:
    if not settings.BACKUP_DIR:
        return [_not_set_up()]
    last = last_good(now=scope.now)
    newest = BackupRun.objects.exclude(finished_at=None).order_by("-started_at").first()
    if last is None:
        state = State.DOWN if newest and newest.error else State.SLOW
        return [Finding(PART, _NAME, state, "There is no backup yet.", _ADVICE)]
    return [_of(last, newest, scope.now)]


def _of(last: BackupRun, newest: BackupRun | None, now: datetime) -> Finding:
    when = last.started_at
    if now - when > LATE:
        sentence = "The last good backup is more than two days old."
        return Finding(PART, _NAME, State.DOWN, sentence, _ADVICE, when, when="last good backup")
    if newest is not None and newest.error:
        sentence = "The last try failed; an earlier backup is good."
        return Finding(PART, _NAME, State.SLOW, sentence, _ADVICE, when, when="last good backup")
    sentence = "Made every night and tried by restoring it."
    return Finding(PART, _NAME, State.OK, sentence, since=when, when="last good backup")


def _not_set_up() -> Finding:
    return Finding(
        PART,
        _NAME,
        State.NOT_SET_UP,
        "No backup is made by itself: a lost disk would lose everything.",
        "For whoever runs the server: set BACKUP_DIR and BACKUP_PASSPHRASE.",
    )


register_check("backup", findings, title="Backups")
