"""The end of a shift: what is in one's hand, and who has it next (issue 6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from inbox import actions
from inbox.actions.handing import hand_over
from inbox.handing import in_hand
from inbox.models import Conversation, Note, Promise
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Membership
from tests.builders import planned_call
from tests.inbox.view_desk import ViewDesk
from tests.people import Person

URL = "/inbox/hand-over/"


def give(who: Person, rows: list[Conversation], to: str, line: str = "") -> tuple[int, str]:
    """Status and words of the page that comes of it."""
    data: dict[str, Any] = {"ids": [row.pk for row in rows], "to": to, "line": line}
    answer = who.client.post(URL, data, follow=True)
    return answer.status_code, answer.content.decode()


def holders(*rows: Conversation) -> list[tuple[str | None, str | None]]:
    found = [Conversation.objects.get(pk=row.pk) for row in rows]
    names = [(row.assigned_to, row.claimed_by) for row in found]
    return [(a.first_name if a else None, c.first_name if c else None) for a, c in names]


def test_the_list_has_what_is_in_ones_hand_and_nothing_else(
    ana: Person, ben: Person, view_desk: ViewDesk, django_assert_num_queries: Any
) -> None:
    held, given, called, promised, done, others = (view_desk.post() for _ in range(6))
    view_desk.claim(held, ana)
    now = timezone.now()
    for row in (given, done):
        actions.assign(conversation_id=row.pk, actor=ben.user, now=now, assignee=ana.user)
    until = now + timedelta(days=1)
    actions.snooze(conversation_id=given.pk, actor=ana.user, now=now, until=until)
    actions.mark_no_reply_needed(conversation_id=done.pk, actor=ana.user, now=now, reason="Spam")
    view_desk.claim(others, ben)
    planned_call(called, ana.user, timezone.now())
    reply = view_desk.answer(promised, ana, "We look into it. Ana")
    Promise.objects.create(
        practice=ana.practice,
        conversation=promised,
        reply=reply,
        made_by=ana.user,
        words="by noon",
        due_at=now + timedelta(hours=1),
        warn_at=now,
        status="OPEN",
        created_at=now,
    )
    member = Membership.objects.select_related("user", "practice").get(pk=ana.membership.pk)
    with django_assert_num_queries(5):
        found = in_hand(member, now)
    rows = {one.row.pk for one in found}
    assert rows == {held.pk, given.pk, called.pk, promised.pk}
    shown = ana.client.get(URL).content.decode()
    for words in ("snoozed until", "Promised, ", "Call, ", "you are answering"):
        assert words in shown
    # A promise of hers that a colleague has by now is no longer in her hand.
    Conversation.objects.filter(pk=promised.pk).update(
        assigned_to=ben.user, claimed_by=None, claim_expires_at=None
    )
    assert promised.pk not in {one.row.pk for one in in_hand(member, now)}


def test_some_or_all_go_to_a_colleague_with_one_line(
    ana: Person, ben: Person, view_desk: ViewDesk
) -> None:
    first, second, kept = (view_desk.post() for _ in range(3))
    for row in (first, second, kept):
        view_desk.claim(row, ana)
    call = planned_call(second, ana.user, timezone.now())
    said = give(ana, [first, second], str(ben.user.pk), "They <b>call</b> back")[1]
    assert "2 conversations are with Ben now." in said
    assert holders(first, second, kept) == [("Ben", None), ("Ben", None), (None, "Ana")]
    call.refresh_from_db()
    assert call.owner == ben.user
    notes = Note.objects.values_list("author__name", "body")
    assert set(notes) == {("Ana Alvarez", "They <b>call</b> back")} and len(notes) == 2
    [alert] = Alert.objects.open()
    assert (alert.kind, alert.path) == (Kind.HANDED_OVER, "/inbox/?queue=mine")
    assert {told.user for told in alert.deliveries.all()} == {ben.user}
    [event] = AuditEvent.objects.filter(name="work.handed_over")
    assert event.details["conversations"] == 2
    assert "They" not in str(list(AuditEvent.objects.values_list("details", flat=True)))


def test_what_cannot_be_handed_over_stays_and_the_page_says_why(
    ana: Person, ben: Person, vera: Person, view_desk: ViewDesk
) -> None:
    called, private = view_desk.post(), view_desk.comment()
    planned_call(called, ana.user, timezone.now())
    view_desk.claim(private, ana)
    Conversation.objects.filter(pk=private.pk).update(has_public=False)
    said = give(ana, [called], "nobody")[1]
    assert "stays with you. You have planned to call" in said
    said = give(ana, [private], str(vera.user.pk))[1]
    assert "cannot read it: it is private." in said
    assert holders(private) == [(None, "Ana")]
    said = give(ana, [private], "nobody")[1]
    assert "1 conversation is free for everyone now." in said
    assert holders(private) == [(None, None)]
    for rows, to, words in (
        ([], str(ben.user.pk), "Select at least one conversation."),
        ([called], "", "Choose who gets them."),
        ([private], str(ben.user.pk), "not in your hand any more"),
    ):
        status, said = give(ana, rows, to, "Typed and kept")
        assert status == 422
        assert words in said and 'value="Typed and kept"' in said


def test_what_a_colleague_has_by_now_stays_with_them(
    ana: Person, ben: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post()
    view_desk.claim(row, ben)  # since the page was shown
    with pytest.raises(actions.ActionRefused) as refused:
        hand_over(conversation_id=row.pk, actor=ana.user, now=timezone.now(), to=None, line="")
    assert refused.value.code == "not_yours"
    assert holders(row) == [(None, "Ben")]


def test_strangers_and_agencies(
    ana: Person, charlie: Person, vera: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment()
    view_desk.claim(row, vera)
    assert give(charlie, [row], "nobody")[0] == 422  # nothing of ours is in their hand
    assert holders(row) == [(None, "Vera")]
    assert 'name="line"' not in vera.client.get(URL).content.decode()  # an agency writes no notes
    give(vera, [row], str(ana.user.pk), "A line")
    assert holders(row) == [("Ana", None)] and not Note.objects.exists()
    assert "Nothing is in your hand" in vera.client.get(URL).content.decode()
