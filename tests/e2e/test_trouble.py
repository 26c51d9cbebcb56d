"""When the network refuses, or does not say: a person sees it, and what they then do is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inbox.models import Conversation
from tests.e2e.desk import Desk
from tests.e2e.rows import conversation_with, eventually, replies, undo_is_over
from tests.support.hub import Hub

POSTS = {"method": "POST", "path_regex": "^/2/tweets$"}


@pytest.fixture(autouse=True)
def no_faults(hub: Hub) -> Iterator[None]:
    yield
    hub.town.clear_faults()


def _claimed(hub: Hub, ana: Desk, person: str, text: str) -> Conversation:
    hub.town.act("x_post", person=person, text=text)
    row = conversation_with(text)
    ana.page.goto(f"/inbox/{row.pk}/")
    ana.claim()
    return row


def _times_in_town(hub: Hub, text: str) -> int:
    return sum(text in post["text"] for post in hub.town.state()["x_posts"])


def test_a_refused_answer_is_tried_again(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    answer = "Thank you for letting us know. Ana"
    ana = at_desk("Ana Alvarez", at=None)
    row = _claimed(hub, ana, "imani", "@lumenlakeside your clock in the hall stands still")
    hub.town.fault("scope_missing", match=POSTS)
    ana.answer(answer)
    undo_is_over(answer)
    failed = ana.composer.get_by_role("alert").filter(has_text="Not sent.")
    expect(failed).to_contain_text(answer)
    expect(failed).to_contain_text("Sources")  # what to do
    assert _times_in_town(hub, answer) == 0
    ana.press("Try again")
    undo_is_over(answer)
    expect(ana.said(answer)).to_be_visible()
    assert [reply.status for reply in replies(row)] == ["SENT"]
    assert _times_in_town(hub, answer) == 1


def test_an_answer_of_unknown_fate_is_settled_by_a_person(
    hub: Hub, at_desk: Callable[..., Desk]
) -> None:
    answer = "Thank you for asking, everybody is welcome. Ana"
    ana = at_desk("Ana Alvarez", at=None)
    row = _claimed(hub, ana, "greta", "@lumenlakeside is the bench outside yours")
    hub.town.fault("drop", match=POSTS, when="before")
    ana.answer(answer)
    undo_is_over(answer)
    expect(ana.composer).to_contain_text("We are looking for it there")
    # Minutes later it was still not found.
    uncertain = replies(row).filter(status="UNCERTAIN")
    uncertain.filter(settle_looks=0).update(settle_after=timezone.now())
    looked = uncertain.filter(settle_looks__gte=1)
    eventually(lambda: looked.update(settle_after=None), "the first look")
    ana.page.reload()
    expect(ana.composer).to_contain_text("say what you saw")
    expect(ana.talk.get_by_role("button", name="It went out", exact=True)).to_be_visible()
    ana.press("It did not: send again")
    undo_is_over(answer)
    expect(ana.said(answer)).to_be_visible()
    assert [reply.status for reply in replies(row)] == ["SENT"]
    assert _times_in_town(hub, answer) == 1
