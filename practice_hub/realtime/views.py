"""The event stream, served by the ASGI process only.

A stream occupies a WSGI thread for hours, so under WSGI the address does not exist: a proxy sends
/events/ to the ASGI process, and without a proxy browsers are told the port of that process.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import cast

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_eventstream.views import events

from practice_hub.practices.middleware import Visit
from practice_hub.realtime.closing import until_stop
from practice_hub.realtime.publish import channels_of
from practice_hub.realtime.resuming import resume_at
from practice_hub.realtime.stream import keep_listening_to_redis, watched

keep_listening_to_redis()
# The library reads them for a proxy that we do not have, and breaks on what is none of its own.
_FOREIGN = frozenset({"es-meta", "recover"})


@require_safe
def event_stream(request: HttpRequest, practice_id: int) -> HttpResponseBase:
    """Server-sent events of one practice: `changed` with `{"topic": str, "ids": [int]}`, as far as
    the reader's role may hear of it (`publish.AUDIENCES`); `stream-reset` when what was missed
    since `Last-Event-ID` (or `?after=`, for a page that opens the stream anew) is not known.

    403 for who is not signed in, 404 for who is not a member (and under WSGI).
    """
    if not isinstance(request, ASGIRequest):
        raise Http404
    if not request.user.is_authenticated:
        return _for_other_ports(request, HttpResponse("Sign in first.", status=403))
    members = cast(Visit, request).memberships
    member = next((one for one in members if one.practice_id == practice_id), None)
    if member is None:
        raise Http404
    if not _FOREIGN.isdisjoint(request.GET):
        raise Http404
    position = resume_at(request, channels_of(practice_id, member.role))
    # The library reads it there, and would answer what it cannot read with an endless loop.
    request.META["HTTP_LAST_EVENT_ID"] = position
    response = events(request, practice_id=practice_id)
    if isinstance(response, StreamingHttpResponse):
        response.charset = "utf-8"  # or it is read out of the headers for each chunk
        response.streaming_content = watched(
            until_stop(cast(AsyncIterator[bytes], response.streaming_content), position),
            user_id=request.user.pk,
            practice_id=practice_id,
            role=member.role,
            session=request.session,
        )
    return _for_other_ports(request, response)


def _for_other_ports(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let our own pages, at another port of this host, read the stream with their cookie.

    The library looks for the page in the Referer, which browsers do not send to another origin.
    """
    origin = request.headers.get("Origin", "")
    patch_vary_headers(response, ["Origin"])
    if origin and is_ours(origin, request.get_host()):
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Credentials"] = "true"
    elif "Access-Control-Allow-Origin" in response:
        del response["Access-Control-Allow-Origin"]
    return response


def is_ours(origin: str, host: str) -> bool:
    """True for the addresses pages are served at: PUBLIC_URL, or PORT of the host asked for."""
    hostname = host.rsplit(":", 1)[0]
    beside_us = {f"{scheme}://{hostname}:{settings.PORT}" for scheme in ("http", "https")}
    public = settings.PUBLIC_URL.rstrip("/")
    return origin in {public, *settings.CSRF_TRUSTED_ORIGINS, *beside_us}
