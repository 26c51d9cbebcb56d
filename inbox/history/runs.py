"""An import from beginning to end, in slices that each commit; a cut costs one slice.

The command goes through it at once, a worker does some slices and asks for the next task. The file
is kept until the end, the lines of it only until their conversation is stored.
"""

from __future__ import annotations

import logging
import shutil
import time
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.actions.base import save_alone
from inbox.actions.errors import ActionRefused
from inbox.history.columns import BadFileError
from inbox.history.reading import MOST_PROBLEMS, Problem, Slice, read_header, read_slice, unreadable
from inbox.history.sorting import drop_known, sort_lines
from inbox.history.storing import store_slice
from inbox.models import ImportLine, ImportRun
from practice_hub import slices
from practice_hub.alerts.actions import raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.audit.record import record
from practice_hub.bulk import insert_rows
from practice_hub.jobs import enqueue_on_commit
from practice_hub.languages import speaking
from practice_hub.names import one_line
from practice_hub.practices.models import Practice, User
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act

logger = logging.getLogger(__name__)
GO_ON = "inbox.import_history"
LEASE = timedelta(minutes=10)  # longer than the longest slice: sorting a million lines
Stage = ImportRun.Stage


def kept_file(run: ImportRun) -> Path:
    """Where the file of an import lies until it is done."""
    return Path(settings.DATA_DIR) / "imports" / f"{run.key}.csv"


@transaction.atomic(durable=True)
def start_run(
    *,
    practice: Practice,
    file: IO[bytes],
    file_name: str,
    actor: User | None,
    now: datetime,
    is_dry_run: bool = False,
) -> ImportRun:
    """Keep the file and begin. Raises ActionRefused: "running" while another one goes on,
    "file" when its first line does not name the columns."""
    run = ImportRun(practice=practice, is_dry_run=is_dry_run, started_by=actor, created_at=now)
    run.file_name = one_line(Path(file_name).name)[:200]
    try:
        _keep(run, file)
        save_alone(run, _("Another import is still going on. Wait for it, or cancel it."))
    except ActionRefused:
        _forget(run)
        raise
    _note("history.import_started", run, actor, now)
    enqueue_on_commit(GO_ON, run_id=run.pk)
    return run


def _keep(run: ImportRun, file: IO[bytes]) -> None:
    """Raises ActionRefused when there is no room for it, or it is no file of history."""
    path = kept_file(run)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as kept:
            shutil.copyfileobj(file, kept, 1024 * 1024)
        path.chmod(0o600)
        read_header(path)
        run.total_bytes = path.stat().st_size
    except BadFileError as error:
        raise ActionRefused("file", str(error)) from error
    except OSError as error:
        logger.warning("a history file could not be kept: %s", error.strerror)
        words = _("There is no room to keep this file. Ask whoever looks after the server.")
        raise ActionRefused("file", words) from error


def _forget(run: ImportRun) -> None:
    kept_file(run).unlink(missing_ok=True)


def go_on(*, run_id: int, now: datetime, for_seconds: float = 20) -> ImportRun | None:
    """Do slices for so long; None when somebody else is at it or it is over."""
    if not slices.take(ImportRun.objects.to_go_on(now).filter(pk=run_id), now=now, lease=LEASE):
        return None
    run = ImportRun.objects.select_related("practice", "started_by").get(pk=run_id)
    with _language_of(run):
        _steps(run, now, time.monotonic() + for_seconds)
    slices.leave(ImportRun.objects.open().filter(pk=run_id), task=GO_ON, run_id=run_id)
    return run


def _language_of(run: ImportRun) -> AbstractContextManager[None]:
    """What could not be read is told in the words of whoever handed the file over."""
    return speaking(run.started_by, run.practice) if run.started_by else nullcontext()


def _steps(run: ImportRun, now: datetime, until: float) -> None:
    try:
        while not run.is_over and time.monotonic() < until:
            step(run, now=now)
    except Exception:
        logger.exception("import %s: stopped", run.pk)
        words = _("Something went wrong inside Practice Hub. The log has the details.")
        _fail(run, words, now)


@transaction.atomic(durable=True)
def step(run: ImportRun, *, now: datetime) -> None:
    """One slice, committed whole. `run` is read anew: somebody may have canceled it, or another
    worker may have gone on with it."""
    run.refresh_from_db(from_queryset=ImportRun.objects.select_for_update(of=("self",)))
    if run.is_over:
        _clean_up(run)
        return  # how it ended is written already
    if run.stage == Stage.READING:
        _read(run, now)
    elif run.stage == Stage.SORTING:
        _sort(run, now)
    else:
        _store(run, now)
    run.save()
    publish_on_commit(run.practice_id, "imports", [run.pk], heard_by=Act.MANAGE_PRACTICE)


def _read(run: ImportRun, now: datetime) -> None:
    try:
        names, records_at = read_header(kept_file(run))
        found = read_slice(
            kept_file(run),
            names,
            begins_at=run.read_bytes or records_at,
            line=run.physical_lines or 1,
            zone=run.practice.zone,
            now=now,
        )
    except (BadFileError, OSError) as error:
        words = unreadable(error) if isinstance(error, OSError) else str(error)
        _end(run, Stage.FAILED, now, error=words)
        return
    _take_lines(run, found)
    run.read_bytes, run.physical_lines = found.ends_at, found.lines
    if found.is_last:
        run.read_bytes = run.total_bytes
        run.stage = Stage.SORTING


def _take_lines(run: ImportRun, found: Slice) -> None:
    rows = [
        {
            "run_id": run.pk,
            "line": line,
            "network": entry.network,
            "external_id": entry.external_id,
            "parent_id": entry.parent_id,
            "author": entry.author,
            "is_practice": entry.is_practice,
            "posted_at": entry.posted_at,
            "text": entry.text,
        }
        for line, entry in found.entries
    ]
    made = insert_rows(ImportLine, rows, ignore_conflicts=True, returning=("line",))
    taken = {line for (line,) in made}
    again = [line for line, entry in found.entries if line not in taken]
    found.problems += [
        (line, _("has an external_id that came before; the first counts")) for line in again
    ]
    run.lines_read += found.records
    run.lines_bad += len(found.problems)
    _add_problems(run, found.problems)


def _add_problems(run: ImportRun, problems: list[Problem]) -> None:
    room = MOST_PROBLEMS - len(run.problems)
    run.problems += [[line, reason] for line, reason in sorted(problems)[: max(room, 0)]]


def _sort(run: ImportRun, now: datetime) -> None:
    circles = sort_lines(run.pk)
    _add_problems(
        run, [(line, _("is part of a circle of answers; it stands alone")) for line in circles]
    )
    run.lines_known = drop_known(run.pk)
    run.lines_new = ImportLine.objects.filter(run=run).count()
    if run.is_dry_run:
        _end(run, Stage.DONE, now)
        return
    run.stage = Stage.STORING


def _store(run: ImportRun, now: datetime) -> None:
    stored = store_slice(run, now=now)
    run.lines_stored += stored.lines
    run.conversations += stored.conversations
    if stored.is_last:
        _end(run, Stage.DONE, now)


@transaction.atomic(durable=True)
def cancel_run(*, run_id: int, actor: User, now: datetime) -> ImportRun:
    """Stop where it is; what is stored stays, and the same file goes on from there later.

    Raises ActionRefused("state") when it is over.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.is_over:
        raise ActionRefused("state", _("This import is over already."))
    _end(run, Stage.CANCELED, now)
    run.save()
    _note("history.import_canceled", run, actor, now)
    publish_on_commit(run.practice_id, "imports", [run.pk], heard_by=Act.MANAGE_PRACTICE)
    return run


@transaction.atomic(durable=True)
def _fail(run: ImportRun, error: str, now: datetime) -> None:
    _end(run, Stage.FAILED, now, error=error)
    run.save()
    publish_on_commit(run.practice_id, "imports", [run.pk], heard_by=Act.MANAGE_PRACTICE)


def _end(run: ImportRun, stage: ImportRun.Stage, now: datetime, *, error: str = "") -> None:
    run.stage, run.finished_at, run.error = stage, now, error[:300]
    run.lease_expires_at = None
    _clean_up(run)
    if stage == Stage.DONE:
        _note("history.imported", run, run.started_by, now, lines=run.lines_stored)
        _tell(run, now)


def _tell(run: ImportRun, now: datetime) -> None:
    """Whoever began it may have gone on to other things."""
    if run.started_by_id is not None:
        raise_alert(
            Kind.IMPORT_DONE,
            practice_id=run.practice_id,
            subject=run,
            path=reverse("inbox_settings:history"),
            recipients=[run.started_by_id],
            at=now,
        )


def _clean_up(run: ImportRun) -> None:
    ImportLine.objects.filter(run=run).delete()
    transaction.on_commit(lambda: _forget(run))


def _note(name: str, run: ImportRun, actor: User | None, now: datetime, **details: object) -> None:
    record(
        name,
        practice=run.practice_id,
        subject=run,
        actor=actor,
        at=now,
        is_dry_run=run.is_dry_run,
        **details,
    )


def sweep_imports(*, now: datetime) -> None:
    """Those that a worker left behind go on."""
    slices.hand_out(ImportRun.objects.to_go_on(now), task=GO_ON)
