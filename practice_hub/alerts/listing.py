"""The list of alerts: what one was told, or for managers what the practice was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from practice_hub.alerts.channels import SENDERS, said_trouble
from practice_hub.alerts.groups import GROUP_OF, Group
from practice_hub.alerts.kinds import PERSONAL, Channel, Hold, Kind
from practice_hub.alerts.models import Alert, AlertDelivery, Step
from practice_hub.charts.units import duration
from practice_hub.health.lasted import lasted_seconds
from practice_hub.practices.models import Membership, User
from practice_hub.roles import Act, may

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; anything unknown counts as not asked for."""

    is_past: bool = False
    is_everybody: bool = False
    group: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], reader: Membership) -> Filters:
        group = query.get("about", "")
        return cls(
            is_past=query.get("show") == "past",
            is_everybody=query.get("who") == "all" and may(reader.role, Act.MANAGE_PRACTICE),
            group=group if group in Group.values else "",
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.group)


@dataclass(frozen=True, slots=True)
class Sent:
    """One way one person was told: `words` say how that went, `level` is "", "good" or "warn"."""

    channel: str
    words: str
    at: datetime | None = None
    level: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One person who was told, and how."""

    user: User
    sent: list[Sent]
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One alert of the list."""

    alert: Alert
    told: list[Told]
    can_take: bool
    lasted_seconds: float | None = None  # of an outage that is over

    @property
    def lasted(self) -> str:
        """ "42 min"; empty where nothing was down."""
        return "" if self.lasted_seconds is None else duration(self.lasted_seconds)

    @property
    def count(self) -> str:
        count = self.alert.item_count
        return _("%(count)s of them") % {"count": f"{count:,}"} if count > 1 else ""

    @property
    def next_step(self) -> str:
        """Who is told next, while nobody has it."""
        alert = self.alert
        if not alert.is_open or alert.escalates_at is None or alert.step >= Step.OWNERS:
            return ""
        return str(Step(alert.step + 1).label)


def alert_page(reader: Membership, filters: Filters, number: str) -> Page[Alert]:
    """Newest first; five queries a page, however many lines."""
    found: QuerySet[Alert] = Alert.objects.filter(practice_id=reader.practice_id)
    if filters.group:
        kinds = [kind for kind, group in GROUP_OF.items() if group == filters.group]
        found = found.filter(kind__in=kinds)
    found = _of_everybody(found, filters) if filters.is_everybody else _own(found, reader, filters)
    rows = AlertDelivery.objects.select_related("user", "digest").order_by("user__name", "pk")
    if not filters.is_everybody:
        rows = rows.filter(user_id=reader.user_id)
    ordered = found.select_related("acknowledged_by").order_by("-created_at", "-pk")
    wanted = Prefetch("deliveries", rows, to_attr="shown_deliveries")
    shown: QuerySet[Alert] = ordered.prefetch_related(wanted)
    return Paginator(shown, PER_PAGE).get_page(number)


def lines_of(page: Page[Alert], reader: Membership) -> list[Line]:
    lasted = lasted_seconds(page.object_list)
    lines = [_line(alert, reader) for alert in page.object_list]
    return [replace(line, lasted_seconds=lasted.get(line.alert.pk)) for line in lines]


def _of_everybody(found: QuerySet[Alert], filters: Filters) -> QuerySet[Alert]:
    is_open = Q(acknowledged_at=None, closed_at=None)
    return found.exclude(is_open) if filters.is_past else found.filter(is_open)


def _own(found: QuerySet[Alert], reader: Membership, filters: Filters) -> QuerySet[Alert]:
    page = AlertDelivery.objects.filter(user_id=reader.user_id, channel=Channel.PAGE)
    mine = found.filter(pk__in=page.values("alert_id"))
    # What happened to one person ends for that person with reading it.
    seen = Q(kind__in=PERSONAL, pk__in=page.exclude(read_at=None).values("alert_id"))
    is_open = Q(acknowledged_at=None, closed_at=None) & ~seen
    return mine.exclude(is_open) if filters.is_past else mine.filter(is_open)


def _line(alert: Alert, reader: Membership) -> Line:
    rows: list[AlertDelivery] = getattr(alert, "shown_deliveries", [])
    by_user: dict[int, list[AlertDelivery]] = {}
    for row in rows:
        by_user.setdefault(row.user_id, []).append(row)
    told = [_told(each) for each in by_user.values()]
    is_for_reader = reader.user_id in by_user
    can_take = alert.is_open and (is_for_reader or not alert.is_personal)
    return Line(alert, told, can_take)


def _told(rows: list[AlertDelivery]) -> Told:
    read = [row.read_at for row in rows if row.read_at]
    return Told(rows[0].user, [sent_words(row) for row in rows], min(read, default=None))


def sent_words(row: AlertDelivery) -> Sent:
    """How one delivery went, for people."""
    label = str(Channel(row.channel).label)
    sender = SENDERS.get(row.channel)
    if sender is not None and not sender.is_set_up():
        return Sent(label, _("not set up here"), level="warn")
    if row.sent_at is not None and not row.trouble:
        return Sent(label, "", row.sent_at, "good")
    if row.next_try_at is None:
        return Sent(label, _("not needed any more"))
    if row.trouble:
        return Sent(
            label, _("tried, and will be again"), row.next_try_at, "warn", said_trouble(row.trouble)
        )
    if row.hold:
        return Sent(label, _("%(why)s, due") % {"why": Hold(row.hold).label}, row.due_at)
    if row.channel == Channel.DESKTOP:
        return Sent(label, _("waits for an open page"))
    return Sent(label, _("on its way"))


def last_test(reader: Membership) -> Told | None:
    """How the latest test of this person went, channel by channel; None before the first."""
    tests = Alert.objects.filter(
        practice_id=reader.practice_id, kind=Kind.TEST, deliveries__user_id=reader.user_id
    )
    latest = tests.order_by("-created_at", "-pk").values_list("pk", flat=True).first()
    if latest is None:
        return None
    rows = AlertDelivery.objects.filter(alert_id=latest, user_id=reader.user_id)
    return _told(list(rows.select_related("user", "digest").order_by("pk")))
