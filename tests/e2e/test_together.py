"""Two colleagues at one conversation: words outlive the network, a reload and a take-over."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from inbox.models import SavedDraft
from tests.e2e import ALIAS
from tests.e2e.desk import Desk
from tests.e2e.rows import conversation_with
from tests.support.hub import Hub

QUESTION = "@lumenlakeside can my sister wait inside while I am there"
TEXT = "Of course, there is a seat for her"


def test_what_is_typed_outlives_the_network_a_reload_and_a_colleague(
    hub: Hub, at_desk: Callable[..., Desk]
) -> None:
    hub.town.act("x_post", person="flo", text=QUESTION)
    row = conversation_with(QUESTION)
    ana, ben = at_desk("Ana Alvarez"), at_desk("Ben Okoro")
    ana.page.goto(f"/inbox/{row.pk}/")
    ana.claim()
    ana.turn_network(is_on=False)
    ana.public_field.fill(TEXT)
    expect(ana.composer).to_contain_text("Kept in this browser")
    ana.turn_network(is_on=True)
    expect(ana.composer.locator(".draft-said")).to_have_text("Saved")
    saved = SavedDraft.objects.using(ALIAS).get(conversation_id=row.pk, text=TEXT)
    assert saved.user_id == row.__class__.objects.using(ALIAS).get(pk=row.pk).claimed_by_id
    ana.page.reload()
    expect(ana.public_field).to_have_value(TEXT)
    ben.page.goto(f"/inbox/{row.pk}/")
    expect(ben.composer).to_contain_text("Ana is")  # looking, or still writing
    expect(ana.composer).to_contain_text("Ben is looking.")
    ben.unfold("Take over")
    ben.page.get_by_label("Why do you take over?").fill("Ana is on the phone")
    ben.press("Take over")
    expect(ben.composer).to_contain_text("Ana had begun:")
    expect(ana.composer).to_contain_text("Ben took this over from you")
    expect(ana.composer).to_contain_text("Ana is on the phone")
    ben.composer.get_by_role("link", name="Use it").click()
    expect(ben.public_field).to_have_value(TEXT)
