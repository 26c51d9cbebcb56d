"""Who may look, what the page says, and that nobody sees the sources of another practice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practice_hub.practices.models import Membership, Practice
from tests.builders import make_account, make_feed
from tests.health.builders import alive, silent
from tests.people import Person

PAGES = ["/health/", "/health/live/"]


def text_of(person: Person, page: str = "/health/") -> str:
    answer = person.client.get(page)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("page", PAGES)
def test_who_may_look(
    page: str, mona: Person, olga: Person, ana: Person, priya: Person, vera: Person, charlie: Person
) -> None:
    assert Client().get(page)["Location"] == f"/accounts/login/?next={page}"
    looks = [person.client.get(page).status_code for person in (mona, olga, charlie)]
    assert looks == [200, 200, 200]
    refused = [person.client.get(page).status_code for person in (ana, priya, vera)]
    assert refused == [403, 403, 403]
    Membership.objects.filter(pk=charlie.membership.pk).update(left_at=timezone.now())
    assert charlie.client.get(page).status_code == 404
    assert mona.client.post(page).status_code == 405


def test_all_is_well_and_then_the_clock_stands_still(mona: Person) -> None:
    now = timezone.now()
    alive(now)
    assert "Everything is alive" in text_of(mona)
    silent("beat", now - timedelta(minutes=5))
    told = text_of(mona, "/health/live/")
    assert "The clock is down" in told
    assert "docker compose restart beat" in told
    assert "<html" not in told


def test_sources_of_this_practice_only(
    mona: Person, charlie: Person, practice: Practice, other_practice: Practice
) -> None:
    alive(timezone.now())
    for of, handle in ((practice, "lumenlakeside"), (other_practice, "harbourdental")):
        account = make_account(of)
        account.handle, account.status = handle, "NEEDS_RECONNECT"
        account.save()
        make_feed(account)
    ours, theirs = text_of(mona), text_of(charlie)
    assert "@lumenlakeside" in ours and "harbourdental" not in ours
    assert "@harbourdental" in theirs and "lumenlakeside" not in theirs
    assert "no longer accepts the token" in ours


def test_ways_there_and_a_constant_number_of_queries(mona: Person, practice: Practice) -> None:
    make_feed(make_account(practice))
    for page in ("/sources/", "/settings/"):
        assert 'href="/health/"' in text_of(mona, page)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            text_of(mona)
        counts.append(len(queries))
        for _ in range(3):
            make_feed(make_account(practice))
    assert counts[0] == counts[1] <= 19
