"""The check while somebody types: it reads and says, and keeps nothing of what was written."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from inbox.access import get_conversation
from inbox.actions.advice import dismiss_advice
from inbox.actions.errors import ActionRefused
from inbox.models import Conversation, Reply
from inbox.opening import hours_of
from inbox.views.attaching import typed_alts
from inbox.views.drafts import edited_reply, require_private_right
from inbox.views.listing import list_query
from inbox.views.promised import promise_rows
from inbox.views.verdict import Checked, Text, check_text, typed
from inbox.ways import first_public, public_way
from listening.models import Mention
from practice_hub.http import MemberRequest, number_of
from practice_hub.permissions import practice_member
from practice_hub.ready import ready
from practice_hub.roles import Act


@never_cache
@require_POST
@practice_member(Act.ANSWER_PUBLIC)
def check(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """The verdict on the text of the form as a fragment, always 200. Writes nothing."""
    conversation = get_conversation(request, conversation_id)
    return _fragment(request, conversation)


@never_cache
@require_POST
@practice_member(Act.ANSWER_PUBLIC)
def dismiss(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """Wave one piece of advice away, then the verdict without it."""
    conversation = get_conversation(request, conversation_id)
    audience = _audience(request)
    try:
        wave_away(request, conversation, audience, request.POST.get("key", ""))
    except ActionRefused as refusal:
        return HttpResponse(refusal.message, status=422, content_type="text/plain; charset=utf-8")
    return _fragment(request, conversation)


def wave_away(request: MemberRequest, conversation: Conversation, audience: str, key: str) -> None:
    require_private_right(request, audience)
    dismiss_advice(
        conversation_id=conversation.pk,
        actor=request.user,
        now=timezone.now(),
        audience=audience,
        key=key,
    )


def _fragment(request: MemberRequest, conversation: Conversation) -> HttpResponse:
    context = {
        "checked": _checked(request, conversation),
        "conversation": conversation,
        "list_query": list_query(request),
        "practice": request.practice,
    }
    return render(request, "inbox/guard/_check.html", context)


def _audience(request: MemberRequest) -> str:
    audience = request.POST.get("audience", "")
    return audience if audience in Reply.Audience else Reply.Audience.PUBLIC.value


def _checked(request: MemberRequest, conversation: Conversation) -> Checked:
    now = timezone.now()
    text = text_of(request, conversation)
    require_private_right(request, text.audience)
    checked = check_text(conversation, request.membership, text, now=now)
    zone, hours = request.practice.zone, hours_of(conversation)
    rows = promise_rows(text.body, request.POST, hours=hours, zone=zone, now=now)
    return checked.with_promises(rows)


def text_of(request: MemberRequest, conversation: Conversation) -> Text:
    """What the composer's form holds, with the post that it answers."""
    audience = _audience(request)
    purpose = request.POST.get("purpose", "")
    purpose = purpose if purpose in Reply.Purpose else Reply.Purpose.ANSWER.value
    target = _target(request, conversation, purpose) if audience == "PUBLIC" else None
    text = typed(audience, request.POST.get("body", ""), purpose, target)
    return replace(text, alts=typed_alts(request.POST) if audience == "PUBLIC" else ())


def _target(request: MemberRequest, conversation: Conversation, purpose: str) -> Mention | None:
    """The post that is answered, chosen as the send itself chooses it."""
    edits = edited_reply(request, conversation)
    if edits is not None:
        return edits.target
    if purpose == Reply.Purpose.CLOSING:
        return first_public(conversation)
    pk = number_of(request.POST.get("target_id", ""))
    found = None if pk is None else _post.first(conversation.pk, pk)
    return found or public_way(conversation).target


@ready
def _post(conversation_id: int, pk: int, /) -> QuerySet[Mention, Mention]:
    found = Mention.objects.filter(pk=pk, audience=Mention.Audience.PUBLIC)
    return found.filter(inbox_item__conversation_id=conversation_id)
