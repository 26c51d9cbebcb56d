"""The guard keeps nothing: neither what the person wrote nor what was typed and not sent (P1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from inbox import actions

if TYPE_CHECKING:
    from tests.inbox.view_desk import ViewDesk
    from tests.people import Person

pytestmark = pytest.mark.django_db
WROTE, TYPED, SENT = "zephyrwort", "quillbramble", "lanternmoss"
# The post itself, what the network sent, the line of it in the list, and its words for the search.
SEARCH = "inbox_searchdocument"
KEEPS_POSTS = {"listening_mention", "listening_rawpayload", "inbox_conversation", SEARCH}


def tables_with(word: str) -> set[str]:
    """Every table in which any column of any row holds `word`, in whatever type."""
    with connection.cursor() as cursor:
        found = set()
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(
                f"SELECT 1 FROM {name} AS t WHERE t::text ILIKE %s LIMIT 1", [f"%{word}%"]
            )
            if cursor.fetchone():
                found.add(table)
    return found


def test_nothing_of_the_post_and_nothing_unsent_is_stored(view_desk: ViewDesk, ana: Person) -> None:
    row = view_desk.post(f"My {WROTE} filler hurts and nobody calls me back")
    actions.claim(conversation_id=row.pk, actor=ana.user, now=timezone.now())
    leak = f"Your filler appointment, {TYPED}, was on Monday."
    check = ana.client.post(
        reverse("inbox:check", args=[row.pk]), {"audience": "PUBLIC", "body": leak}
    )
    assert check.status_code == 200
    assert b"appointment" in check.content
    send = reverse("inbox:send", args=[row.pk])
    assert ana.client.post(send, view_desk.form(row, leak)).status_code == 422
    safe = f"Thank you for telling us. We are sorry to hear this. {SENT.title()}"
    assert ana.client.post(send, view_desk.form(row, safe)).status_code == 303
    assert tables_with(TYPED) == set()
    assert tables_with(WROTE) <= KEEPS_POSTS
    # Our own answer is kept, as an answer and as what was asked for; in no log and no alert.
    assert tables_with(SENT) <= {"inbox_reply", "inbox_approval", SEARCH}
