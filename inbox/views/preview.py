"""An answer as whoever may read it will see it, before it goes out. Reads, and keeps nothing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from inbox.access import get_conversation
from inbox.views.check import text_of
from inbox.views.drafts import require_private_right
from inbox.views.listing import list_query
from inbox.views.previews import preview_of
from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member
from practice_hub.roles import Act


@never_cache
@require_POST
@practice_member(Act.ANSWER_PUBLIC)
def preview(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """The fragment below the field, always 200; without words it says so."""
    conversation, now = get_conversation(request, conversation_id), timezone.now()
    text = text_of(request, conversation)
    require_private_right(request, text.audience)
    context = {
        "preview": preview_of(conversation, request.user, text, request.POST, now),
        "conversation": conversation,
        "practice": request.practice,
        "list_query": list_query(request),
        "now": now,
    }
    return render(request, "inbox/_preview.html", context)
