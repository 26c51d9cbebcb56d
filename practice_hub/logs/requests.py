"""One line a request, and an id that a person can quote and that its tasks carry on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from practice_hub.logs.ids import Ids, belonging_to, current, well_formed
from practice_hub.logs.paths import safe_path
from practice_hub.monitoring.counters import count_request

logger = logging.getLogger("practice_hub.access")
HEADER: Final = "X-Request-ID"
SLOW_SECONDS: Final = 3.0
# Asked every few seconds by machines; they say nothing about anybody's work.
UNTOLD: Final = frozenset({"/healthz", "/readyz", "/metrics"})


class RequestLogMiddleware:
    """First of all, so that nothing happens before there is an id.

    The id comes from a proxy (X-Request-ID) if it is well formed, else it is made here. For a
    stream of events the line is written when it begins.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        ids = Ids(request_id=well_formed(request.headers.get(HEADER, "")))
        started = time.perf_counter()
        with belonging_to(ids):
            response = self.get_response(request)
            response.headers[HEADER] = ids.request_id
            _tell(request, response.status_code, time.perf_counter() - started)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """By now the other middleware knows who asks, and for which practice."""
        ids, membership = current(), getattr(request, "membership", None)
        if ids and membership:
            ids.practice_id, ids.user_id = membership.practice_id, membership.user_id


def _tell(request: HttpRequest, status: int, seconds: float) -> None:
    if request.path in UNTOLD or request.path.startswith(f"/{settings.STATIC_URL.lstrip('/')}"):
        return
    match = request.resolver_match
    count_request(view=match.view_name if match else "", status=status, seconds=seconds)
    told = {
        "method": request.method,
        "path": safe_path(request),
        "view": match.view_name if match else "",
        "status": status,
        "duration_seconds": round(seconds, 4),
    }
    is_wrong = status >= 500 or seconds >= SLOW_SECONDS
    words = (told["method"], told["path"], status, seconds)
    level = logging.WARNING if is_wrong else logging.INFO
    logger.log(level, "%s %s %s in %.3f s", *words, extra=told)
