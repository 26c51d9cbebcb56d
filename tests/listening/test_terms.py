from __future__ import annotations

import pytest

from listening.models import Feed, MentionReason, WatchTerm
from listening.refusals import SourceRefusedError
from listening.terms import add_term, change_term, remove_term, toggle_term
from practice_hub.audit.models import AuditEvent
from tests.listening.builders import NOW, account
from tests.people import Person

pytestmark = pytest.mark.django_db


def add(person: Person, query: str, kind: str = "PRACTICE") -> WatchTerm:
    return add_term(practice=person.practice, kind=kind, query=query, actor=person.user, now=NOW)


def test_a_term_gets_a_search_on_every_x_account_and_on_no_page(mona: Person) -> None:
    first, second = account(mona.practice), account(mona.practice)
    account(mona.practice, "FACEBOOK")
    account(mona.practice, status="DISCONNECTED")
    term = add(mona, "lumen")
    assert sorted(term.feeds.values_list("account_id", flat=True)) == [first.pk, second.pk]
    assert set(term.feeds.values_list("kind", flat=True)) == {"SEARCH"}
    assert AuditEvent.objects.get(name="watch_term.added").subject_id == term.pk


@pytest.mark.parametrize("query", ["lumen", "LUMEN", "  Lumen "])
def test_a_duplicate_is_refused_kindly(mona: Person, query: str) -> None:
    add(mona, "Lumen")
    with pytest.raises(SourceRefusedError) as refused:
        add(mona, query)
    assert "watched for already" in refused.value.fields["query"]


def test_another_practice_may_watch_for_the_same(mona: Person, charlie: Person) -> None:
    add(mona, "lumen")
    add(charlie, "lumen")
    assert WatchTerm.objects.count() == 2


def test_bad_words_and_kinds_are_told_beside_their_fields(mona: Person) -> None:
    with pytest.raises(SourceRefusedError) as refused:
        add(mona, "is:retweet", kind="WHATEVER")
    assert set(refused.value.fields) == {"kind", "query"}


def test_new_words_search_from_the_start_and_fence_the_reader(mona: Person) -> None:
    account(mona.practice)
    term = add(mona, "lumen")
    term.feeds.update(cursor={"since_id": "9"}, lease_token=4)
    change_term(term=term, kind="PERSON", query="lumen", actor=mona.user, now=NOW)
    assert term.feeds.get().cursor == {"since_id": "9"}
    change_term(term=term, kind="PERSON", query="lumin", actor=mona.user, now=NOW)
    changed = term.feeds.get()
    assert (changed.cursor, changed.lease_token) == ({}, 5)
    term.refresh_from_db()
    assert (term.kind, term.query) == ("PERSON", "lumin")


def test_changing_into_another_term_is_refused(mona: Person) -> None:
    add(mona, "lumen")
    other = add(mona, "lumin")
    with pytest.raises(SourceRefusedError):
        change_term(term=other, kind="PRACTICE", query="Lumen", actor=mona.user, now=NOW)


def test_stopping_and_taking_up_again_keeps_the_cursor(mona: Person) -> None:
    account(mona.practice)
    term = add(mona, "lumen")
    term.feeds.update(cursor={"since_id": "9"})
    toggle_term(term=term, is_active=False, actor=mona.user, now=NOW)
    assert not Feed.objects.due(NOW).exists()
    toggle_term(term=term, is_active=True, actor=mona.user, now=NOW)
    assert Feed.objects.due(NOW).get().cursor == {"since_id": "9"}


def test_a_removed_term_stays_as_the_reason_and_can_come_back(mona: Person) -> None:
    account(mona.practice)
    term = add(mona, "lumen")
    remove_term(term=term, actor=mona.user, now=NOW)
    assert not WatchTerm.objects.of(mona.practice).exists()
    assert Feed.objects.filter(term=term, is_active=False).exists()
    assert MentionReason.objects.count() == 0
    again = add(mona, "Lumen", kind="MISSPELLING")
    assert again.pk == term.pk and again.feeds.get().is_active
    with pytest.raises(SourceRefusedError, match="removed in the meantime"):
        remove_term(term=again, actor=mona.user, now=NOW)
        remove_term(term=again, actor=mona.user, now=NOW)
