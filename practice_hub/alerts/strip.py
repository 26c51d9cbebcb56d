"""The strip on top of every page: what stands in it, and what stands behind "more"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practice_hub.alerts.selectors import told_alerts
from practice_hub.http import MemberRequest
from practice_hub.practices.models import Membership

if TYPE_CHECKING:
    from practice_hub.alerts.selectors import OpenAlert

_KEPT = "_alert_strip"


@dataclass(frozen=True, slots=True)
class Strip:
    """`alerts`: urgent ones first. One line is shown; the rest unfolds, because a second line
    would push the page itself off a phone."""

    alerts: list[OpenAlert]
    unseen: int = 0  # open ones that stand in the list only

    @property
    def is_urgent(self) -> bool:
        return any(alert.is_urgent for alert in self.alerts)

    @property
    def shown(self) -> OpenAlert | None:
        """The emergency that waits longest, or the only thing there is."""
        return self.alerts[0] if self.is_urgent or len(self.alerts) == 1 else None

    @property
    def more(self) -> list[OpenAlert]:
        return self.alerts[1:] if self.shown else self.alerts

    @property
    def urgent_more(self) -> int:
        return sum(alert.is_urgent for alert in self.more)

    @property
    def summary(self) -> str:
        """The line that unfolds `more`."""
        count, urgent = len(self.more), self.urgent_more
        if not self.shown:
            return self._summary_of_all()
        if not urgent:
            return ngettext("%(count)s more", "%(count)s more", count) % {"count": count}
        words = ngettext(
            "%(count)s more, %(urgent)s of them a possible emergency",
            "%(count)s more, %(urgent)s of them possible emergencies",
            urgent,
        )
        return words % {"count": count, "urgent": urgent}

    def _summary_of_all(self) -> str:
        count, label = len(self.more), self.more[0].words.label
        if len({alert.kind for alert in self.more}) == 1:
            return _("%(alert)s, %(count)s times") % {"alert": label, "count": count}
        words = ngettext(
            "%(alert)s, and %(count)s more", "%(alert)s, and %(count)s more", count - 1
        )
        return words % {"alert": label, "count": count - 1}

    @property
    def mark(self) -> str:
        """Changes with what the strip shows: the ids, which cannot be mailed, how many unseen."""
        shown = ".".join(
            f"{alert.pk}{'m' if alert.is_mail_waiting else ''}" for alert in self.alerts
        )
        return f"{shown}-{self.unseen}" if self.unseen else shown


def strip_for(request: HttpRequest) -> Strip:
    """One query at most a request; empty for who belongs to no practice or hears no alerts."""
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None:
        return Strip([])
    kept: Strip | None = getattr(request, _KEPT, None)
    if kept is None:
        kept = fresh_strip(cast(MemberRequest, request))
        setattr(request, _KEPT, kept)
    return kept


def fresh_strip(request: MemberRequest) -> Strip:
    """As it is now, after an act of this very request."""
    others = [each for each in request.memberships if each.pk != request.membership.pk]
    told = told_alerts(request.membership, timezone.now(), elsewhere=others)
    shown = [alert for alert in told if alert.is_in_strip]
    return Strip(shown, len(told) - len(shown))
