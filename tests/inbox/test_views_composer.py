"""What stands around the composer: the practice's voice, its placeholders, who settles a send."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.models import Conversation, Reply
from tests.inbox.view_desk import ViewDesk
from tests.people import Person


@pytest.fixture
def row(ana: Person, view_desk: ViewDesk) -> Conversation:
    """Claimed by Ana."""
    found = view_desk.comment()
    view_desk.claim(found, ana)
    return found


def page(who: Person, row: Conversation) -> str:
    return who.client.get(f"/inbox/{row.pk}/").content.decode()


def test_the_practices_voice_stands_beside_the_answer(ana: Person, row: Conversation) -> None:
    assert "How we speak" not in page(ana, row)
    ana.practice.voice_notes = "Plain & warm.\nNo <b>shouting</b>."
    ana.practice.save(update_fields=["voice_notes"])
    found = page(ana, row)
    assert 'id="voice-PUBLIC"' in found
    assert "Plain &amp; warm." in found
    assert "&lt;b&gt;shouting" in found


def test_no_second_send_is_offered_while_we_are_looking(
    ana: Person, view_desk: ViewDesk, row: Conversation
) -> None:
    reply = view_desk.queue(row, ana, "Thank you. Ana")
    now = timezone.now()
    uncertain = Reply.objects.filter(pk=reply.pk)
    uncertain.update(status="UNCERTAIN", sending_at=now, settle_after=now + timedelta(minutes=1))
    looking = page(ana, row)
    assert "We are looking for it there." in looking
    assert f"/inbox/replies/{reply.pk}/again/" not in looking
    uncertain.update(settle_after=None)
    assert f"/inbox/replies/{reply.pk}/again/" in page(ana, row)


def test_the_thanks_name_the_person_on_one_line(ana: Person, row: Conversation) -> None:
    Conversation.objects.filter(pk=row.pk).update(state="RESOLVED")
    assert row.author is not None
    assert f'placeholder="Thank {row.author.name} in public.' in page(ana, row)


def test_an_outside_agency_is_not_told_of_notes(
    vera: Person, view_desk: ViewDesk, ana: Person
) -> None:
    row = view_desk.comment()
    Conversation.objects.filter(pk=row.pk).update(state="CLOSED", closed_at=timezone.now())
    assert "notes are always possible" in page(ana, row)
    assert "notes are always possible" not in page(vera, row)
