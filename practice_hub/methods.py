"""Pages read and forms write: no address of this product knows another method."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.loader import render_to_string

SERVED = ("GET", "HEAD", "POST")


class MethodsMiddleware:
    """Answers 405 to everything but GET, HEAD and POST, before anybody's session is looked at.

    Libraries serve more than they say (OPTIONS and TRACE of class-based views, for example); what
    nobody uses cannot be misused. Events are read by GET, and cross-origin without a preflight.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SERVED:
            return HttpResponseNotAllowed(SERVED)
        response = self.get_response(request)
        return _in_words(response) if isinstance(response, HttpResponseNotAllowed) else response


def _in_words(response: HttpResponseNotAllowed) -> HttpResponseNotAllowed:
    """A page for who opens the address of a button, from the history or a bookmark."""
    if not response.content:
        response.content = render_to_string("405.html").encode()
        # Django has said already how long it is: nothing at all, and servers believe it.
        response.headers["Content-Length"] = str(len(response.content))
    return response
