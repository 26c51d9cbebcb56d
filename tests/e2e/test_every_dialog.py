"""Every dialog, sheet and list that opens: axe finds nothing, in light and in dark, and on a phone
it stands inside the window."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.axe import complaints
from tests.e2e.desk import Desk
from tests.e2e.devices import DESK, PHONE, STILL
from tests.e2e.rows import conversation_with
from tests.support.hub import Hub

QUESTION = "@lumenlakeside awful noise from your building site, is there an end to it"
INSIDE = """box => { const { left, right, bottom, top } = box.getBoundingClientRect();
    return left >= 0 && right <= innerWidth && (bottom <= innerHeight + 1 || top >= 0); }"""
# What opens it, where it then is.
IN_THE_LIST = (("#filter-menu > summary", "#filter-menu"), ("#save-view > summary", "#save-view"))
ON_THE_HEAD = tuple((f"#sheet-{name} > summary", f"#sheet-{name}") for name in ("snooze", "more"))
IN_THE_COMPOSER = (
    ("#later-PUBLIC > summary", "#later-PUBLIC"),
    ("#starts-PUBLIC > summary", "#starts-PUBLIC"),
    ("#panel-PUBLIC button.emoji", "body > .slash"),
)
POPOVERS = (("[popovertarget=hand-off]", "#hand-off"), ("[popovertarget=plan-call]", "#plan-call"))


class Walk:
    """Opens one after the other, and keeps what is wrong with each."""

    def __init__(self, page: Page) -> None:
        self.page, self.found = page, dict[str, list[str]]()

    def looked_at(self, box: str) -> None:
        shown = self.page.locator(box)
        expect(shown).to_be_visible()
        expect(self.page.locator(f"{box} .htmx-request")).to_have_count(0)
        self.found[box] = complaints(self.page, box)
        if box.startswith("body"):
            return  # it was put where its button is, and goes when the window changes
        self.page.set_viewport_size(PHONE)
        sheet = shown.locator("> .sheet")
        if not (sheet if sheet.count() else shown).evaluate(INSIDE):
            self.found[box].append("outside of a phone's window")
        self.page.set_viewport_size(DESK)

    def opened(self, pairs: tuple[tuple[str, str], ...]) -> None:
        for opener, box in pairs:
            self.page.locator(opener).first.click()
            self.looked_at(box)
            self.page.keyboard.press("Escape")


def test_whatever_opens(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    hub.town.act("x_post", person="ximena", text=QUESTION)
    row = conversation_with(QUESTION)
    mona = at_desk("Mona Weiss", at=f"/inbox/{row.pk}/?queue=all", has_touch=True, **STILL)
    walk = Walk(mona.page)
    walk.opened(IN_THE_LIST)
    _the_sheet_of_keys_and_the_palette(walk)
    _the_bar_of_several(walk, row.pk)
    mona.claim()
    walk.looked_at("#talk")
    walk.opened((*ON_THE_HEAD, *IN_THE_COMPOSER))
    mona.public_field.fill("We are sorry to hear this and will look into it. Mona")
    mona.press("Preview")
    walk.looked_at("#preview-PUBLIC")
    mona.choose("PRIVATE")
    walk.opened((("#later-PRIVATE > summary", "#later-PRIVATE"), *POPOVERS))
    mona.unfold("Resolve")
    walk.looked_at("#sheet-resolve")
    assert {box: said for box, said in walk.found.items() if said} == {}
    _taken_over(at_desk, row.pk)


def _the_sheet_of_keys_and_the_palette(walk: Walk) -> None:
    walk.page.keyboard.press("?")
    walk.looked_at("#keys")
    walk.page.keyboard.press("Escape")
    walk.page.keyboard.press("Control+k")
    walk.page.keyboard.type("noise")
    expect(walk.page.locator("#palette-found a").first).to_be_visible()
    walk.looked_at("#palette")
    walk.page.locator("#palette-ask").fill("")  # else Esc empties it first
    walk.page.keyboard.press("Escape")


def _the_bar_of_several(walk: Walk, pk: int) -> None:
    walk.page.locator(f"#pick-{pk}").check()
    walk.looked_at("#bulk")
    for name in ("assign", "snooze", "no-reply"):
        walk.opened(((f"#bulk-{name} > summary", f"#bulk-{name}"),))
    walk.page.locator(f"#pick-{pk}").uncheck()


def _taken_over(at_desk: Callable[..., Desk], pk: int) -> None:
    ben = at_desk("Ben Okoro", at=f"/inbox/{pk}/?queue=all", **STILL)
    ben.unfold("Take over")
    assert complaints(ben.page, "#composer") == []
