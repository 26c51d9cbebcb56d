"""The whole journey on X: heard, claimed, answered, taken private, resolved, thanked, closed."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from inbox.models import Conversation
from tests.e2e import ALIAS
from tests.e2e.desk import Desk
from tests.e2e.neighbor import Neighbor
from tests.e2e.rows import (
    conversation_with,
    eventually,
    heard,
    hurry,
    mention_with,
    replies,
    told,
    undo_is_over,
)
from tests.support.hub import Hub

COMPLAINT = "@lumenlakeside three calls since Monday and nobody rings me about my bill"
HASTY = "We are sorry. Ana"
ANSWER = "We are sorry to hear this and will look into it. Ana"
INVITE = "Hello Kenji, which day was the visit the bill is for? Ana"
DETAIL = "The ninth of the month, in the late afternoon"
OUTCOME = "Bill corrected, new one sent by post"
THANKS = "Thank you for your patience, and for telling us. Ana"


def test_from_post_to_closed_loop(
    hub: Hub, at_desk: Callable[..., Desk], in_town: Callable[[str], Neighbor]
) -> None:
    hub.town.clear_requests()
    ana, ben, kenji = at_desk("Ana Alvarez"), at_desk("Ben Okoro"), in_town("Kenji Aramoto")
    _heard_and_claimed(ana, ben, kenji)
    row = conversation_with(COMPLAINT)
    _answered_once(hub, ana, ben, kenji, row)
    _settled_in_private(ana, at_desk("Vera Lind", at=None), kenji, row)
    _loop_closed(ana, ben, kenji, row)
    assert told(row) == [
        ("PUBLIC", "ANSWER", "API", "WITHDRAWN"),
        ("PUBLIC", "ANSWER", "API", "SENT"),
        ("PRIVATE", "ANSWER", "API", "SENT"),
        ("PUBLIC", "CLOSING", "API", "SENT"),
    ]
    sent = [str(call["body"]) for call in hub.town.requests(path="^/2/tweets$", method="POST")]
    assert [sum(text in body for body in sent) for text in (ANSWER, THANKS)] == [1, 1]
    assert _answers_in_town(hub, row) == [ANSWER, THANKS]


def _heard_and_claimed(ana: Desk, ben: Desk, kenji: Neighbor) -> None:
    kenji.post_on_x(COMPLAINT)
    heard(COMPLAINT)
    expect(ana.row(COMPLAINT)).to_be_visible()
    expect(ben.row(COMPLAINT)).to_be_visible()
    ana.open(COMPLAINT)
    ben.open(COMPLAINT)
    expect(ben.talk.get_by_role("button", name="Claim and answer")).to_be_visible()
    ana.claim()


def _answered_once(hub: Hub, ana: Desk, ben: Desk, kenji: Neighbor, row: Conversation) -> None:
    _ben_cannot_answer(hub, ben, row)
    ana.answer(HASTY)
    ana.press("Undo")
    expect(ana.public_field).to_have_value(HASTY)
    ana.public_field.fill(ANSWER)
    ana.press("Answer in public")
    expect(ben.composer).to_contain_text("Goes out")
    undo_is_over(ANSWER)
    expect(ana.said(ANSWER)).to_be_visible()
    expect(ben.said(ANSWER)).to_be_visible()
    expect(ana.row(COMPLAINT)).to_have_count(0)
    kenji.go(f"/i/status/{row.thread_id}")
    expect(kenji.card(ANSWER)).to_have_count(1)
    expect(kenji.card(HASTY)).to_have_count(0)
    assert _answers_in_town(hub, row) == [ANSWER]
    row.refresh_from_db()
    assert (row.state, row.is_unanswered) == ("ANSWERED_PUBLICLY", False)


def _ben_cannot_answer(hub: Hub, ben: Desk, row: Conversation) -> None:
    """Neither on the page nor past it."""
    expect(ben.composer).to_contain_text("Ana is answering")
    expect(ben.public_field).to_have_count(0)
    expect(ben.private_field).to_have_count(0)
    row.refresh_from_db()
    token = ben.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = ben.page.request.post(
        f"{hub.url}/inbox/{row.pk}/send/",
        headers={"Referer": hub.url, "X-CSRFToken": token},
        form={
            "audience": "PUBLIC",
            "purpose": "ANSWER",
            "body": "I was quicker. Ben",
            "claim_token": str(row.claim_token),
            "seen_seq": str(row.last_seq),
            "form_key": "6f1f3c1e-6c53-4a6e-9a53-0c2b4e0d4b11",
            "target_id": str(mention_with(COMPLAINT).pk),
        },
    )
    assert answer.status == 409
    assert "I was quicker. Ben" in answer.text()
    assert not replies(row).exists()


def _settled_in_private(ana: Desk, vera: Desk, kenji: Neighbor, row: Conversation) -> None:
    ana.write_privately(INVITE)
    undo_is_over(INVITE)
    expect(ana.said(INVITE)).to_be_visible()
    kenji.go("/messages")
    expect(kenji.card(INVITE)).to_have_count(1)
    kenji.dm(DETAIL)
    heard(DETAIL)
    expect(ana.said(DETAIL)).to_be_visible()
    vera.page.goto(f"/inbox/{row.pk}/")
    expect(vera.said(ANSWER)).to_be_visible()
    for secret in (INVITE, DETAIL, "PRIVATE"):
        expect(vera.page.get_by_text(secret, exact=True)).to_have_count(0)
    ana.resolve(OUTCOME)
    vera.page.reload()
    expect(vera.said(ANSWER)).to_be_visible()
    expect(vera.page.get_by_text(OUTCOME)).to_have_count(0)


def _loop_closed(ana: Desk, ben: Desk, kenji: Neighbor, row: Conversation) -> None:
    expect(ana.step("Public thanks")).to_have_attribute("aria-current", "step")
    ana.thank(THANKS)
    undo_is_over(THANKS)
    expect(ana.said(THANKS)).to_be_visible()
    kenji.go(f"/i/status/{row.thread_id}")
    expect(kenji.card(THANKS)).to_have_count(1)
    ana.press("Close")
    expect(ana.composer).to_contain_text("Closed")
    expect(ben.composer).to_contain_text("Closed")
    row.refresh_from_db()
    assert row.state == "CLOSED"
    assert row.outcome == OUTCOME
    assert row.loop_closed_at and row.closed_at and row.loop_closed_at <= row.closed_at


def _answers_in_town(hub: Hub, row: Conversation) -> list[str]:
    """What the practice said in this thread, by the town's own truth, oldest first."""
    posts = hub.town.state()["x_posts"]
    thread = [post for post in posts if post["conversation_id"] == row.thread_id]
    ours = sorted((p for p in thread if p["author"] == "practice"), key=lambda p: int(p["id"]))
    # X itself puts the name of whom one answers before the words.
    return [post["text"].removeprefix("@kenjiaramoto ") for post in ours]


def test_a_new_post_reaches_the_row_once(hub: Hub) -> None:
    """Several feeds bring the same post; it is one conversation."""
    text = "@lumenlakeside is Lumen Aesthetics open on the holiday"
    hub.town.act("x_post", person="pavel", text=text)
    row = conversation_with(text)
    mention = mention_with(text)

    def has_both() -> bool:
        hurry()
        return mention.reasons.count() == 2

    eventually(has_both, "the second reason")
    assert Conversation.objects.using(ALIAS).filter(author=row.author, key=row.key).count() == 1
