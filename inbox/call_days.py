"""The calls of a day or a week: what is late on top, then by the clock (A5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.callbacks import Call, call_of, with_log
from inbox.models import Callback
from inbox.models.callbacks import CallbackQuerySet
from practice_hub.practices.models import Membership
from practice_hub.times import named_day

WHENS = {
    "today": gettext_noop("Today"),
    "tomorrow": gettext_noop("Tomorrow"),
    "week": gettext_noop("Next 7 days"),
}
WHOSE = {"mine": gettext_noop("Mine"), "all": gettext_noop("Everybody's")}
MOST = 300
_RELATED = ("conversation__author", "conversation__account", "conversation__practice")


@dataclass(frozen=True, slots=True)
class CallFilter:
    """What the address asks for; anything unknown is the default."""

    when: str = "today"
    whose: str = "mine"

    @classmethod
    def of(cls, when: str, whose: str) -> CallFilter:
        return cls(when if when in WHENS else "today", whose if whose in WHOSE else "mine")

    def days(self, today: date) -> tuple[date, date]:
        """First and last, both counted."""
        first = today + timedelta(days=1 if self.when == "tomorrow" else 0)
        return first, first + timedelta(days=6 if self.when == "week" else 0)


@dataclass(frozen=True, slots=True)
class Day:
    """`past` are calls whose time has come, which the now line divides from `ahead`."""

    on: date
    label: str
    past: list[Call]
    ahead: list[Call]
    is_today: bool


@dataclass(frozen=True, slots=True)
class CallsPage:
    """`late` is shown on every day; `settled` is what was done or canceled today."""

    filter: CallFilter
    late: list[Call]
    days: list[Day]
    settled: list[Call]
    others: int  # planned in the same days by colleagues, when only one's own are shown

    @property
    def is_empty(self) -> bool:
        return not self.late and not any(day.past or day.ahead for day in self.days)


def midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), tzinfo=zone)


def calls_page(member: Membership, asked: CallFilter, *, now: datetime) -> CallsPage:
    """A constant number of queries."""
    zone = member.practice.zone
    today = now.astimezone(zone).date()
    first, last = asked.days(today)
    span = (midnight(first, zone), midnight(last + timedelta(days=1), zone))
    own = _of(member, asked.whose)
    calls = _calls(_open(own, span, now).order_by("due_at", "pk"), zone, now)
    return CallsPage(
        filter=asked,
        late=[call for call in calls if call.state == "late"],
        days=_by_day([call for call in calls if call.state != "late"], today, zone),
        settled=_settled(own, midnight(today, zone), zone, now),
        others=_others(member, asked, span, now),
    )


def _of(member: Membership, whose: str) -> CallbackQuerySet:
    found = Callback.objects.filter(practice_id=member.practice_id)
    return found.filter(owner_id=member.user_id) if whose == "mine" else found


def _open(
    found: CallbackQuerySet, span: tuple[datetime, datetime], now: datetime
) -> CallbackQuerySet:
    """Planned for these days, and whatever is late."""
    planned = found.planned()
    return planned.filter(due_at__gte=span[0], due_at__lt=span[1]) | planned.filter(
        window_ends_at__lte=now
    )


def _calls(found: CallbackQuerySet, zone: ZoneInfo, now: datetime) -> list[Call]:
    rows = with_log(found).select_related("owner", "settled_by", "created_by", *_RELATED)
    return [call_of(row, ours=zone, now=now) for row in rows[:MOST]]


def _settled(own: CallbackQuerySet, since: datetime, zone: ZoneInfo, now: datetime) -> list[Call]:
    found = own.exclude(status=Callback.Status.PLANNED).filter(settled_at__gte=since)
    return _calls(found.order_by("-settled_at", "-pk"), zone, now)


def _others(
    member: Membership, asked: CallFilter, span: tuple[datetime, datetime], now: datetime
) -> int:
    if asked.whose != "mine":
        return 0
    return _open(_of(member, "all"), span, now).exclude(owner_id=member.user_id).count()


def _by_day(calls: list[Call], today: date, zone: ZoneInfo) -> list[Day]:
    def day_of(call: Call) -> date:
        return call.callback.due_at.astimezone(zone).date()

    days = []
    for on, group in groupby(calls, key=day_of):
        found = list(group)
        past = [call for call in found if call.state == "now"]
        ahead = [call for call in found if call.state != "now"]
        days.append(Day(on, _label(on, today), past, ahead, on == today))
    return days


def _label(on: date, today: date) -> str:
    day = named_day(on)
    if on == today:
        return _("Today, %(day)s") % {"day": day}
    if on == today + timedelta(days=1):
        return _("Tomorrow, %(day)s") % {"day": day}
    return capfirst(day)


def to_call_before(member: Membership, at: datetime) -> CallbackQuerySet:
    """One's own pile: late, or due before the day ends (`day_end`); the number in the rail."""
    return _of(member, "mine").planned().filter(due_at__lt=at)


def day_end(member: Membership, now: datetime) -> datetime:
    """Of the practice's day."""
    zone = member.practice.zone
    return midnight(now.astimezone(zone).date() + timedelta(days=1), zone)
