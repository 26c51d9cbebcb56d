"""Thin: translate, one domain call."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from inbox import approval_sweep, clock_steps, outbox
from inbox.actions import wake_due
from inbox.actions.attachments import sweep_pictures
from inbox.actions.callback_sweep import sweep_callbacks
from inbox.actions.drafts import sweep_drafts
from inbox.actions.medical import sweep_escalations
from inbox.actions.promises import sweep_promises
from inbox.clock_alerts import sweep_clocks
from inbox.exports import runs as exports
from inbox.history.runs import GO_ON, go_on, sweep_imports
from inbox.privacy import erasing, file_runs, retention_runs
from inbox.reports.rollups import rebuild_marked
from inbox.send_time import longest_send_seconds
from inbox.spreading import sweep_spreading
from inbox.sweeping import all_of
from inbox.weekly.booking import SEND, book_due
from inbox.weekly.delivery import deliver as deliver_letter
from inbox.weekly.delivery import sweep_letters
from listening.pictures import sweep_kept


@shared_task(name="inbox.deliver_reply", time_limit=longest_send_seconds())
def deliver_reply(reply_id: int) -> None:
    outbox.deliver(reply_id=reply_id, now=timezone.now())


@shared_task(name="inbox.settle_reply")
def settle_reply(reply_id: int) -> None:
    outbox.settle(reply_id=reply_id, now=timezone.now())


@shared_task(name="inbox.sweep_outbox")
def sweep_outbox() -> None:
    all_of(clock_steps.pull_back, outbox.sweep, now=timezone.now())


@shared_task(name="inbox.sweep_pictures")
def sweep_unsent_pictures() -> None:
    """Pictures and texts that were never sent, and pictures of posts that were kept a day."""
    all_of(sweep_pictures, sweep_drafts, now=timezone.now())
    sweep_kept()


@shared_task(name="inbox.wake_snoozed")
def wake_snoozed() -> None:
    wake_due(now=timezone.now())


@shared_task(name="inbox.sweep_timers")
def sweep_timers() -> None:
    """Emergencies that nobody took; promises, calls and targets that fall due."""
    sweeps = (sweep_escalations, sweep_promises, sweep_callbacks, sweep_clocks)
    all_of(*sweeps, now=timezone.now())


@shared_task(name=GO_ON)
def import_history(run_id: int) -> None:
    """Some slices of an import; it asks for the next ones itself."""
    go_on(run_id=run_id, now=timezone.now())


@shared_task(name="inbox.sweep_imports")
def sweep_all_imports() -> None:
    sweep_imports(now=timezone.now())


@shared_task(name="inbox.count_report_days")
def count_report_days() -> None:
    """Days of the reports in which something changed; without it they are only slower."""
    rebuild_marked(timezone.now())


@shared_task(name="inbox.sweep_approvals")
def sweep_approvals() -> None:
    approval_sweep.sweep(now=timezone.now())


@shared_task(name="inbox.sweep_spreading")
def sweep_snowballs() -> None:
    sweep_spreading(now=timezone.now())


@shared_task(name=exports.GO_ON)
def go_on_with_export(run_id: int) -> None:
    """Some slices of a long file; it asks for the next ones itself."""
    exports.go_on(run_id=run_id, now=timezone.now())


@shared_task(name="inbox.sweep_exports")
def sweep_all_exports() -> None:
    exports.sweep_exports(now=timezone.now())


@shared_task(name=erasing.GO_ON)
def go_on_with_erasure(run_id: int) -> None:
    """Some slices of an erasure; it asks for the next ones itself."""
    erasing.go_on(run_id=run_id, now=timezone.now())


@shared_task(name=file_runs.GO_ON)
def go_on_with_person_file(run_id: int) -> None:
    file_runs.go_on(run_id=run_id, now=timezone.now())


@shared_task(name=retention_runs.GO_ON)
def go_on_with_retention(run_id: int) -> None:
    retention_runs.go_on(run_id=run_id, now=timezone.now())


@shared_task(name="inbox.sweep_people_data")
def sweep_people_data() -> None:
    """Erasures and files of persons that a worker left behind; what is kept too long, at night."""
    sweeps = (erasing.sweep_erasures, file_runs.sweep_files, retention_runs.sweep_retention)
    all_of(*sweeps, now=timezone.now())


@shared_task(name=SEND)
def send_report_letter(letter_id: int) -> None:
    deliver_letter(letter_id=letter_id, now=timezone.now())


@shared_task(name="inbox.sweep_weekly")
def sweep_weekly() -> None:
    """Monday reports that are due, and letters that did not go out yet."""
    all_of(book_due, sweep_letters, now=timezone.now())
