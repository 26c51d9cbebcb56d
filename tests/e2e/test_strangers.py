"""Who must not see: another practice sees nothing, an outside agency nothing private."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from inbox.models import Conversation
from tests.e2e import ALIAS
from tests.e2e.desk import Desk
from tests.e2e.rows import conversation_with
from tests.support.hub import Hub

PRIVATELY = "Hello, may I move my Friday visit"


@pytest.fixture
def private_talk(hub: Hub) -> Conversation:
    hub.town.act("fb_message", person="sunny", text=PRIVATELY)
    return conversation_with(PRIVATELY)


def test_another_practice_finds_nothing(
    private_talk: Conversation, at_desk: Callable[..., Desk]
) -> None:
    charlie = at_desk("Charlie Bishop")
    expect(charlie.page.get_by_role("heading", name="Nothing is listened to yet")).to_be_visible()
    public = Conversation.objects.using(ALIAS).exclude(first_answered_at=None).first()
    assert public is not None
    for row in (private_talk, public):
        answer = charlie.page.goto(f"/inbox/{row.pk}/")
        assert answer is not None and answer.status == 404
        expect(charlie.page.get_by_text(row.preview[:30])).to_have_count(0)


def test_an_agency_does_not_find_private_talks(
    private_talk: Conversation, at_desk: Callable[..., Desk]
) -> None:
    search = "/inbox/?queue=all&q=Friday+visit"
    vera, ana = at_desk("Vera Lind", at=None), at_desk("Ana Alvarez", at=search)
    expect(ana.row(PRIVATELY)).to_be_visible()
    vera.page.goto(search)
    expect(vera.page.get_by_role("heading", name="Nothing fits")).to_be_visible()
    answer = vera.page.goto(f"/inbox/{private_talk.pk}/")
    assert answer is not None and answer.status == 404
