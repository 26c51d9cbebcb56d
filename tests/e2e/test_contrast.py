"""Where the system chooses the colors, or more contrast is wanted: what differed by its color alone
is still told apart, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from playwright.sync_api import Page, expect

from tests.e2e.desk import Desk
from tests.e2e.devices import DESK, PHONE, STILL, fits
from tests.e2e.rows import conversation_with
from tests.support.hub import Hub

COLD = "@lumenlakeside my cheek is still numb four days after my filler, is that normal"
ASKED = "@lumenlakeside where do I park a van"
LEAK = "Thank you. Glad you love your lips!"
# Each is filled with a color that is not that of the page: what is new, done, loud, pressed first.
FILLED: Final = (
    *((".row.unread .who", "::before"), (".path .done", "::before"), (".urgent > b", "")),
    *((".chip.medical", ""), (".composer .btn.public", "")),
)
# Each has an edge that is seen: what is chosen, and where a thing ends.
EDGED: Final = (
    *(".row[aria-current]", "#queues [aria-current]", ".tab:has(:checked)", ".row .avatar"),
    *(".row .chip", ".post", ".composer .btn.quiet"),
)
UNSEEN: Final = """([filled, edged]) => {
  const page = getComputedStyle(document.body).backgroundColor;
  const isSeen = (color) => ![page, "rgba(0, 0, 0, 0)"].includes(color);
  const style = (one, part) => {
    const found = [...document.querySelectorAll(one)].find((each) => each.checkVisibility());
    return found ? getComputedStyle(found, part || null) : null;
  };
  const hasEdge = (of) => ["borderTop", "outline"].some((edge) =>
    parseFloat(of[`${edge}Width`]) && of[`${edge}Style`] !== "none" && isSeen(of[`${edge}Color`]));
  const missed = [
    ...filled.filter(([one, part]) => !isSeen(style(one, part)?.backgroundColor ?? page)),
    ...edged.filter((one) => !style(one) || !hasEdge(style(one))),
  ];
  return missed.map(String);
}"""


def _unseen(page: Page) -> list[str]:
    found: list[str] = page.evaluate(UNSEEN, [FILLED, EDGED])
    return found


def test_nothing_is_told_by_color_alone(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    for person, text in (("ximena", COLD), ("wen", ASKED)):
        hub.town.act("x_post", person=person, text=text)
    row, _ = conversation_with(ASKED), conversation_with(COLD)
    ana = at_desk("Ana Alvarez", at=None, forced_colors="active", **STILL)
    page = ana.page
    page.goto(f"/inbox/{row.pk}/?queue=all")
    ana.claim()
    expect(ana.row(COLD).locator(".medical")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert _unseen(page) == [], scheme
    _the_first_of_all_buttons(page)
    _what_may_not_leave_is_underlined(ana)
    _where_one_is(ana)
    page.set_viewport_size(PHONE)
    assert fits(page)
    page.set_viewport_size(DESK)
    page.emulate_media(forced_colors="none", contrast="more")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert _unseen(page) == [], f"more contrast, {scheme}"


def _the_first_of_all_buttons(page: Page) -> None:
    look = "one => getComputedStyle(document.querySelector(one)).backgroundColor"
    first = page.evaluate(look, ".composer .btn.public")
    assert first != page.evaluate(look, ".composer .btn.quiet")


def _what_may_not_leave_is_underlined(ana: Desk) -> None:
    """Behind the words of the field, whose own marks would hide them."""
    ana.public_field.fill(LEAK)
    mark = ana.composer.locator("#panel-PUBLIC .under mark.blocked").first
    expect(mark).to_have_count(1)
    line, words, page = mark.evaluate(
        """mark => [getComputedStyle(mark).textDecorationColor, getComputedStyle(mark).color,
        getComputedStyle(document.body).backgroundColor]"""
    )
    assert line != page and words == "rgba(0, 0, 0, 0)"
    ana.public_field.fill("")


def _where_one_is(ana: Desk) -> None:
    """The ring of the focus is another one than that of what is chosen."""
    ring = "one => ['Style', 'Width', 'Color'].map(end => getComputedStyle(one)[`outline${end}`])"
    chosen = ana.page.locator("#rows .row[aria-current]").evaluate(ring)
    other = ana.page.locator("#rows .row:not([aria-current])").first
    other.focus()
    assert other.evaluate(ring) != chosen
    assert other.evaluate("one => getComputedStyle(one).outlineStyle") != "none"
