"""The decorator of views that are for members only (demand O1)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase

from practice_hub.http import MemberRequest
from practice_hub.realtime.publish import channels_of
from practice_hub.realtime.resuming import newest
from practice_hub.roles import ROLE_ACTS, Act, Role, may

__all__ = ["ROLE_ACTS", "Act", "Role", "may", "practice_member"]

P = ParamSpec("P")


View = Callable[Concatenate[MemberRequest, P], HttpResponseBase]


def _note_position(request: MemberRequest) -> None:
    """A page says up to where its view had heard, before it looks at anything, so that its stream
    goes on from there and the page need not be asked for a second time (L2). Of views that answer
    by another one the first position counts."""
    is_page = request.headers.get("Sec-Fetch-Dest") == "document"
    if is_page and not hasattr(request, "events_after"):
        member = request.membership
        request.events_after = newest(channels_of(member.practice_id, member.role))


def practice_member(act: Act = Act.READ_PUBLIC) -> Callable[[View[P]], View[P]]:
    """Let only members of a practice in whose role allows `act`.

    Anonymous people are sent to sign in; a signed-in person without a practice gets 404; a member
    whose role does not allow the act gets 403 with a page that says whom to ask.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(
            request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.membership is None:
                raise Http404
            if not may(request.membership.role, act):
                raise PermissionDenied(act.value)
            _note_position(request)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
