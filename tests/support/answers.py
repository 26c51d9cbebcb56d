"""What tests need of requests and answers that Django has no public name for."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase


def whole_body(response: HttpResponseBase) -> bytes:
    """All that is sent, of a stream too."""
    if isinstance(response, StreamingHttpResponse):
        return b"".join(cast(Any, response))
    assert isinstance(response, HttpResponse)
    return response.content


def trusted(request: HttpRequest) -> HttpRequest:
    """As from a page of ours: the token is not asked for, like with Django's own test client."""
    cast(Any, request)._dont_enforce_csrf_checks = True
    return request
