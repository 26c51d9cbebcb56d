"""The line about backups on the health page and in `manage.py health`."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from practice_hub.backups.keeping import LATE, last_good
from practice_hub.backups.models import BackupRun
from practice_hub.health.report import Finding, Scope, State, register_check

PART: Final = "backup"
_NAME: Final = gettext_noop("Backups")
_ADVICE: Final = gettext_noop(
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
        return [Finding(PART, _(_NAME), state, _("There is no backup yet."), _(_ADVICE))]
    return [_of(last, newest, scope.now)]


def _of(last: BackupRun, newest: BackupRun | None, now: datetime) -> Finding:
    at, when, name = last.started_at, gettext_noop("last good backup"), _(_NAME)
    if now - at > LATE:
        sentence = _("The last good backup is more than two days old.")
        return Finding(PART, name, State.DOWN, sentence, _(_ADVICE), at, when=when)
    if newest is not None and newest.error:
        sentence = _("The last try failed; an earlier backup is good.")
        return Finding(PART, name, State.SLOW, sentence, _(_ADVICE), at, when=when)
    sentence = _("Made every night and tried by restoring it.")
    return Finding(PART, name, State.OK, sentence, since=at, when=when)


def _not_set_up() -> Finding:
    return Finding(
        PART,
        _(_NAME),
        State.NOT_SET_UP,
        _("No backup is made by itself: a lost disk would lose everything."),
        _("For whoever runs the server: set BACKUP_DIR and BACKUP_PASSPHRASE."),
    )


register_check("backup", findings, title=_NAME)
