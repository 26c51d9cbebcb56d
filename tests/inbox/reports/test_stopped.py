"""What the guard refuses is counted once, by rules, without a word of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from inbox import actions
from inbox.reports.filters import preset_filters
from inbox.reports.guard import guard
from practice_hub.audit.models import AuditEvent

if TYPE_CHECKING:
    from tests.inbox.view_desk import ViewDesk
    from tests.people import Person

pytestmark = pytest.mark.django_db


def test_a_refused_answer_is_counted(view_desk: ViewDesk, ana: Person) -> None:
    row = view_desk.post("Nobody calls me back")
    actions.claim(conversation_id=row.pk, actor=ana.user, now=timezone.now())
    leak = "Your filler appointment was on Monday."
    refused = ana.client.post(reverse("inbox:send", args=[row.pk]), view_desk.form(row, leak))
    assert refused.status_code == 422
    event = AuditEvent.objects.get(name="guard.blocked")
    assert (event.subject_id, event.actor_id) == (row.pk, ana.user.pk)
    assert set(event.details) == {"audience", "rules"} and event.details["rules"]
    fine = view_desk.form(row, "Thank you for telling us. We are sorry to hear this.")
    assert ana.client.post(reverse("inbox:send", args=[row.pk]), fine).status_code == 303
    found = guard(preset_filters(row.practice, timezone.now()))
    assert (found.blocked, found.overridden) == (1, 0)
    assert {one.key for one in found.rules} == set(event.details["rules"])
    shown = ana.client.get(reverse("inbox:conversation", args=[row.pk])).content.decode()
    assert "guard.blocked" not in shown
