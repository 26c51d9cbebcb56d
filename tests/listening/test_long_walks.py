"""A walk longer than one run: resumed where the network lets us, else finished in one go."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from listening import reading
from listening.clients import connector_for
from listening.connectors.base import FeedKind, FeedSpec
from listening.models import Feed, Mention
from tests.builders import make_practice
from tests.support.sandbox_server import SandboxServer
from tests.town import Town, look, open_town

pytestmark = pytest.mark.django_db
POSTS = 230  # three pages of a hundred


@pytest.fixture
def town(sandbox_server: SandboxServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(reading, "PAGES_A_RUN", 1)
    return open_town(sandbox_server, settings, make_practice())


def test_facebook_finishes_because_it_could_not_go_on_later(town: Town) -> None:
    for number in range(POSTS):
        town.act("fb_visitor_post", person="jo", text=f"Post number {number}")
    feed = Feed.objects.get(account=town.facebook, kind="PAGE_FEED")
    look(feed)
    assert Mention.objects.filter(kind="POST").count() == POSTS
    assert feed.cursor != {}


def test_x_goes_on_from_the_committed_page(town: Town) -> None:
    for number in range(POSTS):
        town.act("x_post", person="jo", text=f"@lumenlakeside post number {number}")
    feed = Feed.objects.get(account=town.x, kind="MENTIONS")
    counts = []
    for _ in range(3):
        look(feed)
        counts.append(Mention.objects.count())
    assert counts == [100, 200, POSTS]


def test_many_comments_are_handed_on_in_parts(town: Town) -> None:
    post = town.act("fb_page_post", text="New opening hours")["id"]
    for number in range(POSTS):
        town.act("fb_comment", person="jo", parent_id=post, text=f"Comment number {number}")
    feed = FeedSpec(FeedKind.COMMENTS)
    pages = list(connector_for(town.facebook).fetch(feed, {}, now=timezone.now()))
    assert sum(len(page.items) for page in pages) == POSTS
    assert max(len(page.items) for page in pages) < 200
    assert [page.next_cursor for page in pages[:-1]] == [{}] * (len(pages) - 1)
    assert pages[-1].is_last and pages[-1].next_cursor
