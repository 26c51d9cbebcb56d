"""Where Prometheus asks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from practice_hub.health.machine import has_token, kept_checks
from practice_hub.monitoring.scrape import CONTENT_TYPE, exposition


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 for everybody without `Authorization: Bearer METRICS_TOKEN`, so also without one set."""
    if not has_token(request):
        raise Http404
    now = timezone.now()
    return HttpResponse(exposition(kept_checks(now), now), content_type=CONTENT_TYPE)
