"""What a townsperson does on the town's public pages."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page


class Neighbor:
    """One townsperson in one browser."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name
        self._has_chosen = False

    def go(self, path: str) -> None:
        """Open a page of the town as this person."""
        self.page.goto(path)
        if not self._has_chosen:
            # Exact: buttons under a post are named after its words, which may say "you are".
            self.page.get_by_label("You are", exact=True).select_option(label=self.name)
            self.page.get_by_role("button", name="Switch", exact=True).click()
            self._has_chosen = True

    def post_on_x(self, text: str) -> None:
        self.go("/x")
        self.page.get_by_label(f"What is new, {self.name}?", exact=True).fill(text)
        self.page.get_by_role("button", name="Post", exact=True).click()
        self.card(text).first.wait_for()

    def comment_on_facebook(self, post: str, text: str) -> None:
        """Comment on the post of the page that says `post`."""
        self.go("/fb")
        card = self.card(post).first
        card.locator("summary", has_text="Comment").click()
        label = self.page.get_by_label(f"Your comment as {self.name}", exact=True)
        form = card.locator("form").filter(has=label).first
        form.get_by_role("textbox").fill(text)
        form.get_by_role("button", name=re.compile("^Send: ")).click()
        self.card(text).first.wait_for()

    def dm(self, text: str) -> None:
        self._message("Send direct message on X", text)

    def messenger(self, text: str) -> None:
        self._message("Send Messenger message", text)

    def _message(self, button: str, text: str) -> None:
        form = self.page.locator("form").filter(
            has=self.page.get_by_role("button", name=button, exact=True)
        )
        form.get_by_role("textbox").fill(text)
        form.get_by_role("button", name=button, exact=True).click()
        self.card(text).first.wait_for()

    def card(self, text: str) -> Locator:
        """What says `text` in public or among the messages."""
        return self.page.get_by_role("article").filter(has_text=text)
