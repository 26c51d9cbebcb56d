"""A talk of thousands: the newest are shown, the others on demand, with few queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.timeline import MAX_ITEMS, conversation_detail
from tests.builders import (
    NOON,
    conversation_of,
    hear,
    make_account,
    make_member,
    make_practice,
    own,
    person,
    said,
)

pytestmark = pytest.mark.django_db
MANY = MAX_ITEMS + 30


def test_only_the_newest_are_shown_until_all_are_asked_for() -> None:
    practice = make_practice()
    account, ana = make_account(practice), make_member(practice, "Ana Lind")
    who = person()
    posts = [
        said(f"post {n}", author=who, thread_id="t", posted_at=NOON + timedelta(minutes=n))
        for n in range(MANY)
    ]
    hear(account, *posts)
    hear(account, own(posts[0], "An early answer. Ana", posted_at=NOON + timedelta(seconds=30)))
    row = conversation_of(posts[0])
    detail = conversation_detail(row, ana, now=timezone.now())
    mentions = [entry for entry in detail.timeline if entry.kind == "mention"]
    assert (len(mentions), detail.hidden_count) == (MAX_ITEMS, 30)
    assert mentions[-1].object.text == f"post {MANY - 1}"
    assert not [entry for entry in detail.timeline if entry.kind == "reply"]
    whole = conversation_detail(row, ana, now=timezone.now(), is_whole=True)
    assert (len(whole.timeline) > MANY, whole.hidden_count) == (True, 0)
    assert whole.timeline[1].kind == "reply"
