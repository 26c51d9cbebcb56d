"""What is new to somebody in a list: each person for themselves, and an agency learns nothing."""

from __future__ import annotations

import re

from django.utils import timezone

from inbox.actions.reading import note_seen
from inbox.models import Conversation, ConversationSeen
from tests.inbox.view_desk import HTMX, ViewDesk
from tests.people import Person


def unread(person: Person, queue: str = "unanswered") -> set[int]:
    page = person.client.get(f"/inbox/?queue={queue}", headers=HTMX).content.decode()
    rows = re.findall(r'<a class="row( unread)?" id="row-(\d+)"', page)
    assert page.count('<span class="sr-only">New: </span>') == sum(bool(mark) for mark, _ in rows)
    return {int(pk) for mark, pk in rows if mark}


def test_what_waits_is_new_until_it_was_looked_at(
    view_desk: ViewDesk, ana: Person, ben: Person, charlie: Person
) -> None:
    first, second = view_desk.post(), view_desk.comment()
    both = {first.pk, second.pk}
    assert unread(ana) == both
    assert charlie.client.get(f"/inbox/{first.pk}/").status_code == 404
    assert not ConversationSeen.objects.exists()
    page = ana.client.get(f"/inbox/{first.pk}/").content.decode()
    assert f'class="row" id="row-{first.pk}"' in page, "already in the list beside it"
    assert (unread(ana), unread(ben)) == ({second.pk}, both), "each for themselves"
    view_desk.writes_again(second, "Are you there?")
    ana.client.get(f"/inbox/{second.pk}/?seen=0", headers=HTMX)  # as a page renews itself
    assert unread(ana) == set()
    view_desk.writes_again(second, "Hello?")
    assert unread(ana) == {second.pk}, "new words"
    view_desk.answer(second, ben, "Here we are. Ben")
    assert unread(ana, "all") == set(), "what waits for nobody calls nobody"
    assert ConversationSeen.objects.count() == 2


def test_a_page_that_was_overtaken_takes_nothing_back(view_desk: ViewDesk, ana: Person) -> None:
    old = view_desk.comment()
    view_desk.writes_again(old, "Are you there?")
    new = Conversation.objects.get(pk=old.pk)
    assert new.last_seq > old.last_seq
    for row in (new, old):
        note_seen(conversation=row, user=ana.user, now=timezone.now())
    assert ConversationSeen.objects.get().seq == new.last_seq
    assert unread(ana) == set()


def test_an_agency_does_not_see_that_somebody_wrote_in_private(
    view_desk: ViewDesk, vera: Person, ana: Person
) -> None:
    row = view_desk.comment()
    assert unread(vera) == {row.pk}
    for person in (vera, ana):
        assert person.client.get(f"/inbox/{row.pk}/").status_code == 200
    view_desk.writes_privately(row, "My number is 555 0100.")
    assert unread(ana, "all") == {row.pk}
    assert unread(vera, "all") == set()
