"""How a page begins on which conversations are merged or split."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from inbox.access import get_conversation
from inbox.models import Conversation
from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member
from practice_hub.roles import Act


def sorting_page(
    run: Callable[[MemberRequest, Conversation], HttpResponse],
) -> Callable[..., HttpResponseBase]:
    """A view of <conversation_id>/…/ for who may read private messages."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @practice_member(Act.READ_PRIVATE)
    @wraps(run)
    def view(request: MemberRequest, conversation_id: int) -> HttpResponse:
        return run(request, sortable(request, conversation_id))

    return view


def sortable(request: MemberRequest, conversation_id: int) -> Conversation:
    """As far as the person may see it; 404 for outsiders, and for history that was read from a
    file: nobody works on that."""
    found = get_conversation(request, conversation_id)
    if found.is_imported:
        raise Http404
    return found
