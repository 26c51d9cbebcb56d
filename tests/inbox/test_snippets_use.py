"""How often snippets were used, that their words go out once (A8), and those of the demo."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from inbox.demo_snippets import SEEDS, seed_snippets
from inbox.domain.snippets import malformed, placeholders, read_snippet
from inbox.models import Reply, Snippet
from inbox.snippets import must_differ, usable_snippets
from practice_hub.practices.models import Practice
from tests.builders import make_member
from tests.inbox.snippet_builders import approved
from tests.inbox.view_desk import ViewDesk
from tests.people import Person

pytestmark = pytest.mark.django_db


def reply_row(desk: ViewDesk, who: Person, body: str, **changes: Any) -> Reply:
    """A reply in whatever state, without the way there; the state is what is asked about."""
    row = desk.post()
    leg, _ = row.legs.get_or_create(
        channel="PUBLIC", defaults={"account": row.account, "opened_at": desk.now}
    )
    values: dict[str, Any] = {
        "practice": desk.practice,
        "conversation": row,
        "leg": leg,
        "author": who.user,
        "audience": "PUBLIC",
        "body": body,
        "form_key": uuid4(),
        "status": "SENT",
        "sent_at": desk.now,
    }
    return Reply.objects.create(**(values | changes))


def test_every_demo_snippet_passes_guard_and_coach_apart_from_its_placeholders() -> None:
    for seed in SEEDS:
        reading = read_snippet(
            seed.body, seed.audience, staff_names=frozenset(), practice_names=frozenset()
        )
        assert (reading.guard.verdict.value, reading.advice) == ("pass", ()), seed.title
        assert placeholders(seed.body) and not malformed(seed.body), seed.title


def test_uses_are_counted_in_one_query_however_many_there_are(
    ana: Person, mona: Person, view_desk: ViewDesk, django_assert_num_queries: Any
) -> None:
    used = approved(ana, mona)
    now = timezone.now()
    old = now - timedelta(days=9)
    for number, changes in enumerate([{}, {}, {"sent_at": old}]):
        reply_row(view_desk, ana, f"Thanks {number}", snippet=used, **changes)
    for status in ("WITHDRAWN", "FAILED", "AWAITING_APPROVAL"):
        reply_row(view_desk, ana, "Not out", snippet=used, status=status, sent_at=None)
    first = Reply.objects.filter(snippet=used, status="SENT").first()
    reply_row(view_desk, ana, "Mended", snippet=used, purpose="EDIT", edits=first)
    for number in range(6):
        approved(ana, mona, title=f"Other {number}")
    with django_assert_num_queries(1):
        rows = {row.snippet.title: row for row in usable_snippets(ana.practice, "PUBLIC", now)}
        assert len([row.uses + row.snippet.reviewed_by.name for row in rows.values()]) == 7
    found = rows[used.title]
    assert (found.sent_this_week, found.sent_in_all) == (2, 3)
    assert found.uses == "sent 2 times this week, 3 in all"
    assert rows["Other 1"].uses == "" and not found.is_used_up


def test_the_same_words_go_out_once(
    ana: Person, mona: Person, charlie: Person, view_desk: ViewDesk
) -> None:
    plain = approved(ana, mona, body="Thank you for writing.\nWe are glad.", title="Plain")
    here, words = ana.practice, plain.body
    assert not must_differ(plain.pk, words, here)
    first = reply_row(view_desk, ana, words, snippet=plain)
    assert must_differ(plain.pk, f" {words} \n", here)
    assert must_differ(plain.pk, words.replace("\n", "\r\n"), here)
    assert must_differ(None, words, here), "pasted instead of chosen"
    assert not must_differ(plain.pk, words.replace("Thank", "Thanks"), here)
    assert not must_differ(plain.pk, words, charlie.practice)
    assert not must_differ(first.snippet_id, words, here, reply_id=first.pk)
    # Typed by hand it was nobody's snippet; from a snippet it would be the second time.
    reply_row(view_desk, ana, "Good morning")
    assert not must_differ(None, "Good morning", here)
    assert must_differ(plain.pk, "Good morning", here)
    # A snippet's own words, typed or pasted, count as the snippet.
    approved(ana, mona, body="Good morning", title="Greeting")
    assert must_differ(None, "Good morning", here)


def test_of_two_in_the_outbox_with_the_same_words_the_earlier_goes(
    ana: Person, mona: Person, view_desk: ViewDesk
) -> None:
    row = approved(ana, mona)
    open_ones: dict[str, Any] = {"snippet": row, "sent_at": None}
    first = reply_row(view_desk, ana, "Same", status="AWAITING_APPROVAL", **open_ones)
    second = reply_row(view_desk, ana, "Same", status="QUEUED", **open_ones)
    here = ana.practice
    assert must_differ(row.pk, "Same", here)
    assert not must_differ(row.pk, "Same", here, reply_id=first.pk)
    assert must_differ(row.pk, "Same", here, reply_id=second.pk)
    Reply.objects.filter(pk=second.pk).update(status="SENDING")
    assert must_differ(row.pk, "Same", here, reply_id=first.pk)
    Reply.objects.update(status="WITHDRAWN")
    assert not must_differ(row.pk, "Same", here)


def test_the_demo_has_snippets_of_every_kind(practice: Practice) -> None:
    for name, role in [
        ("Ana Alvarez", "AGENT"),
        ("Ben Okoro", "AGENT"),
        ("Dr. Priya Raman", "PRACTITIONER"),
        ("Mona Weiss", "MANAGER"),
        ("Olga Petrov", "OWNER"),
    ]:
        make_member(practice, name, role)
    now = timezone.now()
    assert seed_snippets(practice, now) == len(SEEDS) and seed_snippets(practice, now) == 0
    rows = usable_snippets(practice, "PUBLIC", now)
    assert len(rows) == 4 and usable_snippets(practice, "PRIVATE", now)
    assert [row.snippet.title for row in rows if row.ending] == ["Opening hours"]
    assert set(Snippet.objects.values_list("status", flat=True)) == {
        "APPROVED",
        "WAITING",
        "RETURNED",
    }
