"""Opening what people wrote leaves a trace; refreshing it, and being refused, leaves none."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from practice_hub.audit.models import AuditEvent
from practice_hub.audit.record import build, record_many
from tests.inbox.approve_desk import ask, card_of, worried
from tests.inbox.view_desk import HTMX, ViewDesk
from tests.people import Person


def _looks(who: Person) -> list[tuple[str, int]]:
    """Name and subject of what `who` looked at and took away, oldest first."""
    rows = AuditEvent.objects.filter(actor=who.user, practice=who.practice).order_by("pk")
    return [
        (row.name, row.subject_id) for row in rows if row.name.endswith((".viewed", ".downloaded"))
    ]


def test_a_conversation_is_noted_and_its_private_messages_are_told_apart(
    ana: Person, vera: Person, charlie: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment()
    page = f"/inbox/{row.pk}/"
    ana.client.get(page)
    ana.client.get(page, headers=HTMX)
    ana.client.get(f"{page}?seen=1", headers=HTMX)
    assert _looks(ana) == [("conversation.viewed", row.pk)]
    view_desk.writes_privately(row, "Here I can say it.")
    ana.client.get(page)
    assert _looks(ana)[1:] == [("private_messages.viewed", row.pk)]
    # An outside agency sees the public leg of the very same conversation, and nothing else.
    vera.client.get(page, headers=HTMX)
    assert _looks(vera) == [("conversation.viewed", row.pk)]
    assert charlie.client.get(page).status_code == 404
    assert _looks(charlie) == []


def test_looks_do_not_push_out_what_was_done(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post()
    ana.client.post(f"/inbox/{row.pk}/claim/")
    names = ("conversation.viewed", "private_messages.viewed")
    values: dict[str, Any] = {
        "practice": ana.practice,
        "subject": row,
        "actor": ana.user,
        "at": timezone.now(),
    }
    record_many(build(name, **values) for name in names for _ in range(101))
    assert "You claimed it." in ana.client.get(f"/inbox/{row.pk}/").content.decode()


def test_a_page_that_only_ever_refreshes_itself_is_noted_all_the_same(
    ana: Person, view_desk: ViewDesk
) -> None:
    """Or saying so would be the way to read without a trace."""
    row = view_desk.post()
    for _ in range(2):
        ana.client.get(f"/inbox/{row.pk}/?seen=1", headers={**HTMX, "Sec-Purpose": "prefetch"})
    assert _looks(ana) == [("conversation.viewed", row.pk)]


def test_a_draft_that_waits_is_noted_for_who_reads_it(
    ana: Person, priya: Person, view_desk: ViewDesk
) -> None:
    approval = ask(view_desk, worried(view_desk), ana)
    card_of(priya, approval)
    priya.client.get("/approve/pulse/")
    assert _looks(priya) == [("approval.viewed", approval.pk)]
    assert ana.client.get("/approve/").status_code == 403
    assert _looks(ana) == []


@pytest.mark.parametrize(
    ("url", "name", "details"),
    [
        ("/reports/behind/?set=total", "report_list.viewed", {"set": "total"}),
        ("/reports/voice/", "voice.viewed", {}),
        (
            "/reports/export/?page=who&format=csv",
            "report.downloaded",
            {"page": "who", "format": "CSV"},
        ),
        (
            "/reports/behind/export/?set=total&format=csv",
            "report_list.downloaded",
            {"set": "total", "rows": 0, "format": "CSV"},
        ),
        ("/settings/history/", "history.viewed", {}),
        ("/callbacks/", "calls.viewed", {}),
    ],
)
def test_lists_and_files_are_noted(
    mona: Person, vera: Person, url: str, name: str, details: dict[str, object]
) -> None:
    assert mona.client.get(url).status_code == 200
    mona.client.get(url)
    (row,) = AuditEvent.objects.filter(actor=mona.user)
    assert (row.name, row.subject_type, row.details) == (name, "practice", details)
    assert vera.client.get(url).status_code == 403
    assert _looks(vera) == []
