"""axe finds nothing to complain about, in light and in dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewContext
from tests.e2e.desk import Desk
from tests.e2e.rows import conversation_with
from tests.support.hub import Hub

QUESTION = "@lumenlakeside awful noise from your building site, is there an end to it"
PAGES = ("/inbox/", "/inbox/?queue=all&q=zzz", "/sources/", "/people/", "/settings/approvals/")


@pytest.fixture(params=["light", "dark"])
def mona(at_desk: Callable[..., Desk], request: pytest.FixtureRequest) -> Iterator[Desk]:
    yield at_desk("Mona Weiss", color_scheme=request.param, reduced_motion="reduce")


def _complaints(page: Page) -> list[str]:
    """Rule, and the first element it is about."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


def test_pages(mona: Desk) -> None:
    found = {}
    for path in PAGES:
        mona.page.goto(path)
        expect(mona.page.get_by_role("main")).to_be_visible()
        found[path] = _complaints(mona.page)
    assert {path: said for path, said in found.items() if said} == {}


def test_a_conversation_with_its_composer(hub: Hub, mona: Desk) -> None:
    hub.town.act("x_post", person="ximena", text=QUESTION)
    row = conversation_with(QUESTION)
    mona.page.goto(f"/inbox/{row.pk}/")
    assert _complaints(mona.page) == []
    if mona.talk.get_by_role("button", name="Claim and answer").is_visible():
        mona.claim()
    expect(mona.public_field).to_be_visible()
    assert _complaints(mona.page) == []
    mona.choose("PRIVATE")
    mona.unfold("Resolve")
    assert _complaints(mona.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_doors(hub: Hub, new_context: NewContext, scheme: str) -> None:
    page = new_context(hub.url, color_scheme=scheme).new_page()
    found = {}
    for path in ("/demo/", "/accounts/login/"):
        answer = page.goto(path)
        assert answer is not None and answer.status == 200
        found[path] = _complaints(page)
    assert {path: said for path, said in found.items() if said} == {}
