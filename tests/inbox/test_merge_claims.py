"""Taking a merge back gives back what it took: who holds what, and for whom it was (A14)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from inbox import actions
from inbox.actions.merging import merge
from inbox.bulk import BulkAct, merge_step
from inbox.bulk import take_back as take_back_steps
from inbox.models import Conversation
from inbox.views.merging import _claim_all
from practice_hub.audit.models import AuditEvent
from tests.inbox.test_bulk import take_back, text
from tests.inbox.view_desk import HTMX, ViewDesk, post_to
from tests.people import Person

REASON = {"reason": "Both are hers, she said so on the phone"}


def holders(*rows: Conversation) -> list[tuple[Any, ...]]:
    names = ("claimed_by", "claimed_at", "assigned_to", "assigned_role")
    found = Conversation.objects.in_bulk([row.pk for row in rows])
    return [tuple(getattr(found[row.pk], name) for name in names) for row in rows]


def test_undo_gives_back_the_claims_and_whom_it_was_for(
    ana: Person, ben: Person, view_desk: ViewDesk
) -> None:
    mine, free, for_all = view_desk.post(), view_desk.comment(), view_desk.post("Third")
    now = timezone.now()
    view_desk.claim(mine, ana)
    token = Conversation.objects.get(pk=mine.pk).claim_token
    actions.assign(conversation_id=for_all.pk, actor=ben.user, now=now, assignee=None, role="AGENT")
    before = holders(mine, free, for_all)

    # Whoever holds one holds all, and what waited for anyone of the front desk is theirs.
    for into in (free, for_all):
        merged = post_to(ana, mine, "merge", {"into": into.pk, **REASON}, follow=True)
        row = Conversation.objects.get(pk=into.pk)
        assert row.claimed_by == ana.user
        assert (row.assigned_to == ana.user) is (into == for_all)
        assert "Taken back." in text(take_back(ana, merged))
        assert holders(mine, free, for_all) == before
    assert Conversation.objects.get(pk=mine.pk).claim_token == token  # one's own goes on
    let_go = AuditEvent.objects.filter(name="conversation.released", actor=ana.user)
    assert list(let_go.order_by("pk").values_list("subject_id", flat=True)) == [free.pk, for_all.pk]

    # What somebody else has taken meanwhile, or was given, stays theirs.
    merged = post_to(ana, mine, "merge", {"into": for_all.pk, **REASON}, follow=True)
    post_to(ben, for_all, "take-over", {"reason": "I know her"}, headers=HTMX)
    actions.assign(conversation_id=for_all.pk, actor=ben.user, now=now, assignee=ben.user)
    assert "Taken back." in text(take_back(ana, merged))
    held = Conversation.objects.get(pk=for_all.pk)
    assert (held.claimed_by, held.assigned_to, held.matter) == (ben.user, ben.user, None)


def test_a_way_back_that_knows_of_no_claims_leads_back_too(
    ana: Person, ben: Person, view_desk: ViewDesk
) -> None:
    """A page of the version before knew of none; and one more may be merged in this very moment."""
    mine, free, third = view_desk.post(), view_desk.comment(), view_desk.post("Third")
    now = timezone.now()
    actions.assign(conversation_id=free.pk, actor=ben.user, now=now, assignee=ben.user)
    before = holders(mine, free)
    ours: Any = {"actor": ana.user, "now": now, "reason": "hers"}
    was = merge(conversation_id=mine.pk, into_id=free.pk, **ours)
    pk, at, threads = merge_step(was, now)
    assert [len(thread) for thread in threads] == [8, 8]
    known = [pk, at, [thread[:7] for thread in threads]]
    assert take_back_steps(BulkAct.MERGE, [known], actor=ana.user, now=now) == 1
    assert holders(mine, free) == before

    was = merge(conversation_id=mine.pk, into_id=free.pk, **ours)
    merge(conversation_id=third.pk, into_id=free.pk, **ours)
    fresh = Conversation.objects.get(pk=free.pk)
    request: Any = SimpleNamespace(user=ana.user, membership=ana.membership)
    found = _claim_all(request, fresh, was, now)
    assert {one.pk for one in found if one.token} == {mine.pk, free.pk}
