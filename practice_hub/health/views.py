"""The health page and its live part."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from practice_hub.health.report import Scope, State, gather, worst
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member


@require_safe
@never_cache
@practice_member(Act.MANAGE_SOURCES)
def page(request: MemberRequest) -> HttpResponse:
    """Whether everything is alive: the machine, and the sources of this practice alone (L2)."""
    return render(request, "health/page.html", _context(request))


@require_safe
@never_cache
@practice_member(Act.MANAGE_SOURCES)
def live(request: MemberRequest) -> HttpResponse:
    """The inside of the page, for the page that is open."""
    return render(request, "health/_live.html", _context(request))


def _context(request: MemberRequest) -> dict[str, object]:
    now = timezone.now()
    sections = gather(Scope(now, practice_id=request.practice.pk))
    # What is in trouble comes first, then what people know, the machine last.
    place = {"sources": 0, "system": 2}
    shown = sorted(sections, key=lambda one: (-one.trouble, place.get(one.name, 1)))
    found = [finding for section in sections for finding in section.findings]
    return {
        "now": now,
        "sections": shown,
        "state": worst(sections),
        "down": [finding for finding in found if finding.state == State.DOWN],
        "slow": [finding for finding in found if finding.state == State.SLOW],
    }
