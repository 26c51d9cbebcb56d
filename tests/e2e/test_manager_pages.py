"""What a manager does with reports: behind a number, and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.desk import Desk
from tests.support.hub import Hub

FOUR_WEEKS = "?period=last-4-weeks"


def _open(page: Page, path: str) -> None:
    answer = page.goto(path)
    assert answer is not None and answer.status == 200, path


def test_a_number_leads_to_what_is_behind_it(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    """From the report to the conversations, to one of them, and back to the same filters."""
    mona = at_desk("Mona Weiss", at=None).page
    documents: list[str] = []
    mona.on("request", lambda asked: documents.append(asked.resource_type))
    _open(mona, f"/reports/{FOUR_WEEKS}")
    # The pictures come after the numbers, into the page: it is not asked for again.
    expect(mona.locator("figure.chart svg").first).to_be_visible()
    assert documents.count("document") == 1
    mona.locator("main a[href*='set=never_answered']").first.click()
    expect(mona).to_have_url(re.compile(r"/reports/behind/.*never_answered"))
    expect(mona).to_have_url(re.compile(FOUR_WEEKS[1:]))
    mona.locator("main a[href^='/inbox/']").first.click()
    expect(mona.get_by_label("Everything that was said")).to_be_visible()
    mona.go_back()
    expect(mona).to_have_url(re.compile(FOUR_WEEKS[1:]))


def test_on_paper_only_the_report_is_left(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    mona = at_desk("Mona Weiss", at=None).page
    _open(mona, f"/reports/{FOUR_WEEKS}")
    mona.emulate_media(media="print")
    expect(mona.get_by_role("navigation", name="Practice Hub")).to_be_hidden()
    expect(mona.get_by_role("heading", level=1)).to_be_visible()
    assert mona.pdf()[:4] == b"%PDF"
