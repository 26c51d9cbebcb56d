"""The whole loop in Spanish: chosen under My account, and then nothing is said in English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

from practice_hub.practices.models import User
from scripts.words import LOCALE
from tests.e2e import ALIAS
from tests.e2e.desk import Desk
from tests.e2e.devices import DESK, STILL, fits
from tests.e2e.rows import conversation_with, undo_is_over
from tests.support.hub import Hub

QUESTION = "@lumenlakeside are dogs welcome on your terrace"
NEWS = "@lumenlakeside is the ferry stop close to you"
LEAK = "Thank you. Glad you love your lips!"
ANSWER = "Thank you for asking, dogs are welcome. Ben"
EXACT = re.compile(r"vence [a-zé]+ \d{1,2} de [a-z]+ de \d{4}, \d\d:\d\d.* \(America/New_York\)$")
# All that the product says on a page, seen or not; what people wrote is none of it.
SAID = """() => {
  const theirs = "script, style, [lang]:not(html), .words, .said, .hit, .hand-note, .start";
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (!walk.currentNode.parentElement.closest(theirs)) found.push(walk.currentNode.data);
  }
  for (const name of ["title", "placeholder", "aria-label", "data-word", "alt"]) {
    for (const each of document.querySelectorAll(`[${name}]`)) found.push(each.getAttribute(name));
  }
  return [...new Set(found.map((text) => text.trim().replace(/\\s+/g, " ")))].filter(Boolean);
}"""
_PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


@cache
def _catalog() -> dict[str, str]:
    """What is said in English, with the Spanish for it."""
    found: dict[str, str] = {}
    for name in ("django", "djangojs"):
        with (LOCALE / "es" / "LC_MESSAGES" / f"{name}.po").open("rb") as file:
            for each in read_po(file):
                one = (each.id, each.string) if isinstance(each.id, str) else None
                pairs = [one] if one else zip(each.id, each.string, strict=True)
                found |= {str(said): str(spanish) for said, spanish in pairs if said}
    return found


def es(english: str, **values: object) -> str:
    return re.sub(r"[%{]\(?(\w+)[)}]s?", lambda at: str(values[at[1]]), _catalog()[english])


@cache
def _english() -> tuple[set[str], re.Pattern[str]]:
    """Whatever Spanish says otherwise: as it stands, and what has places for names and numbers."""
    said = _catalog().keys() - set(_catalog().values())
    placed = [parts for each in said if len(parts := _PLACE.split(each)) > 1]
    # "{from} to {until}" is what people write as well.
    long = [each for each in placed if len(re.findall(r"[A-Za-z]{2,}", " ".join(each))) > 2]
    return said, re.compile("|".join(".+?".join(map(re.escape, parts)) for parts in long))


def _left_in_english(page: Page) -> list[str]:
    said, placed = _english()
    return [text for text in page.evaluate(SAID) if text in said or placed.fullmatch(text)]


@contextmanager
def _speaks_again_as_before(name: str) -> Iterator[None]:
    person = User.objects.using(ALIAS).filter(name=name)
    language = person.get().language
    try:
        yield
    finally:
        person.update(language=language)


def test_the_whole_loop(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    hub.town.act("x_post", person="wen", text=QUESTION)
    row = conversation_with(QUESTION)
    ben = at_desk("Ben Okoro", at=None, **STILL)
    page = ben.page
    with _speaks_again_as_before("Ben Okoro"):
        page.goto("/account/")
        page.get_by_role("radio", name="Español").check()
        page.get_by_role("button", name="Save the language").click()
        expect(page.locator("html")).to_have_attribute("lang", "es")
        assert _left_in_english(page) == []
        _the_list(hub, ben)
        page.goto(f"/inbox/{row.pk}/")
        assert _left_in_english(page) == []
        _answered(ben)
        for path in ("/callbacks/", "/roster/", "/inbox/hand-over/", "/account/undisturbed/"):
            page.goto(path)
            assert _left_in_english(page) == [], path


def _the_list(hub: Hub, ben: Desk) -> None:
    page = ben.page
    page.clock.install()
    page.goto("/inbox/?queue=all")
    left = page.locator("#rows .row > time.left").first
    expect(left).to_have_attribute("title", EXACT)
    page.locator("#rows .row").first.hover()
    hub.town.act("x_post", person="theo", text=NEWS)
    conversation_with(NEWS)
    expect(page.locator("#newbar")).to_have_text("1 nueva")
    page.clock.fast_forward(6000)
    expect(page.locator("#rows .waited").first).to_contain_text("espera")
    assert _left_in_english(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert fits(page)
    page.set_viewport_size(DESK)


def _answered(ben: Desk) -> None:
    page, press = ben.page, ben.page.keyboard.press
    page.get_by_role("button", name=es("Claim and answer")).click()
    expect(page.locator("#head-path")).to_contain_text(es("Claimed by you"))
    field = page.locator("#panel-PUBLIC textarea")
    field.press_sequentially(LEAK)
    expect(page.locator("#check-PUBLIC .findings li").first).to_be_visible()
    assert _left_in_english(page) == []
    field.fill(ANSWER)
    press("Control+Enter")
    status = page.locator(".composer .status")
    expect(status).to_contain_text(re.compile(es("Goes out in {seconds} s", seconds="\\d+")))
    assert _left_in_english(page) == []
    undo_is_over(ANSWER)
    expect(page.locator("#thread").get_by_role("article").filter(has_text=ANSWER)).to_be_visible()
    press("Control+k")
    expect(page.locator("#palette [data-first]")).to_be_visible()
    page.locator("#palette").get_by_role("searchbox").fill("abc")
    assert _left_in_english(page) == []
