"""What is said of mail: not set up, never needed, out, down, and refused by one address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from practice_hub.alerts import delivery
from practice_hub.alerts.kinds import Kind
from practice_hub.health.mail import findings
from practice_hub.health.report import Finding, Scope, State
from practice_hub.practices.models import Practice
from tests.alerts.builders import MailServer, raised
from tests.people import Person


def said(practice: Practice) -> Finding:
    [finding] = findings(Scope(timezone.now(), practice_id=practice.pk))
    return finding


@pytest.mark.django_db
def test_from_not_set_up_to_down_and_back(
    post: MailServer, practice: Practice, mona: Person, olga: Person, charlie: Person, settings: Any
) -> None:
    smtp = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert said(practice).state == State.NOT_SET_UP
    settings.EMAIL_BACKEND = smtp
    assert said(practice).sentence == "Set up; no mail had to go out yet."

    start = timezone.now()
    post.refuses = {mona.user.email: "550 no such user"}
    alert = raised(practice, mona, olga, kind=Kind.SOURCE_DOWN, at=start)
    delivery.deliver(alert_id=alert.pk, now=start)
    told = said(practice)
    assert (told.state, told.label) == (State.SLOW, "Partly")
    assert told.sentence == "Mail goes out, but not to everybody. 1 mail waits."
    assert said(charlie.practice).sentence == "Mail goes out, but not to everybody."
    post.refuses = {}
    delivery.deliver(alert_id=alert.pk, now=start + timedelta(hours=2))
    assert (said(practice).state, said(practice).when) == (State.OK, "last mail")

    post.stop()
    later = start + timedelta(hours=3)
    flag = raised(practice, mona, olga, kind=Kind.SYSTEM_DOWN, at=later)
    delivery.deliver(alert_id=flag.pk, now=later)
    told = said(practice)
    assert (told.state, told.since) == (State.DOWN, later)
    assert told.sentence.startswith("The mail server could not be reached")
    assert told.sentence.endswith("2 mails wait.")
    assert "EMAIL_URL" in told.todo and post.recipients == [olga.user.email, mona.user.email]
