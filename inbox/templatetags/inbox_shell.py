"""The shell around every page: queues with their counts, and which place is the current one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_noop, pgettext_lazy

from inbox.filters import DEFAULT_QUEUE, QUEUES, UNSENT, ListFilters
from inbox.models import SavedView
from inbox.selectors import COUNT_CAP, TO_APPROVE, TO_CALL, counts
from practice_hub.practices.models import Membership
from practice_hub.quick_html import format_html
from practice_hub.quick_urls import address
from practice_hub.quick_words import gettext as _
from practice_hub.ready import ready
from practice_hub.roles import Act, may

register = template.Library()

# On a phone there is room for one short word.
_SHORT = {
    "approve": pgettext_lazy("bar", "Approve"),
    "unanswered": pgettext_lazy("bar", "Unanswered"),
    "mine": pgettext_lazy("bar", "Mine"),
    "private": pgettext_lazy("bar", "Private"),
    "close": pgettext_lazy("bar", "To close"),
}
# Where the full label leaves no room for the number.
_IN_RAIL = {"approval": gettext_noop("In approval")}
# The letter after "g" that leads there (static/js/keys.js).
_GO = {
    **{"approve": "t", "unanswered": "u", "mine": "m", "calls": "c", "approval": "w"},
    **{UNSENT: "o", "private": "p", "close": "l", "snoozed": "s", "all": "a"},
}
_CALLS_AT = 2  # behind what is one's own
_KEPT = "_queue_entries"
_MOST_IN_BAR = 4  # and "More"; a phone has no room for another word


@dataclass(frozen=True, slots=True)
class QueueLink:
    """One line of the rail; `count` is capped by the selector."""

    key: str
    label: str
    short: str
    icon: str
    url: str
    count: int
    is_current: bool

    @property
    def count_text(self) -> str:
        return f"{COUNT_CAP}+" if self.count >= COUNT_CAP else str(self.count)

    @property
    def go(self) -> str:
        """What goes there after "g" on a keyboard."""
        return _GO.get(self.key, "")

    @property
    def is_urgent(self) -> bool:
        return self.key == "unanswered" and self.count > 0


def queue_entries(request: HttpRequest) -> list[QueueLink]:
    """The queues with counts; one query a request, empty for people outside a practice."""
    kept: list[QueueLink] | None = getattr(request, _KEPT, None)
    if kept is None:
        kept = _entries(request)
        setattr(request, _KEPT, kept)
    return kept


def _entries(request: HttpRequest) -> list[QueueLink]:
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None:
        return []
    cached = counts(membership, timezone.now())
    links = [_link(request, key, cached.get(key, 0)) for key in _queues_of(membership)]
    # Nearly always empty, and then it is no place to look at.
    links = [each for each in links if each.key != UNSENT or each.count or each.is_current]
    if may(membership.role, Act.READ_PRIVATE):
        links.insert(_CALLS_AT, _calls_link(request, cached.get(TO_CALL, 0)))
    if may(membership.role, Act.APPROVE):
        links.insert(0, _approve_link(request, cached.get(TO_APPROVE, 0)))
    return links


def _queues_of(membership: Membership) -> list[str]:
    sees_approvals = may(membership.role, Act.READ_APPROVALS)
    return [key for key in QUEUES if key != "approval" or sees_approvals]


def _approve_link(request: HttpRequest, count: int) -> QueueLink:
    """The pile of whoever approves stands first: others wait for it."""
    url = address("approve:page")
    is_current = request.path.startswith(url)
    return QueueLink(
        "approve", _("To approve"), str(_SHORT["approve"]), "stamp", url, count, is_current
    )


def _calls_link(request: HttpRequest, count: int) -> QueueLink:
    """One's own calls that are late or due today (A5)."""
    url = address("callbacks:page")
    is_current = request.path.startswith(url)
    return QueueLink("calls", _("Calls"), _("Calls"), "phone-outgoing", url, count, is_current)


def _link(request: HttpRequest, key: str, count: int) -> QueueLink:
    base = address("inbox:list")
    is_inbox = request.path.startswith(base)
    queue = QUEUES[key]
    return QueueLink(
        key=key,
        label=_(_IN_RAIL.get(key, queue.name)),
        short=str(_SHORT.get(key, queue.label)),
        icon=queue.icon,
        url=base if key == DEFAULT_QUEUE else f"{base}?queue={key}",
        # "All" is a place to search in, not a pile of work: a number there only disturbs.
        count=0 if key == "all" else count,
        is_current=is_inbox and current_queue(request) == key,
    )


def current_queue(request: HttpRequest) -> str:
    key = request.GET.get("queue", DEFAULT_QUEUE)
    return key if key in QUEUES else DEFAULT_QUEUE


@register.inclusion_tag("components/queue_links.html", takes_context=True)
def queue_links(context: dict[str, Any]) -> dict[str, Any]:
    return {"entries": queue_entries(context["request"])}


@register.inclusion_tag("components/queue_bar.html", takes_context=True)
def queue_bar(context: dict[str, Any]) -> dict[str, Any]:
    entries = [e for e in queue_entries(context["request"]) if e.key in _SHORT]
    return {"entries": entries[:_MOST_IN_BAR]}


@register.inclusion_tag("components/saved_views.html", takes_context=True)
def saved_views(context: dict[str, Any]) -> dict[str, Any]:
    """Beside the list, for which they are; elsewhere the palette has them."""
    request = context["request"]
    membership = getattr(request, "membership", None)
    if membership is None or not request.path.startswith(address("inbox:list")):
        return {}
    filters = ListFilters.from_query(request.GET).to_dict()
    query = f"?{urlencode(sorted(filters.items()))}" if filters else ""
    is_private = may(membership.role, Act.READ_PRIVATE)
    views = _views(membership.practice_id, membership.user_id, is_private=is_private)
    return {"views": views, "current": query}


@ready
def _views(practice_id: int, user_id: int, /, *, is_private: bool) -> QuerySet[SavedView]:
    return SavedView.objects.seen(practice_id, user_id, is_private=is_private)


@register.simple_tag
def url_or_home(name: str) -> str:
    """The address of `name`, or the front page in an installation without that part."""
    try:
        return address(name)
    except NoReverseMatch:
        return "/"


@register.simple_tag(takes_context=True)
def current_if(context: dict[str, Any], prefix: str) -> SafeString | str:
    is_here = context["request"].path.startswith(prefix)
    return format_html(' aria-current="{}"', "page") if is_here else ""


@register.simple_tag
def source_badge() -> SafeString | str:
    """A place that fills itself with a dot when a source has a problem."""
    try:
        url = address("listening:health_badge")
    except NoReverseMatch:
        return ""
    return format_html(
        '<span id="source-badge" hx-get="{}" hx-trigger="load, every 60s, sources from:body"'
        ' hx-swap="innerHTML"></span>',
        url,
    )
