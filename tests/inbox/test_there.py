"""A look at a conversation sees what there is on it, part by part."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import pytest

from inbox import actions
from inbox.actions.drafts import Typed, save_draft
from inbox.models import Conversation, Promise, ReplyAttachment
from inbox.there import Part, look, may_have
from tests.builders import planned_call

if TYPE_CHECKING:
    from tests.inbox.view_desk import ViewDesk
    from tests.people import Person

pytestmark = pytest.mark.django_db
ALL: Final = frozenset(Part)


def seen(row: Conversation) -> frozenset[Part]:
    found = look(Conversation.objects.filter(pk=row.pk)).get()
    return frozenset(part for part in Part if may_have(found, part))


def test_a_look_sees_each_part_from_when_it_is_there(view_desk: ViewDesk, ana: Person) -> None:
    row, now = view_desk.post(), view_desk.now
    assert seen(row) == frozenset()
    assert frozenset(part for part in Part if may_have(row, part)) == ALL  # nobody looked

    typed = Typed(audience="PUBLIC", text="We look into it.", version=0, seen_seq=row.last_seq)
    save_draft(conversation_id=row.pk, actor=ana.user, now=now, typed=typed)
    assert seen(row) == {Part.DRAFTS}
    actions.add_note(conversation_id=row.pk, actor=ana.user, now=now, body="Call first.")
    assert seen(row) == {Part.DRAFTS, Part.NOTES}
    reply = view_desk.queue(row, ana, "Thank you, we look into it.")
    assert seen(row) == {Part.DRAFTS, Part.NOTES, Part.ANSWERS}
    later = {"due_at": now + timedelta(hours=2), "warn_at": now, "created_at": now}
    Promise.objects.create(
        practice_id=row.practice_id, conversation=row, reply=reply, made_by=ana.user, **later
    )
    assert seen(row) == {Part.DRAFTS, Part.NOTES, Part.ANSWERS, Part.PROMISES}
    planned_call(row, ana.user, now)
    assert seen(row) == ALL - {Part.EARLIER, Part.PICTURES}
    ReplyAttachment.objects.create(
        conversation=row,
        form_key=uuid4(),
        position=0,
        content_type="image/png",
        uploaded_by=ana.user,
    )
    assert seen(row) == ALL - {Part.EARLIER}


def test_another_conversation_of_the_same_person_is_seen(view_desk: ViewDesk) -> None:
    rows = [view_desk.comment(), view_desk.comment("And on Mondays?")]
    assert rows[0].author_id == rows[1].author_id
    assert [seen(row) for row in rows] == [{Part.EARLIER}] * 2
    assert seen(view_desk.post()) == frozenset()
