"""In the browser: a picture is described before anything is sent; an answer is changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from inbox.models import ReplyAttachment
from tests.e2e import ALIAS
from tests.e2e.axe import complaints
from tests.e2e.desk import Desk
from tests.e2e.rows import conversation_with, replies, told, undo_is_over
from tests.inbox.test_attachments import png
from tests.support.hub import Hub

QUESTION = "Where do you keep the bicycles of your guests"
ANSWER = "Right beside our door, on the left. Ana"
SHOWN = "The rack for bicycles beside our blue door"
BETTER = "Right beside our door, on the right. Ana"


def comment(hub: Hub, text: str) -> str:
    post = hub.town.act("fb_page_post", text=f"News about: {text}")["id"]
    return str(hub.town.act("fb_comment", person="carl", parent_id=post, text=text)["id"])


def test_a_picture_waits_for_its_description(
    hub: Hub, at_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    comment(hub, QUESTION)
    row = conversation_with(QUESTION)
    phone = {"width": 390, "height": 844}
    ana = at_desk("Ana Alvarez", at=None, viewport=phone, reduced_motion="reduce")
    ana.page.goto(f"/inbox/{row.pk}/")
    ana.claim()
    ana.public_field.fill(ANSWER)
    ana.unfold("Add a picture")
    (tmp_path / "rack.png").write_bytes(png())
    ana.composer.get_by_label("Choose a picture").set_input_files(tmp_path / "rack.png")
    field = ana.composer.get_by_label("What picture 1 shows, for who cannot see it")
    expect(field).to_have_value("")  # never the words of the answer
    expect(ana.public_field).to_have_value(ANSWER)
    assert not replies(row).exists()
    assert complaints(ana.page, "#composer") == []
    field.fill(SHOWN)
    ana.press("Send for approval")
    expect(ana.composer.get_by_role("img", name=SHOWN)).to_be_visible()
    assert told(row) == [("PUBLIC", "ANSWER", "API", "AWAITING_APPROVAL")]
    assert ReplyAttachment.objects.using(ALIAS).get(reply__conversation=row).alt_text == SHOWN


def test_an_answer_is_changed_and_leaving_it_leaves_no_words(
    hub: Hub, at_desk: Callable[..., Desk]
) -> None:
    text = f"{QUESTION}, please"
    comment(hub, text)
    row = conversation_with(text)
    ana = at_desk("Ana Alvarez", at=None)
    ana.page.goto(f"/inbox/{row.pk}/")
    ana.claim()
    ana.public_field.fill(ANSWER)
    ana.press("Answer in public")
    undo_is_over(ANSWER)
    expect(ana.said(ANSWER)).to_be_visible()
    ana.press("Edit")
    expect(ana.public_field).to_have_value(ANSWER)
    ana.public_field.fill("Half a change")
    ana.composer.get_by_role("link", name="Leave it as it is").click()
    expect(ana.public_field).to_have_value("")  # else it would go out as a second answer
    ana.press("Edit")
    expect(ana.composer).to_contain_text("You are changing an answer")
    ana.public_field.fill(BETTER)
    ana.press("Change the answer")
    undo_is_over(BETTER)
    expect(ana.said(BETTER)).to_be_visible()
    ana.said(BETTER).locator("summary").filter(has_text="earlier words").click()
    expect(ana.said(BETTER)).to_contain_text("changed by you")
    expect(ana.thread.get_by_role("article")).to_have_count(2)
    assert told(row) == [("PUBLIC", "ANSWER", "API", "SENT"), ("PUBLIC", "EDIT", "API", "SENT")]
    [shown] = [each for each in hub.town.state()["fb_comments"] if each["text"] == BETTER]
    assert shown["earlier_texts"] == [ANSWER]
