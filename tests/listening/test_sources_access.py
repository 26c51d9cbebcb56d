"""Who sees the page of sources, and who may change what is on it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from listening.connectors.base import FeedKind
from listening.models import Feed, FeedGap, NetworkAccount, WatchTerm
from tests.listening.builders import account, feed
from tests.listening.source_pages import PAGE, account_with_feeds, text_of
from tests.people import Person

pytestmark = pytest.mark.django_db


def urls(made: NetworkAccount) -> list[str]:
    """Everything that names an object of the practice, and needs a POST."""
    one = made.feeds.get(kind="MENTIONS")
    gap = FeedGap.objects.create(feed=one, reason="Seven days.", until=timezone.now())
    term = WatchTerm.objects.get(practice=made.practice)
    return [
        reverse("listening:reconnect", args=[made.pk]),
        reverse("listening:pause", args=[made.pk]),
        reverse("listening:resume", args=[made.pk]),
        reverse("listening:disconnect", args=[made.pk]),
        reverse("listening:choose_location", args=[made.pk]),
        reverse("listening:look", args=[made.pk]),
        reverse("listening:look_at_feed", args=[one.pk]),
        reverse("listening:dismiss_gap", args=[gap.pk]),
        reverse("listening:term_edit", args=[term.pk]),
        reverse("listening:term_toggle", args=[term.pk]),
        reverse("listening:term_remove", args=[term.pk]),
        reverse("listening:let_answers_go", args=[made.pk]),
    ]


def everything(made: NetworkAccount) -> list[Any]:
    rows: list[Any] = []
    for model in (NetworkAccount, Feed, FeedGap, WatchTerm):
        rows += model.objects.order_by("pk").values()
    return rows


def test_anonymous_people_are_sent_to_sign_in() -> None:
    for url in (PAGE, "/sources/live/", "/sources/line/", "/sources/badge/", "/sources/connect/x/"):
        response = Client().get(url)
        assert response.status_code == 302 and "login" in response["Location"]


@pytest.mark.parametrize("who", ["ana", "vera", "priya", "mona", "olga"])
def test_everyone_of_the_practice_sees_the_sources(
    who: str, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(who)
    account_with_feeds(person)
    response = person.client.get(PAGE)
    words = text_of(response)
    assert response.status_code == 200
    for expected in ("@lumenlakeside", "Connected", "Mentions"):
        assert expected in words
    assert re.search(r"\b2\d s ago\b", words) and re.search(r"\bin [34]\d s\b", words)
    may_change = who in ("mona", "olga")
    assert ("Disconnect" in words) == may_change
    assert ("wxyz" in words) == may_change  # how a token ends is for who connects accounts
    assert ("Watch for this" in words) == may_change


def test_an_agency_learns_nothing_of_how_many_write_in_private(ana: Person, vera: Person) -> None:
    feed(account(ana.practice), FeedKind.MESSAGES, items_total=4711, lag_seconds=3 * 86_400)
    for path in (PAGE, reverse("listening:live")):
        assert "4,711" in text_of(ana.client.get(path))
        theirs = text_of(vera.client.get(path))
        assert "4,711" not in theirs and "3 d" not in theirs


@pytest.mark.parametrize("who", ["ana", "vera", "priya"])
def test_who_may_not_change_sources_cannot(who: str, request: pytest.FixtureRequest) -> None:
    person: Person = request.getfixturevalue(who)
    made = account_with_feeds(person)
    addresses = [*urls(made), "/sources/connect/x/", "/sources/terms/add/"]
    before = everything(made)
    for url in addresses:
        assert person.client.post(url, {"query": "x", "kind": "PRACTICE"}).status_code == 403, url
    assert everything(made) == before


def test_charlie_sees_and_changes_nothing(mona: Person, charlie: Person) -> None:
    made = account_with_feeds(mona)
    words = text_of(charlie.client.get(PAGE))
    assert "lumenlakeside" not in words and "Nothing is connected yet" in words
    assert "lumen" not in text_of(charlie.client.get("/sources/live/"))
    addresses = urls(made)
    before = everything(made)
    for url in addresses:
        assert charlie.client.post(url, {"active": "0"}).status_code == 404, url
    for url in (addresses[0], addresses[8]):
        assert charlie.client.get(url).status_code == 404
    assert everything(made) == before


def test_acts_do_not_work_by_get(mona: Person) -> None:
    made = account_with_feeds(mona)
    for url in urls(made):
        if "reconnect" in url or url.endswith(f"/terms/{WatchTerm.objects.get().pk}/"):
            continue
        assert mona.client.get(url).status_code == 405
