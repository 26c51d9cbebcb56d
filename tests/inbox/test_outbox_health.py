"""What is said of answers on their way out; the worst is said first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.models import Reply
from inbox.outbox_health import findings
from practice_hub.health.report import Finding, Scope, State
from tests.inbox.test_snippets_use import reply_row
from tests.inbox.view_desk import ViewDesk
from tests.people import Person

MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
def test_from_all_is_well_to_stuck(view_desk: ViewDesk, ana: Person, charlie: Person) -> None:
    now = view_desk.now

    def said(practice_id: int | None = view_desk.practice.pk) -> Finding:
        [finding] = findings(Scope(now, practice_id=practice_id))
        return finding

    def queued(**changes: object) -> Reply:
        values = {"status": "QUEUED", "sent_at": None, "send_after": now + MINUTE} | changes
        return reply_row(view_desk, ana, "Thank you.", **values)

    assert (said().state, said().sentence) == (State.OK, "None waits to go out.")
    queued()
    assert said().sentence == "1 answer on the way."
    queued(send_after=now - MINUTE, error_kind=Reply.HELD, held_at=now - 9 * MINUTE)
    assert (said().state, said().since) == (State.SLOW, now - 9 * MINUTE)
    assert "when their account is connected" in said().sentence
    queued(send_after=now - 2 * MINUTE)
    assert "a moment ago" in said().sentence
    queued(status="UNCERTAIN", settle_after=None, sending_at=now - 8 * MINUTE)
    assert "a person decides" in said().sentence
    queued(status="SENDING", sending_at=now - 6 * MINUTE)
    queued(send_after=now - 7 * MINUTE)
    assert said().state == State.DOWN
    assert said().sentence == "2 answers should have gone out and did not."
    assert said(practice_id=None).state == State.DOWN
    assert said(practice_id=charlie.practice.pk).sentence == "None waits to go out."
