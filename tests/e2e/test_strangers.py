"""Who must not see: another practice sees nothing, an outside agency nothing private."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from inbox.models import Conversation
from listening.models import Author, Network
from sandbox.town.people import people_who
from tests.e2e import ALIAS
from tests.e2e.desk import Desk
from tests.e2e.rows import conversation_with
from tests.support.hub import Hub

PRIVATELY = "Hello, may I move my Friday visit"


@pytest.fixture(scope="module")
def private_talk(hub: Hub) -> Conversation:
    hub.town.act("fb_message", person=_quiet_in_public(), text=PRIVATELY)
    talk = conversation_with(PRIVATELY)
    assert ":private:" in talk.key, "joined what was said in public, which an agency may see"
    return talk


def _quiet_in_public() -> str:
    """Somebody whose message opens a talk of its own: the history of the town is another one
    every day, and who has posted lately is answered in that conversation (T4)."""
    heard = Author.objects.using(ALIAS).filter(network=Network.FACEBOOK)
    names = set(heard.values_list("display_name", flat=True))
    return next(person.key for person in people_who(on="fb") if person.name not in names)


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
