"""A page being stored and a person's act never wait for each other in a circle."""

from __future__ import annotations

from threading import Thread
from time import monotonic, sleep

import pytest
from django.db import connection, connections, transaction

from inbox.actions.drafts import Typed, empty_draft, save_draft
from inbox.actions.errors import ActionRefused
from inbox.actions.labels import correct_sentiment
from inbox.actions.merging import merge
from inbox.models import Conversation, SavedDraft
from listening.ingest import lock_practice
from listening.models import Mention
from practice_hub.practices.models import User
from tests.builders import NOON, conversation_of, hear, make_account, make_member, make_practice
from tests.builders import said as post_by_somebody
from tests.support.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)


def _is_somebody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def _wait_until_somebody_waits() -> None:
    end = monotonic() + PATIENCE_SECONDS
    while not _is_somebody_waiting() and monotonic() < end:
        sleep(0.02)


def _correct(mention: Mention, actor: User, errors: list[Exception]) -> None:
    try:
        correct_sentiment(mention_id=mention.pk, actor=actor, now=NOON, label="POSITIVE")
    except Exception as error:
        errors.append(error)
    finally:
        connections.close_all()


def test_a_correction_locks_in_the_order_of_ingest() -> None:
    practice = make_practice()
    ana = make_member(practice, "Ana Lind").user
    item = post_by_somebody()
    hear(make_account(practice), item)
    mention = Mention.objects.get()
    errors: list[Exception] = []
    thread = Thread(target=_correct, args=(mention, ana, errors))
    with transaction.atomic():  # as ingest: the mention, then its conversation
        Mention.objects.filter(pk=mention.pk).update(like_count=1)
        thread.start()
        _wait_until_somebody_waits()
        Conversation.objects.select_for_update().get(pk=conversation_of(item).pk)
    thread.join(PATIENCE_SECONDS)
    assert not errors
    assert Mention.objects.get().corrected_sentiment == "POSITIVE"


def _save(row: Conversation, actor: User, errors: list[Exception]) -> None:
    typed = Typed(audience="PUBLIC", text="Thank you", version=0, seen_seq=1)
    try:
        save_draft(conversation_id=row.pk, actor=actor, now=NOON, typed=typed)
    except Exception as error:
        errors.append(error)
    finally:
        connections.close_all()


def test_the_first_save_of_a_text_waits_for_its_send_and_comes_too_late() -> None:
    practice = make_practice()
    ana = make_member(practice, "Ana Lind").user
    item = post_by_somebody()
    hear(make_account(practice), item)
    row = conversation_of(item)
    errors: list[Exception] = []
    thread = Thread(target=_save, args=(row, ana, errors))
    with transaction.atomic():  # as a send: the conversation, then what was saved of the text
        Conversation.objects.select_for_update().get(pk=row.pk)
        thread.start()
        _wait_until_somebody_waits()
        empty_draft(row, ana, "PUBLIC", NOON)
    thread.join(PATIENCE_SECONDS)
    [refused] = errors
    assert isinstance(refused, ActionRefused) and refused.code == "draft_changed"
    assert [draft.text for draft in SavedDraft.objects.all()] == [""]


def _merge(one: int, into: int, actor: User, errors: list[Exception]) -> None:
    try:
        merge(conversation_id=one, into_id=into, actor=actor, now=NOON, reason="She told us")
    except Exception as error:
        errors.append(error)
    finally:
        connections.close_all()


def test_a_merge_waits_for_who_is_being_forgotten() -> None:
    practice = make_practice()
    ana = make_member(practice, "Ana Lind").user
    account = make_account(practice)
    posts = [post_by_somebody(), post_by_somebody()]
    hear(account, *posts)
    first, second = sorted(conversation_of(post).pk for post in posts)
    errors: list[Exception] = []
    thread = Thread(target=_merge, args=(first, second, ana, errors))
    with transaction.atomic():  # as an erasure: the posts of this slice, then what leads to them
        lock_practice(practice.pk)
        Conversation.objects.select_for_update().get(pk=second)
        thread.start()
        _wait_until_somebody_waits()
        Conversation.objects.select_for_update().get(pk=first)
    thread.join(PATIENCE_SECONDS)
    assert not errors
    assert set(Conversation.objects.values_list("matter", flat=True)) == {second}
