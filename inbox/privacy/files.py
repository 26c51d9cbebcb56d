"""Where files of persons are kept, and how they go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from inbox.models import PersonFile
from practice_hub.audit.record import build, record_many

Stage = PersonFile.Stage


def folder() -> Path:
    """Read by nobody but the hub; no part of a backup."""
    found = Path(settings.DATA_DIR) / "person-files"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def path_of(run: PersonFile) -> Path:
    return folder() / f"{run.key}.zip"


@transaction.atomic(durable=True)
def drop_files_about(author_ids: Collection[int], *, practice_id: int, now: datetime) -> None:
    """Files about any of these identities, ready or being made."""
    stages = [Stage.WRITING, Stage.DONE]
    found = PersonFile.objects.select_for_update().filter(
        practice_id=practice_id, author_ids__overlap=list(author_ids), stage__in=stages
    )
    _end(list(found), now)


@transaction.atomic(durable=True)
def expire_files(*, now: datetime) -> None:
    """Those whose time is over."""
    past = PersonFile.objects.select_for_update().filter(stage=Stage.DONE, expires_at__lte=now)
    _end(list(past), now)


@transaction.atomic(durable=True)
def expire_lost(*, now: datetime) -> None:
    """Those that are ready by their row and not on the disk: no backup holds them."""
    ready = PersonFile.objects.select_for_update().filter(stage=Stage.DONE)
    _end([one for one in ready if not path_of(one).exists()], now)


def _end(files: list[PersonFile], now: datetime) -> None:
    for one in files:
        path_of(one).unlink(missing_ok=True)
        one.stage, one.author_ids, one.finished_at = Stage.EXPIRED, [], one.finished_at or now
        one.lease_expires_at = None
        one.save()
    record_many(
        build("person_file.deleted", practice=one.practice_id, subject=one, actor=None, at=now)
        for one in files
    )


def tidy() -> None:
    """Whatever no row speaks of: left by a worker that died, or by a database that was restored."""
    kept = PersonFile.objects.filter(stage__in=[Stage.WRITING, Stage.DONE])
    names = {str(key) for key in kept.values_list("key", flat=True)}
    for path in folder().iterdir():
        if path.name.partition(".")[0] not in names:
            path.unlink(missing_ok=True)
