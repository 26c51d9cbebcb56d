"""Going on in private, as a sheet of the conversation or a page of its own."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from inbox.access import get_conversation
from inbox.hand_off import hand_off
from inbox.views.listing import list_query
from practice_hub.http import MemberRequest, respond
from practice_hub.permissions import practice_member
from practice_hub.roles import Act


@never_cache
@require_safe
@practice_member(Act.ANSWER_PRIVATE)
def ways(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """The ways this person has, with what to say first in public where that is still missing."""
    conversation, now = get_conversation(request, conversation_id), timezone.now()
    return respond(
        request,
        page="inbox/hand_off.html",
        partial="inbox/_hand_off.html",
        context={
            "now": now,
            "conversation": conversation,
            "hand_off": hand_off(conversation, now=now),
            "list_query": list_query(request),
        },
    )
