"""What calls somebody who looks elsewhere: a sound, the computer's own notifications by kind, and
"do not disturb", through which only an emergency comes (L2, A10)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.devices import PHONE
from tests.e2e.rows import conversation_with, heard
from tests.support.hub import Hub
from tests.support.patience import PATIENCE_SECONDS

QUESTION = "@lumenlakeside is there a bench where my father can wait"
NEWS = "@lumenlakeside do you validate parking tickets"
QUIET_NEWS = "@lumenlakeside which bus stops nearest to you"
EMERGENCY = (
    "@lumenlakeside since my filler my lip is white and cold and I cannot see with my left eye"
)
NAMED = "A colleague mentioned you in a note"
DOCTOR = "A possible emergency needs a doctor now"
CALLED = re.compile(r"^\(\d+\) ")
QUIET = re.compile(r"^[^(]")
# What the browser would play and show, which it really does: a sound that the page may not play,
# or a notification that is not allowed, is none of these.
WATCHED = """
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = async function () {
    await play.call(this);
    saw({ sound: this.src });
  };
  window.Notification = class extends Notification {
    constructor(title, about) {
      super(title, about);
      saw(about);
      window.lastNote = this;
    }
  };
  document.hasFocus = () => false;
"""


class Elsewhere:
    """Two open pages of one person, who looks at neither."""

    def __init__(self, desk: Desk) -> None:
        self.settings = desk.page
        self.settings.context.grant_permissions(["notifications"])
        self.other = self.settings.context.new_page()
        self.other.set_viewport_size(PHONE)
        self.pages = (self.settings, self.other)
        self.seen: list[dict[str, Any]] = []
        for page in self.pages:
            page.expose_function("saw", lambda what: self.seen.append(what))
            page.add_init_script(WATCHED)
        self.other.goto("/snippets/")

    def sounds(self) -> int:
        return sum("sound" in each for each in self.seen)

    def shown(self) -> list[str]:
        return [each["body"] for each in self.seen if "body" in each]

    def waits(self, is_there: Callable[[], bool]) -> None:
        for _ in range(int(PATIENCE_SECONDS) * 10):
            if is_there():
                return
            self.other.wait_for_timeout(100)
        raise AssertionError(self.seen)

    def choose(self, group: str, *, is_on: bool) -> None:
        """Notifications of the computer for one group of kinds, in the settings."""
        self.settings.goto("/account/notifications/")
        self.settings.get_by_label("Show me notifications on the desktop").check()
        box = self.settings.get_by_role("checkbox", name=f"Desktop: {group}")
        box.set_checked(is_on)
        self.settings.get_by_role("button", name="Save").click()
        expect(self.settings.locator("#messages")).to_contain_text("Saved")


def test_each_is_called_as_chosen_and_only_an_emergency_comes_through(
    hub: Hub, at_desk: Callable[..., Desk]
) -> None:
    hub.town.act("x_post", person="flo", text=QUESTION)
    row = conversation_with(QUESTION)
    ana = at_desk("Ana Alvarez", at=None)
    ana.page.goto(f"/inbox/{row.pk}/")
    mona = Elsewhere(at_desk("Mona Weiss", at=None))
    mona.choose("For you", is_on=True)
    _a_sound_rings_once(hub, mona)
    ana.note("Please decide, @Mona")
    mona.waits(lambda: NAMED in mona.shown())
    mona.choose("For you", is_on=False)
    ana.note("And this, @Mona")
    mona.choose("For you", is_on=True)
    ana.note("And that, @Mona")
    mona.waits(lambda: mona.shown().count(NAMED) > 1)
    # What was written meanwhile would have come with the last one: it stands in her list alone.
    assert mona.shown().count(NAMED) == 2
    assert "decide" not in str(mona.seen)
    _only_an_emergency_disturbs(hub, ana, mona)
    _it_leads_there(mona)


def _a_sound_rings_once(hub: Hub, mona: Elsewhere) -> None:
    mona.settings.get_by_role("button", name="Turn the sound on").click()
    mona.waits(lambda: mona.sounds() == 1)  # to try it
    mona.other.mouse.click(2, 2)  # browsers play nothing for pages that nobody has touched
    hub.town.act("x_post", person="theo", text=NEWS)
    heard(NEWS)
    mona.waits(lambda: mona.sounds() > 1)
    for page in mona.pages:
        expect(page).to_have_title(CALLED)
    assert mona.sounds() == 2, "once, however many pages are open"


def _only_an_emergency_disturbs(hub: Hub, ana: Desk, mona: Elsewhere) -> None:
    mona.settings.goto("/account/undisturbed/")
    mona.settings.get_by_role("button", name="For 30 minutes").click()
    expect(mona.settings.get_by_text("You are not disturbed until")).to_be_visible()
    mona.other.reload()
    for page in mona.pages:
        page.mouse.click(2, 2)
    mona.seen.clear()
    ana.note("No hurry, @Mona")
    hub.town.act("x_post", person="tilda", text=QUIET_NEWS)
    heard(QUIET_NEWS)
    hub.town.act("x_post", person="nora", text=EMERGENCY)
    heard(EMERGENCY)
    mona.waits(lambda: bool(mona.shown()) and mona.sounds() > 0)
    for page in mona.pages:
        expect(page).to_have_title(QUIET)
    told = f"{DOCTOR}. It comes although you asked not to be disturbed."
    assert (mona.shown(), mona.sounds()) == ([told], 1)


def _it_leads_there(mona: Elsewhere) -> None:
    """What is clicked opens what it is about."""
    page = next(page for page in mona.pages if page.evaluate("'lastNote' in window"))
    page.evaluate("lastNote.dispatchEvent(new Event('click'))")
    page.wait_for_url("**/inbox/*/")
    expect(page.get_by_label("Everything that was said")).to_contain_text(EMERGENCY)
    mona.other.goto("/account/undisturbed/")
    mona.other.get_by_role("button", name="End it now").click()
    expect(mona.other.get_by_text("You are not disturbed until")).to_have_count(0)
