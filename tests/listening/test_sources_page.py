"""What the page of sources says, and its forms."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from listening.models import FeedGap, NetworkAccount, WatchTerm
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Location
from tests.listening.builders import account
from tests.listening.source_pages import PAGE, account_with_feeds, text_of
from tests.people import Person
from tests.support.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db


def test_a_manager_says_which_location_an_account_speaks_for(
    mona: Person, ana: Person, charlie: Person
) -> None:
    made = account_with_feeds(mona)
    url = reverse("listening:choose_location", args=[made.pk])
    Location.objects.filter(practice=mona.practice).delete()
    assert "speaks for" not in text_of(mona.client.get(PAGE))  # nothing to choose from
    quay = Location.objects.create(practice=mona.practice, name="Quay Street")
    stranger = Location.objects.create(practice=charlie.practice, name="Elsewhere")
    page = mona.client.get(PAGE)
    assert "Which location?" in text_of(page) and "Elsewhere" not in text_of(page)

    def choose(value: object) -> tuple[int | None, str]:
        answer = mona.client.post(url, {"location": value}, follow=True)
        made.refresh_from_db()
        return made.location_id, text_of(answer)

    assert choose(quay.pk)[0] == choose(quay.pk)[0] == quay.pk
    assert "for Quay Street" in text_of(ana.client.get(PAGE))
    chosen, words = choose(stranger.pk)
    assert (chosen, "Choose another." in words) == (quay.pk, True)
    chosen, words = choose("quay")
    assert (chosen, "Choose one of the locations" in words) == (quay.pk, True)
    assert choose("")[0] is None
    noted = AuditEvent.objects.filter(name="account.location_chosen").order_by("pk")
    assert [(event.details["before"], event.details["after"]) for event in noted] == [
        (None, quay.pk),
        (quay.pk, None),
    ]


def test_the_empty_page_says_what_to_do(mona: Person, ana: Person) -> None:
    assert "Connect X" in text_of(mona.client.get(PAGE))
    assert "Ask a manager" in text_of(ana.client.get(PAGE))


def test_what_is_not_covered_is_shown_as_such(ana: Person) -> None:
    words = text_of(ana.client.get(PAGE))
    assert "Google+ Retired by Google in 2019" in words
    for name in ("Google Business Profile", "Instagram", "WhatsApp", "WeChat", "Bluesky"):
        assert name in words
    assert "Not covered yet:" in words


def test_trouble_is_told_with_what_to_do_and_never_as_json(mona: Person) -> None:
    made = account_with_feeds(mona)
    made.feeds.filter(kind="MENTIONS").update(
        failures=4,
        last_error_kind="PERMISSION",
        last_error='{"error": {"code": 200}}',
        last_error_at=timezone.now(),
    )
    words = text_of(mona.client.get(PAGE))
    assert "Not working" in words and "does not let this app read this" in words
    assert "make a new token and connect again" in words and "4 times in a row" in words
    assert '{"error"' not in words and "&quot;" not in words


def test_an_account_that_must_be_connected_again(mona: Person) -> None:
    account_with_feeds(mona, status="NEEDS_RECONNECT")
    words = text_of(mona.client.get(PAGE))
    assert "no longer accepts the token of @lumenlakeside" in words


def test_answers_that_the_network_stopped_go_again_by_a_button(mona: Person, vera: Person) -> None:
    made = account_with_feeds(mona, answers_blocked_at=timezone.now())
    assert b'class="dot bad"' in mona.client.get("/sources/badge/").content
    for reader, has_button in ((mona, True), (vera, False)):
        words = text_of(reader.client.get(PAGE))
        assert "X takes no answers of @lumenlakeside for now" in words
        assert ("Let answers go again" in words) == has_button
    address = reverse("listening:let_answers_go", args=[made.pk])
    assert "go out again" in text_of(mona.client.post(address, follow=True))
    assert "are not stopped" in text_of(mona.client.post(address, follow=True))
    assert "takes no answers" not in text_of(mona.client.get(PAGE))


def test_gaps_stay_until_dismissed(mona: Person) -> None:
    made = account_with_feeds(mona)
    one = made.feeds.get(kind="MENTIONS")
    gap = FeedGap.objects.create(feed=one, reason="Only 800 posts.", until=timezone.now())
    assert "Something may be missing" in text_of(mona.client.get(PAGE))
    response = mona.client.post(reverse("listening:dismiss_gap", args=[gap.pk]), follow=True)
    assert "Something may be missing" not in text_of(response)


def test_the_live_part_is_a_fragment(ana: Person) -> None:
    account_with_feeds(ana)
    response = ana.client.get("/sources/live/")
    body = response.content.decode()
    assert 'id="account-' in body and "<html" not in body
    assert "no-store" in response["Cache-Control"]


def test_the_badge_is_a_dot_only_when_something_is_wrong(ana: Person) -> None:
    made = account_with_feeds(ana)
    assert ana.client.get("/sources/badge/").content.strip() == b""
    NetworkAccount.objects.filter(pk=made.pk).update(status="OUT_OF_CREDITS")
    assert b'class="dot bad"' in ana.client.get("/sources/badge/").content


def test_connecting_on_the_page(
    mona: Person, x_secrets: dict[str, str], sandbox: SandboxServer
) -> None:
    form = mona.client.get("/sources/connect/x/")
    assert form.status_code == 200 and "sandbox" in text_of(form)
    response = mona.client.post("/sources/connect/x/", x_secrets, follow=True)
    made = NetworkAccount.objects.get()
    assert made.practice == mona.practice
    assert response.redirect_chain[-1][0] == f"/sources/#account-{made.pk}"
    words = text_of(response)
    assert f"@{sandbox.credentials()['x_username']} is connected." in words
    assert not any(secret in response.content.decode() for secret in x_secrets.values())


def test_a_dead_token_on_the_page(mona: Person, x_secrets: dict[str, str]) -> None:
    dead = x_secrets | {"access_token_secret": "town-of-yesterday"}
    response = mona.client.post("/sources/connect/x/", dead)
    assert response.status_code == 422
    assert "does not accept these credentials" in text_of(response)
    assert "fill them in once more" in text_of(response)
    assert not any(secret in response.content.decode() for secret in dead.values())
    assert not NetworkAccount.objects.exists()


def test_missing_fields_are_told_beside_them(mona: Person, sandbox: SandboxServer) -> None:
    response = mona.client.post("/sources/connect/facebook/", {"page_id": "1234"})
    body = response.content.decode()
    assert response.status_code == 422
    assert "Page access token is missing." in body and 'aria-invalid="true"' in body
    assert 'value="1234"' in body  # an id is no secret
    assert sandbox.requests() is not None


def test_reconnecting_with_another_accounts_token(
    mona: Person, page_secrets: dict[str, str]
) -> None:
    other = account(mona.practice, "FACEBOOK", display_name="Old Page", handle="", is_sandbox=True)
    url = reverse("listening:reconnect", args=[other.pk])
    response = mona.client.post(url, page_secrets)
    assert response.status_code == 422
    assert "but this is Old Page." in text_of(response)


def test_a_network_that_does_not_exist(mona: Person) -> None:
    assert mona.client.get("/sources/connect/myspace/").status_code == 404


def test_pause_resume_look_and_disconnect_by_plain_forms(mona: Person) -> None:
    made = account_with_feeds(mona)

    def press(name: str) -> str:
        response = mona.client.post(reverse(f"listening:{name}", args=[made.pk]), follow=True)
        made.refresh_from_db()
        return text_of(response)

    assert "is paused" in press("pause") and made.status == "PAUSED"
    assert "Resume it first" in press("look")
    assert "is read again" in press("resume") and made.status == "CONNECTED"
    assert "Looking at everything" in press("look")
    assert "credentials are wiped" in press("disconnect") and made.status == "DISCONNECTED"
    assert "disconnected by now" in press("disconnect")


def test_watch_terms_by_plain_forms(mona: Person) -> None:
    add = reverse("listening:term_add")
    assert mona.client.post(add, {"query": "is:retweet", "kind": "PRACTICE"}).status_code == 422
    assert "is watched for from now on" in text_of(
        mona.client.post(add, {"query": "lumen", "kind": "PRACTICE"}, follow=True)
    )
    twice = mona.client.post(add, {"query": "Lumen", "kind": "PRACTICE"})
    assert twice.status_code == 422 and "watched for already" in text_of(twice)
    term = WatchTerm.objects.get()
    edit = reverse("listening:term_edit", args=[term.pk])
    assert mona.client.get(edit).status_code == 200
    assert mona.client.post(edit, {"query": "", "kind": "PERSON"}).status_code == 422
    assert mona.client.post(edit, {"query": "lumin", "kind": "PERSON"}).status_code == 302
    toggle = reverse("listening:term_toggle", args=[term.pk])
    assert "Not searched for" in text_of(mona.client.post(toggle, {"active": "0"}, follow=True))
    mona.client.post(reverse("listening:term_remove", args=[term.pk]))
    term.refresh_from_db()
    assert (term.query, term.kind, term.removed_at is None) == ("lumin", "PERSON", False)


def test_a_constant_number_of_queries(
    ana: Person, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    account_with_feeds(ana)
    client = ana.client
    client.get(PAGE)
    pages = [PAGE, "/sources/live/", "/sources/line/", "/sources/badge/"]
    with django_assert_max_num_queries(36) as first:
        for page in pages:
            client.get(page)
    for _ in range(3):
        made = account_with_feeds(ana)
        one = made.feeds.get(kind="MENTIONS")
        FeedGap.objects.create(feed=one, reason="Seven days.", until=timezone.now())
    with django_assert_num_queries(len(first.captured_queries)):
        for page in pages:
            client.get(page)
