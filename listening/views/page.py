"""The sources page, its live part and the badge in the rail."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from listening import outages
from listening.forms import TermForm
from listening.selectors import sources_page, worst_state
from practice_hub.alerts.actions import saw_page
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member


def sources_context(request: MemberRequest) -> dict[str, object]:
    """What the page and its live part need."""
    now = timezone.now()
    return {"sources": sources_page(request.practice, now), "now": now}


def render_sources(
    request: MemberRequest, term_form: TermForm | None = None, *, status: int = 200
) -> HttpResponse:
    """The whole page, with a form that was refused, if any."""
    context = sources_context(request) | {"form": term_form or TermForm()}
    return render(request, "listening/sources.html", context, status=status)


@require_safe
@never_cache
@practice_member(Act.READ_SOURCES)
def sources(request: MemberRequest) -> HttpResponse:
    saw_page(request.path, reader=request.membership, at=timezone.now())
    return render_sources(request)


@require_safe
@never_cache
@practice_member(Act.READ_SOURCES)
def live(request: MemberRequest) -> HttpResponse:
    """The cards alone, for the page that is open."""
    return render(request, "listening/_cards.html", sources_context(request))


@require_safe
@never_cache
@practice_member(Act.READ_SOURCES)
def outage_line(request: MemberRequest) -> HttpResponse:
    """What stands on top of every page while a source is red."""
    return render(request, "listening/_outage_line.html", {"down": outages.down_for(request)})


@require_safe
@never_cache
@practice_member(Act.READ_SOURCES)
def health_badge(request: MemberRequest) -> HttpResponse:
    """A dot when a source has a problem, nothing when all is well."""
    tone = worst_state(request.practice, timezone.now())
    return render(request, "listening/_badge.html", {"tone": tone})
