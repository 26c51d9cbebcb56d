"""Files of persons: asked for, written by a worker, kept for a week, and never in a backup."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.actions.base import save_alone
from inbox.actions.errors import ActionRefused
from inbox.models import Erasure, PersonFile
from inbox.privacy.files import Stage, expire_files, path_of, tidy
from inbox.privacy.person_zip import write_person_file
from practice_hub import slices
from practice_hub.alerts.actions import raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.audit.record import record
from practice_hub.jobs import enqueue_on_commit
from practice_hub.languages import speaking
from practice_hub.practices.models import Practice, User

logger = logging.getLogger(__name__)
GO_ON: Final = "inbox.go_on_with_person_file"
LEASE: Final = timedelta(minutes=15)  # it is written in one go, pictures and all
KEPT: Final = timedelta(days=7)


@transaction.atomic(durable=True)
def start_file(
    *, practice: Practice, author_ids: Sequence[int], has_notes: bool, actor: User, now: datetime
) -> PersonFile:
    """Begin. Raises ActionRefused: "running" while another file of the actor is made, "erasing"
    while somebody of these is being erased."""
    erasing = Erasure.objects.open().filter(practice=practice, author_ids__overlap=author_ids)
    if erasing.exists():
        raise ActionRefused("erasing", _("This person is being erased just now."))
    run = PersonFile(practice=practice, asked_by=actor, has_notes=has_notes, created_at=now)
    run.author_ids = sorted(author_ids)
    save_alone(run, _("Another file is being made for you. Wait for it, or delete it."))
    record(
        "person_file.started",
        practice=practice,
        subject=run,
        actor=actor,
        at=now,
        with_notes=has_notes,
    )
    enqueue_on_commit(GO_ON, run_id=run.pk)
    return run


@transaction.atomic(durable=True)
def delete_file(*, file_id: int, practice: Practice, actor: User, now: datetime) -> None:
    """Stop it, or let the ready file go before its time. Raises ActionRefused("state")."""
    stages = [Stage.WRITING, Stage.DONE]
    found = PersonFile.objects.select_for_update().filter(pk=file_id, practice=practice)
    run = found.filter(stage__in=stages).first()
    if run is None:
        raise ActionRefused("state", _("This file is gone already."))
    path_of(run).unlink(missing_ok=True)
    run.stage = Stage.CANCELED if run.stage == Stage.WRITING else Stage.EXPIRED
    run.author_ids, run.finished_at, run.lease_expires_at = [], now, None
    run.save()
    record("person_file.deleted", practice=practice, subject=run, actor=actor, at=now)


def go_on(*, run_id: int, now: datetime) -> None:
    """Write it. Nothing happens when somebody else is at it, or it is over."""
    if not slices.take(PersonFile.objects.to_go_on(now).filter(pk=run_id), now=now, lease=LEASE):
        return
    run = PersonFile.objects.select_related("practice", "asked_by").get(pk=run_id)
    path = path_of(run)
    unfinished = path.with_suffix(".new")
    try:
        with unfinished.open("wb") as file, speaking(run.asked_by, run.practice):
            unfinished.chmod(0o600)
            write_person_file(file, run, now)
        unfinished.replace(path)
    except Exception as error:  # no text: it may hold what somebody wrote
        logger.error("file of a person %s: stopped by %s", run_id, type(error).__name__)
        unfinished.unlink(missing_ok=True)
        _end(run, Stage.FAILED, now)
        return
    _end(run, Stage.DONE, timezone.now())


@transaction.atomic(durable=True)
def _end(run: PersonFile, stage: PersonFile.Stage, now: datetime) -> None:
    """Unless it was canceled meanwhile, or the person erased."""
    ours = PersonFile.objects.open().select_for_update().filter(pk=run.pk).first()
    if ours is None or stage == Stage.FAILED:
        path_of(run).unlink(missing_ok=True)
    if ours is None:
        return
    ours.stage, ours.finished_at, ours.lease_expires_at = stage, now, None
    if stage == Stage.DONE:
        ours.size_bytes, ours.expires_at = path_of(run).stat().st_size, now + KEPT
    else:
        ours.author_ids = []
    ours.save()
    record("person_file.done", practice=run.practice, subject=run, actor=None, at=now, stage=stage)
    raise_alert(
        Kind.EXPORT_READY,
        practice_id=run.practice_id,
        subject=run,
        path=reverse("data:file", args=[run.pk]),
        recipients=[run.asked_by_id],
        at=now,
    )


def sweep_files(*, now: datetime) -> None:
    """Those that a worker left behind go on; what is past its time is deleted."""
    slices.hand_out(PersonFile.objects.to_go_on(now), task=GO_ON)
    expire_files(now=now)
    tidy()
