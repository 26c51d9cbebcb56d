"""Which answers need approval: the practice's own lines over a floor that nobody can lower."""

from __future__ import annotations

from typing import Any

import pytest

from inbox.approval_policy import rules_of, times_of
from inbox.domain.approvals import FIXED, Kind
from inbox.models import ApprovalRule, ApprovalTimes, Reply
from practice_hub.audit.models import AuditEvent
from tests.inbox.view_desk import ViewDesk
from tests.people import Person

URL = "/settings/approvals/"
TIMES = {"target_minutes": 15, "expires_hours": 24}
COMPLAINTS = {
    "COMPLAINT-audiences": ["PUBLIC"],
    "COMPLAINT-authors": ["AGENT", "VENDOR"],
    "COMPLAINT-approvers": ["MANAGER"],
}
# What a browser sends of the fixed lines: ticks that cannot be taken away are not sent.
FLOOR = {
    "DOUBT-approvers": ["PRACTITIONER", "MANAGER", "OWNER"],
    "ATTACHMENT-approvers": ["PRACTITIONER", "MANAGER", "OWNER"],
}


def save(who: Person, **changes: Any) -> Any:
    return who.client.post(URL, {**TIMES, **FLOOR, **changes})


def test_only_managers_and_owners(
    ana: Person, vera: Person, priya: Person, mona: Person, charlie: Person
) -> None:
    for who in (ana, vera, priya):
        assert who.client.get(URL).status_code == 403
        assert save(who, **COMPLAINTS).status_code == 403
    assert mona.client.get(URL).status_code == 200
    assert save(charlie, **COMPLAINTS).status_code == 302  # changes their own practice
    assert not ApprovalRule.objects.filter(practice=mona.practice).exists()
    assert ApprovalRule.objects.get().practice == charlie.practice


def test_a_line_of_ones_own_holds_for_the_next_answer(
    view_desk: ViewDesk, ana: Person, mona: Person
) -> None:
    row = view_desk.post("Nobody rings me back, third time now. Very annoyed")
    assert save(mona, **COMPLAINTS).status_code == 302
    reply = view_desk.queue(row, ana, "We are sorry and will look into it today. Ana")
    assert reply.status == Reply.Status.AWAITING_APPROVAL
    assert reply.approvals.get().approver_roles == ["MANAGER"]
    event = AuditEvent.objects.get(name="approval_policy.changed")
    assert event.actor == mona.user
    assert event.details["rules"] == {
        "COMPLAINT": [
            None,
            {"audiences": ["PUBLIC"], "authors": ["AGENT", "VENDOR"], "approvers": ["MANAGER"]},
        ]
    }
    assert save(mona).status_code == 302  # everything unticked: off again
    assert not ApprovalRule.objects.exists()
    save(mona)
    assert AuditEvent.objects.filter(name="approval_policy.changed").count() == 2


@pytest.mark.parametrize("kind", list(FIXED))
def test_the_floor_is_widened_never_lowered(mona: Person, kind: Kind) -> None:
    """Unticked, given to others, or forged: what is fixed stays at least what it is."""
    save(mona, **{f"{kind.value}-authors": ["OWNER"], f"{kind.value}-audiences": ["PRIVATE"]})
    forged = {f"{kind.value}-approvers": ["AGENT", "OWNER", "VENDOR"]}
    save(mona, **forged)
    rules = {rule.kind: rule for rule in rules_of(mona.practice.pk)}
    floor, rule = FIXED[kind], rules[kind]
    assert rule.audiences >= floor.audiences and rule.authors >= floor.authors
    assert rule.approvers and rule.approvers <= floor.approvers


def test_half_a_line_is_refused_with_the_ticks_kept(mona: Person) -> None:
    half = {"PRAISE-audiences": ["PUBLIC"], "PRAISE-approvers": ["OWNER"]}
    page = save(mona, **half)
    assert page.status_code == 422
    assert "Praise: tick which answers and whose" in page.content.decode()
    ticked = 'name="PRAISE-approvers" value="OWNER" checked'
    assert ticked in page.content.decode()
    none = save(mona, **{"DOUBT-approvers": []})
    assert "tick who may approve" in none.content.decode()
    assert not ApprovalRule.objects.exists()


def test_times(mona: Person) -> None:
    page = save(mona, target_minutes=0, expires_hours=400)
    assert page.status_code == 422
    assert save(mona, target_minutes=90, expires_hours=1).status_code == 422
    assert not ApprovalTimes.objects.exists()
    save(mona, target_minutes=10, expires_hours=8)
    times = times_of(mona.practice.pk)
    assert (times.target.total_seconds(), times.expiry.total_seconds()) == (600, 8 * 3600)
    details = AuditEvent.objects.get(name="approval_policy.changed").details
    assert details == {"target_minutes": 10, "expires_hours": 8}


def test_an_approver_nobody_has_is_said(mona: Person, priya: Person) -> None:
    assert "Nobody here could approve this" not in mona.client.get(URL).content.decode()
    priya.membership.delete()
    assert "Nobody here could approve this" in mona.client.get(URL).content.decode()
