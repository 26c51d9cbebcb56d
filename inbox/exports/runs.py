"""Long exports: asked for, read in slices by a worker, kept for a week.

A slice adds lines to a part file and then commits how long the file is: what a killed worker wrote
beyond that is cut off by the next one, so no row is lost and none is there twice.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.actions.base import save_alone
from inbox.actions.errors import ActionRefused
from inbox.exports.asked import filters_of, kept_filters, kept_place, place_of
from inbox.exports.files import write_list
from inbox.exports.lists import Packed, Wanted, pack
from inbox.models import ExportRun
from practice_hub import slices
from practice_hub.alerts.actions import raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.audit.record import record
from practice_hub.jobs import enqueue_on_commit
from practice_hub.languages import speaking
from practice_hub.practices.models import Practice, User

logger = logging.getLogger(__name__)
GO_ON: Final = "inbox.go_on_with_export"
PAGE: Final = "/reports/exports/"
LEASE: Final = timedelta(minutes=2)
KEPT: Final = timedelta(days=7)
SLICE_PAGES: Final = 20
_TOLD_EVERY: Final = 5000  # rows of the file
_WRONG: Final = gettext_noop("Something went wrong inside Practice Hub. Ask for the file again.")
Stage = ExportRun.Stage


def kept_file(run: ExportRun) -> Path:
    return _folder() / f"{run.key}.{run.format.lower()}"


def _part_file(run: ExportRun) -> Path:
    return _folder() / f"{run.key}.part"


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "exports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@transaction.atomic(durable=True)
def start_export(
    *,
    practice: Practice,
    wanted: Wanted,
    found: tuple[str, int],
    file_format: str,
    actor: User,
    now: datetime,
) -> ExportRun:
    """Begin; `found` is the name of the number and how many rows it has. Raises
    ActionRefused("running") while another export of the actor goes on."""
    run = _new_run(wanted, found, file_format)
    run.practice, run.asked_by, run.created_at = practice, actor, now
    save_alone(run, _("Another file is being made for you. Wait for it, or cancel it."))
    _note("export.started", run, actor, now)
    enqueue_on_commit(GO_ON, run_id=run.pk)
    return run


def _new_run(wanted: Wanted, found: tuple[str, int], file_format: str) -> ExportRun:
    return ExportRun(
        format=file_format,
        label=found[0][:200],
        which=wanted.which,
        place=kept_place(wanted.place),
        filters=kept_filters(wanted.f),
        sees_private=wanted.sees_private,
        total=found[1],
    )


@transaction.atomic(durable=True)
def cancel_export(*, run_id: int, practice: Practice, actor: User, now: datetime) -> None:
    """Stop it. Raises ActionRefused("state") when it is over, or is none of the practice."""
    run = ExportRun.objects.open().select_for_update().filter(pk=run_id, practice=practice).first()
    if run is None:
        raise ActionRefused("state", _("This one is over already."))
    _end(run, Stage.CANCELED, now)
    _note("export.canceled", run, actor, now)


def go_on(*, run_id: int, now: datetime, for_seconds: float = 20) -> None:
    """Slices for so long. Nothing happens when somebody else is at it, or it is over."""
    if not slices.take(ExportRun.objects.to_go_on(now).filter(pk=run_id), now=now, lease=LEASE):
        return
    run = ExportRun.objects.select_related("practice", "asked_by").get(pk=run_id)
    until = time.monotonic() + for_seconds
    try:
        with speaking(run.asked_by, run.practice):
            while run.stage == Stage.READING and time.monotonic() < until:
                _read_slice(run)
            if run.stage == Stage.WRITING:
                _write(run)
    except Exception:
        logger.exception("export %s: stopped", run_id)
        _fail(run, now)
    slices.leave(ExportRun.objects.open().filter(pk=run_id), task=GO_ON, run_id=run_id)


def _wanted(run: ExportRun) -> Wanted:
    f = filters_of(run.practice_id, run.filters)
    return Wanted(f, run.which, place_of(run.place), run.sees_private)


def _read_slice(run: ExportRun) -> None:
    """Some pages of the list; the row says where the next slice begins."""
    wanted = _wanted(run)
    spans = wanted.spans(run.total)
    with _part_file(run).open("ab") as part:
        part.truncate(run.part_bytes)
        for _page in range(SLICE_PAGES):
            if run.next_span >= len(spans):
                break
            found = wanted.page(spans[run.next_span], run.next_page)
            part.writelines(_line(packed) for packed in pack(found.rows))
            run.rows_read += len(found.rows)
            run.next_page += 1
            if run.next_page > found.pages:
                run.next_span, run.next_page = run.next_span + 1, 1
        part.flush()
        run.part_bytes = part.tell()
    if run.next_span >= len(spans):
        run.stage = Stage.WRITING
    _save_progress(run)


def _line(packed: Packed) -> bytes:
    return json.dumps(packed, separators=(",", ":")).encode() + b"\n"


@transaction.atomic(durable=True)
def _save_progress(run: ExportRun) -> None:
    """Unless somebody canceled it meanwhile."""
    run.lease_expires_at = timezone.now() + LEASE
    names = ("stage", "rows_read", "rows_written", "next_span", "next_page", "part_bytes")
    values = {name: getattr(run, name) for name in (*names, "lease_expires_at")}
    if not ExportRun.objects.open().filter(pk=run.pk).update(**values):
        run.stage = Stage.CANCELED


def _write(run: ExportRun) -> None:
    """The file, in one go; begun anew when a worker was killed over it."""
    path = kept_file(run)
    unfinished = path.with_suffix(".new")
    f = filters_of(run.practice_id, run.filters)
    run.rows_written = 0
    with unfinished.open("wb") as file:
        write_list(file, _lines(run), f, run.practice, run.label, run.format)
    unfinished.chmod(0o600)
    if run.stage == Stage.CANCELED:
        unfinished.unlink()
        return
    unfinished.replace(path)
    _finish(run)


def _lines(run: ExportRun) -> Iterator[Packed]:
    """What was read, and a sign of life now and then."""
    with _part_file(run).open("rb") as part:
        for line in part:
            yield json.loads(line)
            run.rows_written += 1
            if run.rows_written % _TOLD_EVERY == 0:
                _save_progress(run)
            if run.stage == Stage.CANCELED:
                return


@transaction.atomic(durable=True)
def _finish(run: ExportRun) -> None:
    now = timezone.now()
    ours = ExportRun.objects.open().select_for_update().filter(pk=run.pk).first()
    if ours is None:
        kept_file(run).unlink(missing_ok=True)
        return
    run.size_bytes, run.expires_at = kept_file(run).stat().st_size, now + KEPT
    run.total = run.rows_written
    _end(run, Stage.DONE, now)
    _note("export.done", run, run.asked_by, now)
    raise_alert(
        Kind.EXPORT_READY,
        practice_id=run.practice_id,
        subject=run,
        path=f"{PAGE}{run.pk}/",
        recipients=[run.asked_by_id],
        at=now,
    )


@transaction.atomic(durable=True)
def _fail(run: ExportRun, now: datetime) -> None:
    ours = ExportRun.objects.open().select_for_update().filter(pk=run.pk).first()
    if ours is not None:
        ours.error = _WRONG
        _end(ours, Stage.FAILED, now)


def _end(run: ExportRun, stage: ExportRun.Stage, now: datetime) -> None:
    run.stage, run.finished_at, run.lease_expires_at = stage, now, None
    run.save()


def _note(name: str, run: ExportRun, actor: User, now: datetime) -> None:
    record(
        name,
        practice=run.practice_id,
        subject=run,
        actor=actor,
        at=now,
        which=run.which,
        format=run.format,
        rows=run.total,
    )


def sweep_exports(*, now: datetime) -> None:
    """Those that a worker left behind go on; what nobody needs any more is deleted."""
    slices.hand_out(ExportRun.objects.to_go_on(now), task=GO_ON)
    _expire(now)
    _tidy()


@transaction.atomic(durable=True)
def _expire(now: datetime) -> None:
    past = ExportRun.objects.filter(stage=Stage.DONE, expires_at__lte=now)
    past.update(stage=Stage.EXPIRED)


@transaction.atomic(durable=True)
def expire_lost() -> None:
    """Those that are ready by their row and not on the disk: no backup holds them."""
    ready = ExportRun.objects.select_for_update().filter(stage=Stage.DONE)
    lost = [run.pk for run in ready if not kept_file(run).exists()]
    ExportRun.objects.filter(pk__in=lost).update(stage=Stage.EXPIRED)


def _tidy() -> None:
    """Files of runs that are over, but for those that can still be fetched."""
    kept = ExportRun.objects.open() | ExportRun.objects.filter(stage=Stage.DONE)
    stages = {str(key): stage for key, stage in kept.values_list("key", "stage")}
    for path in _folder().iterdir():
        stage = stages.get(path.name.partition(".")[0], "")
        is_whole = path.suffix not in (".part", ".new")
        is_open = stage in (Stage.READING, Stage.WRITING)
        if not is_open and not (is_whole and stage == Stage.DONE):
            path.unlink(missing_ok=True)
