"""Two who merge at the same moment make one of all, or one of them is told."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from inbox.actions.errors import ActionRefused
from inbox.actions.merging import merge
from inbox.models import Conversation
from tests.builders import make_member, make_practice
from tests.inbox.test_merging import SURE, matters
from tests.inbox.view_desk import ViewDesk
from tests.support.patience import PATIENCE_SECONDS


def _merge_at_once(one: int, into: int, actor: Any, barrier: Barrier, refusals: list[str]) -> None:
    try:
        barrier.wait(PATIENCE_SECONDS)
        merge(conversation_id=one, into_id=into, actor=actor, now=timezone.now(), reason=SURE)
    except ActionRefused as refusal:
        refusals.append(refusal.code)
    finally:
        connections.close_all()


def _at_once(*jobs: tuple[Conversation, Conversation, Any]) -> list[str]:
    barrier, refusals = Barrier(len(jobs)), list[str]()
    threads = [
        Thread(target=_merge_at_once, args=(a.pk, b.pk, who, barrier, refusals))
        for a, b, who in jobs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return refusals


@pytest.mark.django_db(transaction=True)
def test_who_merges_at_the_same_moment_makes_one_of_all(db: None) -> None:
    practice = make_practice()
    ana, ben = make_member(practice, "Ana Lind").user, make_member(practice, "Ben Roe").user
    desk = ViewDesk(practice)
    one, two, three, four = desk.post(), desk.comment(), desk.post("Third"), desk.post("Fourth")
    assert _at_once((one, two, ana), (two, one, ben)) == ["same"]
    matter = matters(one)[0]
    assert matter in (one.pk, two.pk)
    assert matters(two) == [matter]
    assert set(_at_once((three, one, ana), (four, two, ben))) <= {"moved_on"}
    assert matters(one, two) == [matter] * 2
    assert set(matters(three, four)) <= {matter, None}
    assert matter in matters(three, four)
