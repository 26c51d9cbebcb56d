"""The whole journey on Facebook: a comment, a public answer, one private reply, Messenger."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from inbox.models import Conversation
from tests.e2e.desk import Desk
from tests.e2e.neighbor import Neighbor
from tests.e2e.rows import conversation_with, heard, told, undo_is_over
from tests.support.hub import Hub

NEWS = "From next week we open at eight on Thursdays."
COMPLAINT = "Nice, but I waited an hour past my time and nobody said a word, very annoyed"
ANSWER = "We hear you, and that is not good enough. Ana"
INVITE = "Hello Mina, at what time was it, so that we can look? Ana"
DETAIL = "It was Tuesday at half past four"
MORE = "Thank you. We have moved the break of that room. Ana"
OUTCOME = "Break moved, she was told"
THANKS = "Thank you for telling us, it helped. Ana"


def test_from_comment_to_closed_loop(
    hub: Hub, at_desk: Callable[..., Desk], in_town: Callable[[str], Neighbor]
) -> None:
    post = hub.town.act("fb_page_post", text=NEWS)["id"]
    hub.town.clear_requests()
    ana, mina = at_desk("Ana Alvarez"), in_town("Mina Azadpour")
    mina.comment_on_facebook(NEWS, COMPLAINT)
    heard(COMPLAINT)
    expect(ana.row(COMPLAINT)).to_be_visible()
    row = conversation_with(COMPLAINT)
    _answered_in_public(hub, ana, mina, post)
    _settled_on_messenger(ana, mina, row)
    _loop_closed(ana, row)
    assert told(row) == [
        ("PUBLIC", "ANSWER", "API", "SENT"),
        ("PRIVATE", "ANSWER", "API", "SENT"),
        ("PRIVATE", "ANSWER", "API", "SENT"),
        ("PUBLIC", "CLOSING", "API", "SENT"),
    ]
    assert _comments_of_ours(hub, post) == [ANSWER, THANKS]
    sent = hub.town.requests(method="POST", host="graph.facebook.com")
    assert len([call for call in sent if call["status"] == 200]) == 4


def _answered_in_public(hub: Hub, ana: Desk, mina: Neighbor, post: str) -> None:
    ana.open(COMPLAINT)
    ana.claim()
    ana.answer(ANSWER)  # the seconds to undo it pass as they do for everybody
    expect(ana.said(ANSWER)).to_be_visible()
    mina.go("/fb")
    expect(mina.card(ANSWER).first).to_be_visible()
    assert _comments_of_ours(hub, post) == [ANSWER]


def _settled_on_messenger(ana: Desk, mina: Neighbor, row: Conversation) -> None:
    ana.choose("PRIVATE")
    expect(ana.composer).to_contain_text("one private message for this post")
    ana.write_privately(INVITE)
    undo_is_over(INVITE)
    expect(ana.said(INVITE)).to_be_visible()
    # One may go out before the person answers: there is no field for a second.
    expect(ana.composer).to_contain_text("has not answered your private message yet")
    expect(ana.private_field).to_have_count(0)
    mina.go("/messages")
    expect(mina.card(INVITE)).to_have_count(1)
    mina.messenger(DETAIL)
    heard(DETAIL)
    expect(ana.said(DETAIL)).to_be_visible()
    expect(ana.private_field).to_be_visible()
    ana.write_privately(MORE)
    undo_is_over(MORE)
    expect(ana.said(MORE)).to_be_visible()
    expect(mina.card(MORE)).to_have_count(1)
    row.refresh_from_db()
    assert (row.state, row.is_waiting_private) == ("IN_PRIVATE", False)
    assert row.legs.count() == 2


def _loop_closed(ana: Desk, row: Conversation) -> None:
    ana.resolve(OUTCOME)
    ana.thank(THANKS)
    undo_is_over(THANKS)
    expect(ana.said(THANKS)).to_be_visible()
    ana.press("Close")
    expect(ana.composer).to_contain_text("Closed")
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("CLOSED", OUTCOME)


def _comments_of_ours(hub: Hub, post: str) -> list[str]:
    """What the practice wrote below the post, by the town's own truth, oldest first."""
    comments = hub.town.act("fb_comments", post_id=post)
    return [c["text"] for c in comments if c["author"] == "practice"]
