"""A passkey, from the account page to signing in with nothing else, on a phone's own key."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.e2e.conftest import NewContext
from tests.e2e.desk import Desk
from tests.support.hub import Hub

PHONE = {"width": 390, "height": 844}


def _key(page: Page) -> CDPSession:
    """A phone's built-in key that holds passkeys and knows its owner's thumb."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return device


def _press(place: Page | Locator, name: str) -> None:
    place.get_by_role("button", name=name, exact=True).click()


def test_added_signed_in_with_alone_and_removed(hub: Hub, new_context: NewContext) -> None:
    here = f"http://localhost:{urlsplit(hub.url).port}"
    page = new_context(here, viewport=PHONE).new_page()
    _key(page)
    Desk(page).sign_in("Dr. Leo Marchetti")
    page.goto("/account/")
    expect(page.get_by_text("Sign in with your thumb next time.")).to_be_visible()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of this passkey").fill("Leo's phone")
    _press(page, "Add this device")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/account/")
    expect(page.get_by_text("Sign in with your thumb next time.")).to_have_count(0)
    _press(page.locator("main"), "Sign out")

    page.goto("/accounts/login/?next=/account/")
    _press(page, "Sign in with a passkey")
    expect(page).to_have_url(f"{here}/account/")
    expect(page.locator("b", has_text="Leo's phone")).to_be_visible()
    [cookie] = [c for c in page.context.cookies() if c["name"] == "sessionid"]
    now = page.evaluate("Date.now() / 1000")
    assert 89 < (cookie["expires"] - now) / 86_400 <= 90, "this device stays signed in"

    page.get_by_role("link", name="Remove Leo's phone").click()
    _press(page, "Use your passkey")
    _press(page, "Remove the passkey")
    expect(page.get_by_text("You have none yet.")).to_be_visible()
    page.goto("/accounts/logout/")
    _press(page, "Sign out")
    _press(page, "Sign in with a passkey")
    expect(page.get_by_role("alert")).to_contain_text("opens nothing here")
    expect(page).to_have_url(f"{here}/accounts/login/")
