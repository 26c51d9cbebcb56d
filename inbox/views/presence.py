"""Who else has the conversation open, as a line of words."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from inbox.access import get_conversation
from inbox.merging import other_threads
from inbox.presence import Doing, doing_of, others, say, sentences
from inbox.views.panels import holder_of
from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@practice_member()
def presence(request: MemberRequest, conversation_id: int) -> HttpResponseBase:
    """The line as a fragment. A POST says before that what one does oneself (`doing`); 204 for who
    has left."""
    conversation = get_conversation(request, conversation_id)
    doing = doing_of(request.POST.get("doing", ""))
    if doing and not conversation.is_imported:
        say(conversation, request.membership, doing)
    if doing is Doing.LEFT:
        return HttpResponse(status=204)
    now, threads = timezone.now(), other_threads(conversation, request.membership)
    context = {
        "now": now,
        "conversation": conversation,
        "holder": holder_of(conversation, request.membership, now),
        "present": sentences(others(conversation, request.membership, threads)),
    }
    return render(request, "inbox/_presence.html", context)
