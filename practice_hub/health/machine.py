"""What machines ask: no page, no session, no names. Strangers learn `ok` or `not ok`.

Details are for who has METRICS_TOKEN. Coming from this very machine opens nothing: a proxy in front
that adds no header is on this machine too, and what it passes on are strangers. Who sits at the
machine has `manage.py health`.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from practice_hub.health import ready

KEPT_AS: Final = "health.readyz"
KEPT_SECONDS: Final = 1.0  # however many monitors ask, the database is asked once a second


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when everything does its work, 503 when something does not.

    `{"status": "ok"}`; for who may see more also `checks`: name to `{"status": "ok"|"not ok"|
    "unknown", "age_seconds": float, "limit_seconds": float}`, the times where there are some.
    """
    found = kept_checks(timezone.now())
    is_ready = ready.is_ready(found)
    told: dict[str, object] = {"status": "ok" if is_ready else "not ok"}
    if has_token(request):
        told["checks"] = {name: check.as_json() for name, check in found.items()}
    return JsonResponse(told, status=200 if is_ready else 503)


def kept_checks(now: datetime) -> dict[str, ready.Check]:
    """Every check, at most a second old."""
    cache = caches["process"]
    found: dict[str, ready.Check] | None = cache.get(KEPT_AS)
    if found is None:
        found = ready.checks(now)
        cache.set(KEPT_AS, found, KEPT_SECONDS)
    return found


def has_token(request: HttpRequest) -> bool:
    """Is it `Authorization: Bearer METRICS_TOKEN`? Never without such a setting."""
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    given = request.headers.get("Authorization", "").encode()
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(given, wanted)
