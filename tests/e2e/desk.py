"""What a member of staff sees and does, by the words on the page."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


class Desk:
    """One person of the practice in one browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # These look at what an act has left behind; going on to the next one has its own test.
        page.add_init_script("localStorage.setItem('hub:go-on', 'off')")

    def sign_in(self, name: str) -> None:
        self.page.goto("/demo/")
        self.page.get_by_role("button", name=f"Sign in as {name}").click()
        self.page.wait_for_url("**/inbox/**")
        self.step_back()

    def step_back(self) -> None:
        """Scroll the list up and take the pointer off it: it does not move under a reader."""
        size = self.page.viewport_size or {"width": 1280, "height": 720}
        self.page.evaluate("document.getElementById('rows')?.scrollTo(0, 0)")
        self.page.mouse.move(size["width"] - 5, 5)

    def turn_network(self, *, is_on: bool) -> None:
        """As the browser tells a page; a real loss would be an error in its console."""
        told = """is => {
          Object.defineProperty(navigator, "onLine", { value: is, configurable: true });
          window.dispatchEvent(new Event(is ? "online" : "offline"));
        }"""
        self.page.evaluate(told, is_on)

    # -- the list ------------------------------------------------------------------------------

    def row(self, text: str) -> Locator:
        return self.page.get_by_role("link").filter(has_text=text)

    def open(self, text: str) -> None:
        """Open the conversation whose row says `text`."""
        self.row(text).click()
        expect(self.said(text)).to_be_visible()
        self.step_back()

    def count_in(self, queue: str) -> int:
        """The number beside a queue."""
        link = self.page.get_by_role("link", name=re.compile(f"^{queue}")).first
        found = re.search(r"\d+", link.inner_text())
        return int(found.group()) if found else 0

    # -- the conversation ----------------------------------------------------------------------

    @property
    def talk(self) -> Locator:
        return self.page.get_by_role("region", name="Conversation", exact=True)

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("region", name="Answer", exact=True)

    @property
    def thread(self) -> Locator:
        return self.page.get_by_label("Everything that was said")

    def said(self, text: str) -> Locator:
        """The post, answer or note that says `text`."""
        return self.thread.get_by_role("article").filter(has_text=text)

    def step(self, label: str) -> Locator:
        """A station of the path under the name."""
        path = self.page.get_by_role("list", name="How far this is")
        return path.get_by_role("listitem").filter(has_text=label)

    def press(self, name: str) -> None:
        """Press a button of the conversation."""
        self.talk.get_by_role("button", name=name, exact=True).click()

    def unfold(self, title: str) -> None:
        """Open a sheet; without JavaScript it is a plain disclosure as well."""
        self.talk.locator("summary").filter(has_text=re.compile(f"^\\s*{title}\\s*$")).click()

    def claim(self) -> None:
        self.talk.get_by_role("button", name=re.compile("^Claim")).click()
        expect(self.step("Claimed by you")).to_be_visible()

    def choose(self, tab: str) -> None:
        """PUBLIC, PRIVATE or Note."""
        self.composer.get_by_role("group", name="Who can read it").get_by_text(
            re.compile(f"^{tab}")
        ).click()

    @property
    def public_field(self) -> Locator:
        return self.composer.get_by_role("textbox", name=re.compile("^PUBLIC"))

    @property
    def private_field(self) -> Locator:
        return self.composer.get_by_role("textbox", name=re.compile("^PRIVATE"))

    @property
    def note_field(self) -> Locator:
        return self.composer.get_by_role("textbox", name=re.compile("^Note"))

    def answer(self, text: str) -> None:
        """Answer in public; it goes out after the time to undo it."""
        self.choose("PUBLIC")
        self.public_field.fill(text)
        self.press("Answer in public")

    def write_privately(self, text: str) -> None:
        self.choose("PRIVATE")
        self.private_field.fill(text)
        self.press("Send privately")

    def note(self, text: str) -> None:
        self.choose("Note")
        self.note_field.fill(text)
        self.press("Save the note")
        expect(self.said(text)).to_be_visible()

    def resolve(self, outcome: str) -> None:
        self.unfold("Resolve")
        self.talk.get_by_label("What was done?").fill(outcome)
        self.press("Resolve")
        expect(self.thread).to_contain_text(outcome)

    def thank(self, text: str) -> None:
        """The public thanks, which close the loop when they are out."""
        self.public_field.fill(text)
        self.press("Thank in public")
