"""Answers of a restored database: none goes out before it was looked for (P1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from inbox.after_restore import RESTORED, hold_back
from inbox.models import Reply
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditEvent

if TYPE_CHECKING:
    from tests.inbox.view_desk import ViewDesk
    from tests.people import Person

pytestmark = pytest.mark.django_db
WORDS = {
    "QUEUED": "We are sorry to hear this and want to know more.",
    "SENDING": "Thank you for telling us, that should not happen.",
    "UNCERTAIN": "This is not the welcome that we want to give.",
    "AWAITING_APPROVAL": "Waiting is no fun. We will find out what went wrong.",
    "FAILED": "That is not how we want to be. Please send us a message.",
    "REJECTED": "Please give us a call, so that we can hear more.",
    "SENT": "How kind of you to say so!",
}
ON_ITS_WAY, BACK = ("QUEUED", "SENDING", "UNCERTAIN"), ("FAILED", "REJECTED")


def test_what_could_have_been_sent_since_the_backup_is_looked_for_first(
    view_desk: ViewDesk, ana: Person
) -> None:
    replies, now = {}, timezone.now()
    for status, words in WORDS.items():
        replies[status] = view_desk.queue(view_desk.post(), ana, words)
        one = Reply.objects.filter(pk=replies[status].pk)
        one.update(status=status, error_detail="Why.", sent_at=now if status == "SENT" else None)
    told = list(hold_back(now - timedelta(hours=1), now))
    assert len(told) == 3 and "3 answers were on their way" in told[0]
    after = {status: Reply.objects.get(pk=one.pk) for status, one in replies.items()}
    for status in ON_ITS_WAY:
        assert (after[status].status, after[status].error_kind) == ("UNCERTAIN", RESTORED), status
        assert after[status].settle_after and after[status].doubted_at
    assert after["AWAITING_APPROVAL"].status == "FAILED"
    for status in BACK:
        assert after[status].status == status
        assert after[status].error_detail.endswith("Why.") and after[status].doubted_at
    assert (after["SENT"].doubted_at, after["SENT"].error_detail) == (None, "Why.")
    # A restore that was cut off begins again: nothing is said or noted twice.
    notes = AuditEvent.objects.count()
    assert list(hold_back(now - timedelta(hours=1), now)) == []
    again = {status: Reply.objects.get(pk=one.pk) for status, one in replies.items()}
    assert [one.error_detail for one in again.values()] == [
        one.error_detail for one in after.values()
    ]
    assert AuditEvent.objects.count() == notes
    assert Alert.objects.filter(kind=Kind.ANSWER_RETURNED).count() == 1
