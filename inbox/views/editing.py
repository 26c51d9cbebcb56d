"""Changing the words of an answer that is out: the composer with them in it."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from inbox import actions
from inbox.access import get_conversation, get_reply
from inbox.actions.editing import why_no_edit
from inbox.actions.errors import ActionRefused
from inbox.models import Reply
from inbox.views.listing import list_query
from inbox.views.render import Shown, show
from inbox.views.texts import PUBLIC, Draft
from practice_hub.http import MemberRequest, number_of
from practice_hub.permissions import practice_member
from practice_hub.roles import Act


@practice_member(Act.ANSWER_PUBLIC)
def edit(request: MemberRequest, reply_id: int) -> HttpResponseBase:
    """POST claims the conversation, then (and on GET) the composer holds the words of the answer.

    409 with the reason when a colleague holds it or the network lets nobody change the answer.
    """
    reply = get_reply(request, reply_id)
    if request.method == "POST":
        refusal = _begin(request, reply)
        if refusal is not None:
            return _page(request, reply, Draft(refusal=refusal), status=409)
        if not request.htmx:
            address = reverse("inbox:edit", args=[reply.pk]) + list_query(request)
            return HttpResponseRedirect(address, status=303)
    elif why_no_edit(reply, reply.conversation.network):
        address = reverse("inbox:conversation", args=[reply.conversation_id])
        return HttpResponseRedirect(address + list_query(request))
    draft = Draft(audience=PUBLIC, body=reply.body, edits=reply, is_wanted=True)
    return _page(request, reply, draft)


def _begin(request: MemberRequest, reply: Reply) -> ActionRefused | None:
    if why := why_no_edit(reply, reply.conversation.network):
        return ActionRefused("cannot_edit", why)
    try:
        actions.claim(conversation_id=reply.conversation_id, actor=request.user, now=timezone.now())
    except ActionRefused as refusal:
        return refusal
    return None


def _page(request: MemberRequest, reply: Reply, draft: Draft, *, status: int = 200) -> HttpResponse:
    conversation = get_conversation(request, reply.conversation_id)
    return show(request, conversation, Shown(draft=draft), status=status)


def edited_answer(request: MemberRequest) -> Reply | None:
    """The answer that a posted composer was changing, so that a refusal goes on with it."""
    value = number_of(request.POST.get("edits_id", ""))
    if value is None:
        return None
    try:
        return get_reply(request, value)
    except Http404:
        return None
