"""The page "What I was told"."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from practice_hub.alerts.groups import Group
from practice_hub.alerts.listing import Filters, alert_page, lines_of
from practice_hub.alerts.reading import mark_list_read
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member


@require_safe
@never_cache
@practice_member(Act.READ_ALERTS)
def alert_list(request: MemberRequest) -> HttpResponse:
    """Open ones or past ones, one's own or (for managers) the practice's; in pages.

    Whoever opens it has seen that something is there: the number in the rail goes.
    """
    reader = request.membership
    filters = Filters.read(request.GET.dict(), reader)
    page = alert_page(reader, filters, request.GET.get("page", ""))
    lines = lines_of(page, reader)
    mark_list_read(reader=reader, now=timezone.now())
    context = {
        "filters": filters,
        "page": page,
        "lines": lines,
        "groups": Group.choices,
        "others": urlencode(_kept(filters)),
    }
    return render(request, "alerts/list.html", context)


def _kept(filters: Filters) -> dict[str, str]:
    """What the links to the pages before and after carry on."""
    asked = {
        "show": "past" if filters.is_past else "",
        "who": "all" if filters.is_everybody else "",
        "about": filters.group,
    }
    return {name: value for name, value in asked.items() if value}
