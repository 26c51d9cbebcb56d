"""What was kept long enough goes at night; open work and every figure of the reports stay."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from inbox import actions
from inbox.actions.callback_calls import cancel_callback
from inbox.models import Callback, Note, RetentionPolicy, RetentionRun
from inbox.privacy import retention_runs
from inbox.privacy.retention import before, rules_of, set_rules
from inbox.privacy.retention_kinds import AGED, KINDS
from listening.models import Mention, Share
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Practice
from tests.inbox.privacy.desk import CANARY, NOTED, known_person
from tests.inbox.test_forgetting import figures, tables_with

if TYPE_CHECKING:
    from tests.inbox.view_desk import ViewDesk
    from tests.people import Person

pytestmark = pytest.mark.django_db
KEEPING, SAVE = "/settings/data/keeping/", "/settings/data/keeping/save/"
LATER = timedelta(days=100)  # older than three months, younger than six
RULES = dict.fromkeys(KINDS, "3")


def night(practice: Practice, now: Any) -> RetentionRun:
    """As beat and the worker do it, a slice at a time."""
    local = timezone.localtime(now, practice.zone).replace(hour=3)
    for _ in range(40):
        retention_runs.sweep_retention(now=local)
        for run in RetentionRun.objects.open():
            retention_runs.go_on(run_id=run.pk, now=local, for_seconds=0)
    return RetentionRun.objects.get(local_day=local.date(), practice=practice)


def test_rules_are_looked_at_before_they_are_saved(
    view_desk: ViewDesk, practice: Practice, ana: Person, mona: Person, charlie: Person
) -> None:
    row = view_desk.post(f"{CANARY} and more", posted_at=view_desk.now - LATER)
    Mention.objects.update(first_seen_at=view_desk.now - LATER)
    shown = mona.client.get(KEEPING).content.decode()
    assert shown.count(">Keep</option>") == len(KINDS) and "What goes tonight" not in shown
    preview = mona.client.post(KEEPING, {"public": "3"}).content.decode()
    cells = preview.split("Public posts and comments</td>")[1].split("</tr>")[0]
    assert '<td class="num">0</td>' in cells and '<td class="num">1</td>' in cells  # still open
    actions.mark_no_reply_needed(
        conversation_id=row.pk, actor=ana.user, now=timezone.now(), reason="said"
    )
    cells = mona.client.post(KEEPING, {"public": "3"}).content.decode().split("comments</td>")[1]
    assert cells.strip().startswith('<td class="num">1</td>')
    blind = mona.client.post(SAVE, {"public": "3", "seen": "public-6"})
    assert blind.status_code == 409 and not RetentionPolicy.objects.exists()
    assert mona.client.post(SAVE, {"public": "4", "seen": ""}).status_code == 422
    assert mona.client.post(SAVE, {"public": "3", "seen": "public-3"}).status_code == 302
    assert rules_of(practice.pk) == {"public": 3} and tables_with(CANARY)[0]
    charlie.client.post(SAVE, {"public": "6", "seen": "public-6"})
    assert rules_of(practice.pk) == {"public": 3}
    assert ana.client.get(KEEPING).status_code == ana.client.post(SAVE, {}).status_code == 403
    retention_runs.sweep_retention(
        now=timezone.localtime(view_desk.now, practice.zone).replace(hour=14)
    )
    assert not RetentionRun.objects.exists()  # by day nothing begins
    night(practice, view_desk.now)
    assert not tables_with(CANARY)[0]
    assert AuditEvent.objects.get(name="retention.done", practice=practice).details["counts"] == {
        "public": 1
    }


def test_no_figure_changes_and_open_work_stays(
    view_desk: ViewDesk, practice: Practice, ana: Person, mona: Person
) -> None:
    Practice.objects.update(created_at=timezone.now() - timedelta(days=60))
    done = known_person(view_desk, ana, mona)
    for call in Callback.objects.planned():
        cancel_callback(callback_id=call.pk, actor=ana.user, now=timezone.now(), reason="no")
    for reply in done.replies.filter(status="AWAITING_APPROVAL"):
        actions.undo_reply(reply_id=reply.pk, actor=ana.user, now=timezone.now())
    wish: dict[str, Any] = {"conversation_id": done.pk, "actor": ana.user, "now": timezone.now()}
    actions.resolve(**wish, outcome=f"All well {NOTED}")
    actions.skip_loop(**wish, reason="asked to")
    open_row = view_desk.comment("Still waiting here")
    actions.add_note(
        conversation_id=open_row.pk, actor=ana.user, now=timezone.now(), body="keep this"
    )
    before_it = figures(mona)
    set_rules(
        practice=practice, months=dict.fromkeys(KINDS, 3), actor=mona.user, now=timezone.now()
    )
    later = view_desk.now + LATER
    Share.objects.update(author=None)  # as after three days
    assert before(3, later) > view_desk.now > before(6, later)
    retention_runs.start_run(practice=practice, now=later)
    RetentionRun.objects.update(counts={"notes": 2}, total=8)
    shown = mona.client.get(KEEPING, headers={"HX-Request": "true"}).content.decode()
    assert "2 of 8 gone" in shown and 'value="25"' in shown and "every 3s" in shown
    RetentionRun.objects.update(counts={})
    run = night(practice, later)
    shown = mona.client.get(KEEPING).content.decode()
    assert "Notes of colleagues: 3" in shown and "Under way" not in shown
    assert run.finished_at and run.counts["public"] >= 2 and run.counts["notes"] == 3
    left = tables_with(CANARY, NOTED)
    assert left == [set(), set()], left
    assert set(Note.objects.values_list("body", flat=True)) == {AGED, "keep this"}
    open_row.refresh_from_db()
    assert open_row.preview == "Still waiting here" and open_row.person
    assert figures(mona) == before_it
    assert "Kept long enough" in mona.client.get(f"/inbox/{done.pk}/").content.decode()
    count = AuditEvent.objects.filter(name="retention.done").count()
    night(practice, later)
    assert AuditEvent.objects.filter(name="retention.done").count() == count == 1
