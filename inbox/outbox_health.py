"""What the health page and `manage.py health` say about answers on their way out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from inbox.filters import UNSENT
from inbox.models import Reply
from practice_hub.health.report import Finding, Scope, State, register_check

NAME: Final = gettext_noop("Answers")
LATE_AFTER: Final = timedelta(minutes=1)
STUCK_AFTER: Final = timedelta(minutes=5)  # a sender that died is noticed after two (P1)
Status = Reply.Status


@dataclass(frozen=True, slots=True)
class _Rule:
    """Which replies, the time from which they wait, and what is said of them."""

    which: Q
    since: str
    state: State
    says: Callable[[int], str]
    todo: str = ""
    word: str = ""

    def words(self, count: int) -> str:
        return self.says(count) % {"count": f"{count:,}"}


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
            lambda n: ngettext(
                "%(count)s answer should have gone out and did not.",
                "%(count)s answers should have gone out and did not.",
                n,
            ),
            _(
                "Look at Sending, under The machine. They go out by themselves when a worker is "
                "back."
            ),
        ),
        "asked": _Rule(
            Q(status=Status.UNCERTAIN, settle_after=None),
            "sending_at",
            State.SLOW,
            lambda n: ngettext(
                "%(count)s answer may or may not have gone out, and a person decides.",
                "%(count)s answers may or may not have gone out, and a person decides.",
                n,
            ),
            _("Open the conversation, look on the network, then say whether it is there."),
            _("Ask a person"),
        ),
        "late": _Rule(
            due & Q(send_after__lte=now - LATE_AFTER),
            "send_after",
            State.SLOW,
            lambda n: ngettext(
                "%(count)s answer should have gone out a moment ago.",
                "%(count)s answers should have gone out a moment ago.",
                n,
            ),
        ),
        "held": _Rule(
            held,
            "held_at",
            State.SLOW,
            lambda n: ngettext(
                "%(count)s answer will go out when their account is connected and read again.",
                "%(count)s answers will go out when their account is connected and read again.",
                n,
            ),
            _("Connect or resume the account under Sources."),
            _("Held"),
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
            words, since = rule.words(count), found[f"{name}_at"]
            return [
                Finding("outbox", _(NAME), rule.state, words, rule.todo, since, rule.word, path)
            ]
    every = found["every"]
    words = _("None waits to go out.")
    if every:
        said = ngettext("%(count)s answer on the way.", "%(count)s answers on the way.", every)
        words = said % {"count": f"{every:,}"}
    return [Finding("outbox", _(NAME), State.OK, words)]


register_check("answers", findings, title=gettext_noop("Going out"))
