"""The person writes again while an answer is being written: nothing goes out, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.rows import conversation_with, heard, replies, undo_is_over
from tests.support.hub import Hub

QUESTION = "@lumenlakeside is the parking behind the house free for patients"
AFTERTHOUGHT = "@lumenlakeside never mind the parking, is the tram stop open again"
ANSWER = "Yes, the first two hours are free. Ana"


def test_the_send_is_refused_and_the_text_kept(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    post = hub.town.act("x_post", person="carl", text=QUESTION)["id"]
    row = conversation_with(QUESTION)
    ana = at_desk("Ana Alvarez", at=None)
    ana.page.goto(f"/inbox/{row.pk}/")
    ana.claim()
    ana.public_field.fill(ANSWER)
    hub.town.act("x_post", person="carl", text=AFTERTHOUGHT, reply_to=post)
    heard(AFTERTHOUGHT)
    expect(ana.said(AFTERTHOUGHT)).to_be_visible()
    expect(ana.composer).to_contain_text("Read it before you send")
    expect(ana.public_field).to_have_value(ANSWER)
    ana.press("Answer in public")
    expect(ana.composer.get_by_role("alert")).to_contain_text(AFTERTHOUGHT)
    expect(ana.public_field).to_have_value(ANSWER)
    assert not replies(row).exists()
    ana.press("Answer in public")
    undo_is_over(ANSWER)
    expect(ana.said(ANSWER)).to_be_visible()
    [reply] = replies(row)
    assert (reply.status, reply.body) == ("SENT", ANSWER)
