"""What the health page and `manage.py health` say about answers on their way out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Min, Q
from django.urls import reverse

from inbox.filters import UNSENT
from inbox.models import Reply
from practice_hub.health.report import Finding, Scope, State, register_check

NAME: Final = "Answers"
LATE_AFTER: Final = timedelta(minutes=1)
STUCK_AFTER: Final = timedelta(minutes=5)  # a sender that died is noticed after two (P1)
Status = Reply.Status


@dataclass(frozen=True, slots=True)
class _Rule:
    """Which replies, the time from which they wait, and what is said of them."""

    which: Q
    since: str
    state: State
    says: str
    todo: str = ""
    word: str = ""


def _rules(now: datetime) -> dict[str, _Rule]:
    """The worst first."""
    held = Q(status=Status.QUEUED, error_kind=Reply.HELD)
    due = Q(status=Status.QUEUED) & ~held
    sending = Q(status=Status.SENDING)
    return {
        "stuck": _Rule(
            due & Q(send_after__lte=now - STUCK_AFTER)
            | sending & Q(sending_at__lte=now - STUCK_AFTER),
            "send_after",
            State.DOWN,
            "should have gone out and did not",
            "Look at Sending, under The machine. They go out by themselves when a worker is back.",
        ),
        "asked": _Rule(
            Q(status=Status.UNCERTAIN, settle_after=None),
            "sending_at",
            State.SLOW,
            "may or may not have gone out, and a person decides",
            "Open the conversation, look on the network, then say whether it is there.",
            "Ask a person",
        ),
        "late": _Rule(
            due & Q(send_after__lte=now - LATE_AFTER),
            "send_after",
            State.SLOW,
            "should have gone out a moment ago",
        ),
        "held": _Rule(
            held,
            "held_at",
            State.SLOW,
            "will go out when their account is connected and read again",
            "Connect or resume the account under Sources.",
            "Held",
        ),
    }


def findings(scope: Scope) -> list[Finding]:
    """One finding in one query, about the practice's answers (everybody's without one)."""
    rows = Reply.objects.in_flight()
    if scope.practice_id is not None:
        rows = rows.filter(practice_id=scope.practice_id)
    rules = _rules(scope.now)
    counts = {name: Count("pk", filter=rule.which) for name, rule in rules.items()}
    times = {f"{name}_at": Min(rule.since, filter=rule.which) for name, rule in rules.items()}
    found = rows.aggregate(every=Count("pk"), **counts, **times)
    path = f"{reverse('inbox:list')}?queue={UNSENT}"
    for name, rule in rules.items():
        if count := found[name]:
            words, since = f"{_answers(count)} {rule.says}.", found[f"{name}_at"]
            return [Finding("outbox", NAME, rule.state, words, rule.todo, since, rule.word, path)]
    every = found["every"]
    words = f"{_answers(every)} on the way." if every else "None waits to go out."
    return [Finding("outbox", NAME, State.OK, words)]


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count:,} answers"


register_check("answers", findings, title="Going out")
