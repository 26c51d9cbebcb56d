"""The language of pages: chosen by a person for all their browsers, or before signing in."""

from __future__ import annotations

from typing import Final, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from practice_hub.http import leads_home
from practice_hub.languages import LANGUAGES
from practice_hub.practices import actions
from practice_hub.practices.middleware import Visit

_YEAR: Final = 366 * 24 * 3600


@require_POST
def change_language(request: HttpRequest) -> HttpResponse:
    """Kept with the person, and in this browser for the pages before signing in."""
    chosen = request.POST.get("language", "")
    # Back to the page that asked: a form that named it would write the secret of a link into it.
    wanted = request.POST.get("next") or request.headers.get("Referer", "")
    response = redirect(wanted if leads_home(request, wanted) else "people:home")
    if chosen not in LANGUAGES:
        messages.error(request, _("Choose one of the languages."))
        return response
    member = cast(Visit, request).membership
    if member is not None:
        actions.change_language(membership=member, language=chosen, at=timezone.now())
        with override(chosen):
            messages.success(request, _("Practice Hub speaks English with you now."))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
