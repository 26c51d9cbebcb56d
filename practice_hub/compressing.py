"""Pages travel compressed: a list of forty rows is a fifth of its size then.

Compressed pages can tell a secret by their length when a stranger's words stand beside it (BREACH).
Django adds random bytes to each answer and masks its CSRF token anew in each, and no page of ours
repeats an address's parameters beside a secret: secrets are never shown but for four characters.
Static files were compressed when they were collected; streams and files are sent as they are.
"""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

# "gzip;q=0" is no (RFC 9110, 12.5.3), which Django takes for yes.
_REFUSED: Final = re.compile(r"\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)", re.IGNORECASE)


class PageGZipMiddleware(GZipMiddleware):
    """Compresses pages and parts of pages, and nothing else."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.streaming or not is_page:
            return response
        if _REFUSED.search(request.headers.get("Accept-Encoding", "")):
            patch_vary_headers(response, ("Accept-Encoding",))
            return response
        return super().process_response(request, response)
