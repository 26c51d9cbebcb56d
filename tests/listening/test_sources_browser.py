"""The sources page in a real browser: alive, and never in the way of who is typing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from listening.connectors.base import FeedKind
from listening.models import Feed, NetworkAccount, WatchTerm
from tests.e2e.axe import complaints
from tests.e2e.devices import STILL
from tests.listening.builders import account, feed
from tests.people import Person
from tests.support.chromium import open_chromium
from tests.support.patience import PATIENCE_MS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with open_chromium() as browser:
        yield browser


@pytest.fixture
def source(mona: Person) -> NetworkAccount:
    made = account(mona.practice, handle="lumenlakeside", status="CONNECTED")
    now = timezone.now()
    feed(
        made,
        FeedKind.MENTIONS,
        lease_expires_at=None,
        last_success_at=now,
        next_run_at=now + timedelta(minutes=2),
        created_at=now,
    )
    return made


def signed_in(chromium: Browser, server: Any, person: Person, **options: Any) -> Page:
    context = chromium.new_context(base_url=server.url, **options)
    value = person.client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": server.url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto("/sources/")
    return page


def test_it_follows_what_happens_and_disturbs_nobody(
    chromium: Browser, live_server: Any, mona: Person, source: NetworkAccount
) -> None:
    page = signed_in(chromium, live_server, mona)
    card = page.locator(f"#account-{source.pk}")
    expect(card.get_by_text("Listening", exact=True)).to_be_visible()
    page.get_by_label("Word or phrase").fill("half a thou")
    Feed.objects.update(failures=1, last_error_kind="PERMISSION", last_error_at=timezone.now())
    expect(card.get_by_text("Not working")).to_be_visible()
    expect(page.get_by_label("Word or phrase")).to_have_value("half a thou")
    expect(page.get_by_label("Word or phrase")).to_be_focused()
    card.get_by_text("Disconnect", exact=False).first.click()
    confirm = card.get_by_role("button", name="Disconnect @lumenlakeside")
    expect(confirm).to_be_visible()
    Feed.objects.update(failures=0, last_error_kind="")
    page.evaluate("htmx.trigger(document.body, 'sources')")
    page.wait_for_timeout(1500)
    expect(confirm).to_be_visible()  # an open menu stays as it is
    page.keyboard.press("Escape")
    page.get_by_label("Word or phrase").focus()
    expect(card.get_by_text("Listening", exact=True)).to_be_visible()
    page.context.close()


def test_it_is_accessible_and_fits(
    chromium: Browser, live_server: Any, mona: Person, source: NetworkAccount
) -> None:
    long = "a" * 60 + " OR " + "b" * 200
    WatchTerm.objects.create(practice=mona.practice, query=long)
    Feed.objects.update(failures=1, last_error_kind="TRANSIENT", last_error_at=timezone.now())
    page = signed_in(chromium, live_server, mona, **STILL)
    for address in ("/sources/", "/sources/connect/x/"):
        page.goto(address)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert complaints(page) == [], (address, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_every_button_works_without_scripts(
    chromium: Browser, live_server: Any, mona: Person, source: NetworkAccount
) -> None:
    page = signed_in(chromium, live_server, mona, java_script_enabled=False)
    page.get_by_role("button", name="Pause @lumenlakeside").click()
    expect(page.get_by_text("is paused: nothing is heard")).to_be_visible()
    page.get_by_role("button", name="Resume @lumenlakeside").click()
    page.get_by_label("Word or phrase").fill("lumen")
    page.get_by_role("button", name="Watch for this").click()
    expect(page.get_by_text("“lumen” is watched for from now on.")).to_be_visible()
    page.locator("summary", has_text="Disconnect").click()
    page.get_by_role("button", name="Disconnect @lumenlakeside").click()
    expect(page.get_by_text("its credentials are wiped")).to_be_visible()
    source.refresh_from_db()
    assert source.status == "DISCONNECTED"
    page.context.close()
