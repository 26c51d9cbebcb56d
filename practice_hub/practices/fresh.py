"""Is it still you? Acts that could do lasting harm want a sign-in that is not long ago.

An open computer at the front desk is enough to answer a post; it must not be enough to invite
oneself as an owner, to exchange the credentials of an account, or to carry everything away.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account import app_settings
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from practice_hub.http import MemberRequest, leads_home
from practice_hub.practices.idle import SIGNED_IN_AT

P = ParamSpec("P")
View = Callable[Concatenate[MemberRequest, P], HttpResponseBase]


def signed_in_recently(request: HttpRequest) -> bool:
    """Within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds, by whatever way one signs in."""
    at = request.session.get(SIGNED_IN_AT)
    age = timezone.now().timestamp() - at if isinstance(at, int | float) else None
    return age is not None and age < app_settings.REAUTHENTICATION_TIMEOUT


def is_fresh(request: HttpRequest) -> bool:
    """Signed in or asked again recently. The demo's people have nothing to be asked for."""
    if settings.IS_DEMO or signed_in_recently(request):
        return True
    return bool(did_recently_reauthenticate(request))


def still_you(*, holds_secrets: bool = False) -> Callable[[View[P]], View[P]]:
    """Put it below `practice_member`: whoever signed in long ago is asked once more.

    What was posted is kept and done after the answer. With `holds_secrets` it is not (it would
    stand in the session): then the page is opened again, and typed into again.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(
            request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if is_fresh(request):
                return view(request, *args, **kwargs)
            if request.htmx:
                return _lead(request, _page_of(request))
            if request.method == "POST" and holds_secrets:
                return _lead(request, request.get_full_path())
            raise ReauthenticationRequired

        return guarded

    return decorate


def _page_of(request: MemberRequest) -> str:
    """The page in sight, to come back to."""
    url = request.htmx.current_url_abs_path or ""
    return url if leads_home(request, url) else reverse("people:home")


def _lead(request: MemberRequest, back: str) -> HttpResponse:
    url = f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponse(status=302, headers={"Location": url})
