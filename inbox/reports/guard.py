"""What the privacy guard stopped, and who let it out all the same (P1, P2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.utils.translation import gettext as _

from inbox.actions.stopped import STOPPED as BLOCKED
from inbox.reports.filters import Filters
from inbox.reports.happened import events, requests
from inbox.reports.results import Guard, Reason
from practice_hub.practices.models import User

OVERRIDDEN = "guard.overridden"
DOUBT = "DOUBT"  # the kind of the policy that asks for an approval when the guard is in doubt


def guard(f: Filters) -> Guard:
    """Answers that the guard stopped when somebody pressed send. Six queries at most.

    What is blocked while somebody still types is not counted, and kept nowhere.
    """
    rows = list(events(f, BLOCKED, OVERRIDDEN).values_list("name", "actor_id", "details"))
    rules = Counter(rule for _, _, details in rows for rule in details.get("rules", ()))
    by_whom: Counter[int | None] = Counter(actor for name, actor, _ in rows if name == OVERRIDDEN)
    return Guard(
        blocked=sum(name == BLOCKED for name, _, _ in rows),
        needed_approval=requests(f).filter(reasons__contains=[DOUBT]).count(),
        overridden=sum(by_whom.values()),
        rules=[Reason(rule, rule, number) for rule, number in rules.most_common()],
        overriders=_by_name(by_whom),
    )


def _by_name(counts: Mapping[int | None, int]) -> list[Reason]:
    """In the order of names, never of figures."""
    users = User.objects.in_bulk([pk for pk in counts if pk is not None])
    found = [
        Reason(str(pk or ""), str(users.get(pk or 0, _("Somebody who has left"))), number)
        for pk, number in counts.items()
    ]
    return sorted(found, key=lambda reason: reason.label.casefold())
