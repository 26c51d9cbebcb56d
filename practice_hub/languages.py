"""Which language the product speaks with whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from practice_hub.practices.models import Practice, User

# Each in its own words, as who looks for it would.
LANGUAGES: Final = dict(settings.LANGUAGES)


def language_for(user: User, practice: Practice | None = None) -> str:
    """What to write to `user` in, when no browser says it: their choice, else the practice's."""
    return user.language or (practice.language if practice else "") or settings.LANGUAGE_CODE


@contextmanager
def speaking(user: User, practice: Practice | None = None) -> Iterator[None]:
    """Within it every word is in the language of `user`: for mails, calls on the phone, files."""
    with translation.override(language_for(user, practice)):
        yield


def in_language_of_now(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Makes each of `parts` in the language of this call: a streamed answer is made after its
    request, and with it its language, has ended."""
    return _each_in(translation.get_language() or settings.LANGUAGE_CODE, iter(parts))


def _each_in(language: str, parts: Iterator[bytes]) -> Iterator[bytes]:
    while True:
        with translation.override(language):
            part = next(parts, None)
        if part is None:
            return
        yield part


def language_of(request: HttpRequest) -> str:
    """The person's choice, else this browser's: chosen in it before, or what it asks for."""
    chosen = getattr(request.user, "language", "")
    return chosen if chosen in LANGUAGES else translation.get_language_from_request(request)


@contextmanager
def as_asked(request: HttpRequest) -> Iterator[None]:
    """For pages made outside of the middleware, which knows the person: in the language it had
    found, else in that of the browser, for which no database is asked."""
    found = getattr(request, "LANGUAGE_CODE", "") or translation.get_language_from_request(request)
    with translation.override(found):
        yield


class LanguageMiddleware:
    """Pages speak the language of who looks at them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
