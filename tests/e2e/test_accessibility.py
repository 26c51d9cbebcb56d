"""axe finds nothing to complain about, in light and in dark; other pages: test_manager_pages.py."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.axe import complaints
from tests.e2e.conftest import NewContext
from tests.e2e.desk import Desk
from tests.e2e.rows import conversation_with
from tests.support.hub import Hub

QUESTION = "@lumenlakeside awful noise from your building site, is there an end to it"


def test_a_conversation_with_its_composer(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    hub.town.act("x_post", person="ximena", text=QUESTION)
    row = conversation_with(QUESTION)
    mona = at_desk("Mona Weiss", at=f"/inbox/{row.pk}/", reduced_motion="reduce")
    assert complaints(mona.page) == []
    mona.claim()
    expect(mona.public_field).to_be_visible()
    assert complaints(mona.page) == []
    mona.choose("PRIVATE")
    mona.unfold("Resolve")
    assert complaints(mona.page) == []


def test_the_doors(hub: Hub, new_context: NewContext) -> None:
    page = new_context(hub.url, reduced_motion="reduce").new_page()
    found = {}
    for path in ("/demo/", "/accounts/login/"):
        answer = page.goto(path)
        assert answer is not None and answer.status == 200
        found[path] = complaints(page)
    assert {path: said for path, said in found.items() if said} == {}
