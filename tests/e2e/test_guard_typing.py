"""Typing what may not leave: it is underlined, reworded, and sent for approval where it must be."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.e2e.axe import complaints
from tests.e2e.desk import Desk
from tests.e2e.rows import conversation_with
from tests.support.hub import Hub

POST = "@lumenlakeside my cheek has been numb and very swollen since yesterday, is that normal?"
LEAK = "😀 Thank you. Glad you love your lips! "


def _marked(desk: Desk, level: str) -> Locator:
    return desk.composer.locator(f"#panel-PUBLIC .under mark.{level}")


def test_from_a_leak_to_an_approval(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    hub.town.act("x_post", person="ximena", text=POST)
    row = conversation_with(POST)
    ana = at_desk("Ana Alvarez", at=None, reduced_motion="reduce")
    ana.page.goto(f"/inbox/{row.pk}/")
    ana.claim()
    field, check = ana.public_field, ana.composer.locator("#check-PUBLIC")
    field.press_sequentially(LEAK)
    expect(_marked(ana, "blocked").first).to_have_text("your lips")
    expect(check).to_contain_text("may not go out in public")
    assert complaints(ana.page) == []

    # As pressed it is not sent; the text stays, and a safe sentence takes the place of the leak.
    ana.composer.get_by_role(
        "button", name=re.compile("^(Answer in public|Send for|See what can)")
    ).click()
    expect(ana.composer).to_contain_text("Not sent.")
    expect(field).to_have_value(re.compile("Glad you love your lips"))
    check.get_by_role("button", name=re.compile("^Use: ")).first.click()
    expect(field).to_have_value(re.compile("^😀 Thank you. [^G]"))
    expect(_marked(ana, "blocked")).to_have_count(0)
    field.press("ControlOrMeta+z")
    expect(field).to_have_value(re.compile("Glad you love your lips"))

    ana.composer.get_by_role("button", name=re.compile("Thank you for writing. We want")).click()
    expect(check).to_contain_text("Needs approval, because this is about something medical")
    ana.composer.get_by_role("button", name="Send for approval").click()
    expect(ana.composer).to_contain_text("Waiting for approval by Dr.")
    expect(ana.public_field).to_be_empty()
    ana.press("Take it back and edit")
    expect(ana.public_field).to_have_value(re.compile("^Thank you for writing"))
    assert "Glad" not in str(list(row.replies.values_list("body", flat=True)))
