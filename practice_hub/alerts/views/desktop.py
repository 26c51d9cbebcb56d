"""What the browser shows as notifications of the computer: it asks, shows, and says so."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from practice_hub.alerts import desktop
from practice_hub.http import MemberRequest, number_of
from practice_hub.permissions import Act, practice_member


@require_safe
@never_cache
@practice_member(Act.READ_ALERTS)
def waiting(request: MemberRequest) -> HttpResponse:
    """`{"alerts": [{"id", "label", "url", "is_urgent"}], "rest": [id]}`: kinds and links only."""
    return JsonResponse(desktop.waiting(request.membership, now=timezone.now()))


@require_POST
@practice_member(Act.READ_ALERTS)
def shown(request: MemberRequest) -> HttpResponse:
    """The browser has shown the alerts named by `id`."""
    ids = [number for text in request.POST.getlist("id") if (number := number_of(text))]
    desktop.note_shown(request.membership, ids[:100], now=timezone.now())
    return HttpResponse(status=204)
