"""The list, a conversation, the counts: as pages, as fragments, and for whom."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from inbox import actions
from inbox.models import Conversation
from inbox.selectors import PAGE_SIZE
from listening.connectors.base import AuthorData, CannotReply, MediaData, MediaKind
from tests.builders import hear, said
from tests.inbox.view_desk import HTMX, ViewDesk
from tests.people import Person

PRIVATE_WORDS = "my number ends in 4417"


def text(response: object) -> str:
    return unescape(response.content.decode())  # type: ignore[attr-defined]


def test_the_list_is_a_page_and_a_fragment(ana: Person, view_desk: ViewDesk) -> None:
    view_desk.post("Where does one park at your place?")
    page = ana.client.get("/inbox/")
    assert page.status_code == 200
    assert "<!doctype html>" in text(page)
    assert "Where does one park at your place?" in text(page)
    assert "min left" in text(page)
    assert "waits" in text(page)  # how long by now, beside how long is left
    fragment = ana.client.get("/inbox/", headers=HTMX)
    assert "<!doctype" not in text(fragment)
    assert "Where does one park at your place?" in text(fragment)
    assert "HX-Request" in fragment["Vary"]


def test_an_empty_queue_says_so(ana: Person, view_desk: ViewDesk) -> None:
    assert "Everyone has an answer" in text(ana.client.get("/inbox/"))
    assert "Nothing is snoozed" in text(ana.client.get("/inbox/?queue=snoozed"))


def test_filters_live_in_the_url(ana: Person, view_desk: ViewDesk) -> None:
    view_desk.post("I love the new reception, thank you!")
    view_desk.comment("Do you open on Sundays?")
    found = text(ana.client.get("/inbox/?network=FACEBOOK"))
    assert "Do you open on Sundays?" in found
    assert "new reception" not in found
    assert "remove this filter" in found
    nothing = text(ana.client.get("/inbox/?q=unicorn"))
    assert "Nothing fits" in nothing
    assert "Clear the filters" in nothing
    assert "it was left out" in text(ana.client.get("/inbox/?network=MYSPACE"))


def test_paging_goes_on_where_it_stopped(ana: Person, view_desk: ViewDesk) -> None:
    for number in range(PAGE_SIZE + 3):
        view_desk.post(f"Question number {number:02d}?")
    first = ana.client.get("/inbox/")
    assert text(first).count('id="row-') == PAGE_SIZE
    more = first.context["list_page"].next_after
    rest = ana.client.get("/inbox/", {"after": more}, headers=HTMX)
    assert text(rest).count('id="row-') == 3
    assert "list-head" not in text(rest)


def test_a_conversation_is_a_page_and_a_fragment(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post("Nobody rings me back, and that for the third time!")
    page = ana.client.get(f"/inbox/{row.pk}/?queue=all")
    assert page.status_code == 200
    assert 'id="rows"' in text(page)
    assert "for the third time" in text(page)
    assert f'action="/inbox/{row.pk}/claim/?queue=all"' in text(page)
    fragment = ana.client.get(f"/inbox/{row.pk}/", headers=HTMX)
    assert "<title>Jo Tamsin" in text(fragment)
    assert 'id="rows"' not in text(fragment)


def test_posts_are_escaped_and_their_deciding_words_marked(
    ana: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post("<script>alert(1)</script> I am angry & https://evil.example/x")
    page = ana.client.get(f"/inbox/{row.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert '<mark class="bad"' in page
    assert 'href="https://evil.example/x" target="_blank" rel="noopener noreferrer nofollow' in page


def test_pictures_tombstones_and_edits_are_shown(ana: Person, view_desk: ViewDesk) -> None:
    photo = MediaData(MediaKind.PHOTO, "https://pics.example/1.jpg", "", "A cat that frowns")
    row = view_desk.post("", media=(photo,))
    page = text(ana.client.get(f"/inbox/{row.pk}/"))
    assert 'alt="A cat that frowns"' in page
    assert "pics.example" not in page  # our own server fetches it
    assert row.first_mention
    item = said("", external_id=row.first_mention.external_id)
    hear(view_desk.x, gone=(item.external_id,), now=timezone.now())
    page = text(ana.client.get(f"/inbox/{row.pk}/"))
    assert "Deleted by its author on X" in page and "A cat that frowns" not in page


def test_what_cannot_be_answered_offers_the_network(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post("anyone tried lumen?", cannot_reply=CannotReply.NOT_MENTIONED)
    view_desk.claim(row, ana)
    page = text(ana.client.get(f"/inbox/{row.pk}/"))
    assert "Open on X" in page
    assert "I answered there" in page
    assert 'id="body-PUBLIC"' not in page


def test_a_claim_of_a_colleague_closes_the_composer(
    ana: Person, ben: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post()
    assert "Claim and answer" in text(ana.client.get(f"/inbox/{row.pk}/"))
    view_desk.claim(row, ben)
    page = text(ana.client.get(f"/inbox/{row.pk}/"))
    assert "Ben is answering." in page
    assert 'id="body-PUBLIC"' not in page
    assert "Take over" in page
    assert 'id="body-PUBLIC"' in text(ben.client.get(f"/inbox/{row.pk}/"))


def test_earlier_conversations_of_the_person_are_there(ana: Person, view_desk: ViewDesk) -> None:
    view_desk.comment("Lovely flowers by the door", posted_at=view_desk.now - timedelta(days=9))
    row = view_desk.comment("Do you open on Sundays?", thread_id="another")
    page = text(ana.client.get(f"/inbox/{row.pk}/"))
    assert "1 earlier conversation" in page
    assert "Lovely flowers by the door" in page


def test_a_resolved_conversation_asks_for_public_thanks(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post("I am angry, nobody calls back, never again")
    view_desk.answer(row, ana, "We are on it. Ana")
    actions.resolve(
        conversation_id=row.pk, actor=ana.user, now=timezone.now(), outcome="Moved the sign."
    )
    page = text(ana.client.get(f"/inbox/{row.pk}/"))
    assert 'value="CLOSING"' in page
    assert "Thank in public" in page
    assert "Skip the thanks" in page


def test_counts_are_a_fragment(ana: Person, view_desk: ViewDesk) -> None:
    view_desk.post()
    view_desk.claim(view_desk.post(), ana)
    page = text(ana.client.get("/inbox/counts/", headers=HTMX))
    assert "<b>2</b>" in page  # unanswered
    assert "<b>1</b>" in page  # mine
    assert "<!doctype" not in page


def test_the_live_refresh_tells_what_is_new(ana: Person, ben: Person, view_desk: ViewDesk) -> None:
    row = view_desk.comment()
    seen = row.last_seq
    view_desk.writes_again(row, "And on public holidays?")
    page = ana.client.get(f"/inbox/{row.pk}/?seen={seen}", headers=HTMX)
    assert 'data-news="1"' in text(page)
    assert "Read it before you send." in text(page)
    row.refresh_from_db()
    seen = row.last_seq
    view_desk.answer(row, ana, "Closed then, sorry. Ana")
    own = ana.client.get(f"/inbox/{row.pk}/?seen={seen}", headers=HTMX)
    assert 'data-news="0"' in text(own)  # one's own answer is no news to oneself
    other = ben.client.get(f"/inbox/{row.pk}/?seen={seen}", headers=HTMX)
    assert 'data-news="1"' in text(other)


@pytest.mark.parametrize("path", ["/inbox/", "/inbox/counts/", "/inbox/{pk}/"])
def test_strangers_sign_in_first(client: Client, view_desk: ViewDesk, path: str) -> None:
    row = view_desk.post()
    response = client.get(path.format(pk=row.pk))
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


def test_another_practice_sees_nothing(charlie: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post("Where does one park at your place?")
    assert charlie.client.get(f"/inbox/{row.pk}/").status_code == 404
    assert charlie.client.get(f"/inbox/{row.pk}/", headers=HTMX).status_code == 404
    assert "one park" not in text(charlie.client.get("/inbox/?queue=all"))
    assert "<b>" not in text(charlie.client.get("/inbox/counts/"))


def test_a_vendor_sees_no_private_leg(vera: Person, ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.comment("Parking was not easy to find")
    view_desk.answer(row, ana, "We are sorry. Ana")
    view_desk.answer(row, ana, f"Hello, {PRIVATE_WORDS}", "PRIVATE")
    view_desk.writes_privately(row, f"Here: {PRIVATE_WORDS}")
    actions.add_note(conversation_id=row.pk, actor=ana.user, now=timezone.now(), body=PRIVATE_WORDS)
    assert PRIVATE_WORDS in text(ana.client.get(f"/inbox/{row.pk}/"))
    page = text(vera.client.get(f"/inbox/{row.pk}/?queue=all"))
    assert "Parking was" in page
    assert "We are sorry. Ana" in page
    assert PRIVATE_WORDS not in page
    assert 'id="panel-PRIVATE"' not in page
    assert 'id="panel-NOTE"' not in page
    assert PRIVATE_WORDS not in text(vera.client.get("/inbox/?queue=all"))
    assert PRIVATE_WORDS not in text(vera.client.get("/inbox/?queue=private"))


def test_a_vendor_reads_no_word_on_how_it_ended(
    vera: Person, ana: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment("Parking was not easy to find")
    view_desk.answer(row, ana, "We are sorry. Ana")
    view_desk.answer(row, ana, "Hello", "PRIVATE")
    now = timezone.now()
    actions.resolve(conversation_id=row.pk, actor=ana.user, now=now, outcome=PRIVATE_WORDS)
    actions.skip_loop(conversation_id=row.pk, actor=ana.user, now=now, reason=PRIVATE_WORDS)
    assert PRIVATE_WORDS in text(ana.client.get(f"/inbox/{row.pk}/"))
    assert PRIVATE_WORDS not in text(vera.client.get(f"/inbox/{row.pk}/"))


def test_a_vendor_does_not_find_a_private_conversation(vera: Person, view_desk: ViewDesk) -> None:
    view_desk.comment()
    row = view_desk.post()
    Conversation.objects.filter(pk=row.pk).update(has_public=False, has_private=True)
    assert vera.client.get(f"/inbox/{row.pk}/").status_code == 404


def _crowd(view_desk: ViewDesk, who: Person, number: int) -> None:
    for index in range(number):
        author = AuthorData(external_id=f"5{index}{number}", display_name=f"Person {index}")
        row = view_desk.post(f"Question {index} of {number}?", author=author)
        if index % 2:
            view_desk.claim(row, who)


@pytest.mark.parametrize("path", ["/inbox/", "/inbox/?queue=all&q=question"])
def test_the_list_needs_as_many_queries_for_few_as_for_many(
    ana: Person,
    ben: Person,
    view_desk: ViewDesk,
    path: str,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    _crowd(view_desk, ben, 4)
    ana.client.get(path)
    with django_assert_max_num_queries(19) as few:
        ana.client.get(path)
    _crowd(view_desk, ben, 30)
    with django_assert_num_queries(len(few.captured_queries)):
        ana.client.get(path)


def test_a_conversation_needs_as_many_queries_short_or_long(
    ana: Person,
    ben: Person,
    view_desk: ViewDesk,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    row = view_desk.comment()
    view_desk.answer(row, ben, "Answer zero. Ben")
    view_desk.writes_again(row, "Question zero")
    ana.client.get(f"/inbox/{row.pk}/?queue=all")
    with django_assert_max_num_queries(41) as few:
        ana.client.get(f"/inbox/{row.pk}/?queue=all")
    count = len(few.captured_queries)
    for index in range(6):
        view_desk.writes_again(row, f"Question {index}")
        view_desk.answer(row, ben, f"Answer {index}. Ben")
        actions.add_note(
            conversation_id=row.pk, actor=ben.user, now=timezone.now(), body=f"Note {index}"
        )
    ana.client.get(f"/inbox/{row.pk}/?queue=all")  # it is new once
    with django_assert_max_num_queries(count):
        ana.client.get(f"/inbox/{row.pk}/?queue=all")
