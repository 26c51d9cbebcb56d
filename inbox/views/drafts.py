"""Which text stands in the composer: typed, taken back, begun from a snippet, or to be changed."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from inbox.actions.errors import ActionRefused
from inbox.domain.guard import safe_invitations
from inbox.drafts import NEEDED
from inbox.hand_off import asking_text
from inbox.models import Conversation, Reply, SavedDraft
from inbox.snippets import usable_snippet
from inbox.views.attaching import posted_key
from inbox.views.editing import edited_answer
from inbox.views.render import kept_draft
from inbox.views.texts import PRIVATE, Draft
from practice_hub.http import MemberRequest, number_of
from practice_hub.roles import Act, may

_BESIDE_TEXT = ("empty", "too_long")


def opening_draft(request: MemberRequest, conversation: Conversation) -> Draft:
    """From the address: `?draft=` a text taken back, `?snippet=` a start, `?begun=` what a
    colleague began, `?invitation=` an approved one, `?ask=1` asking when a call suits them,
    `?audience=` only the place, else nothing."""
    begun_id = number_of(request.GET.get("begun", ""))
    if begun_id is not None:
        return _begun_draft(request, conversation, begun_id)
    if "draft" in request.GET:
        return kept_draft(request, conversation)
    if invited := invitation_text(request.GET.get("invitation", "")):
        return _unless_begun(request, conversation, Reply.Audience.PUBLIC.value, invited)
    if "ask" in request.GET and may(request.membership.role, Act.ANSWER_PRIVATE):
        asking = asking_text(request.membership)
        return _unless_begun(request, conversation, PRIVATE, asking)
    return _begin(request, number_of(request.GET.get("snippet", "")))


def _unless_begun(
    request: MemberRequest, conversation: Conversation, audience: str, body: str
) -> Draft:
    """What somebody has begun to write there themselves is not written over."""
    begun = SavedDraft.objects.filter(
        conversation=conversation, user=request.user, audience=audience
    ).exclude(text="")
    return Draft(audience=audience, body="" if begun.exists() else body, is_wanted=True)


def _begin(request: MemberRequest, snippet_id: int | None) -> Draft:
    """A snippet, or the place alone; private ones for who may write them."""
    audience = request.GET.get("audience", Reply.Audience.PUBLIC.value)
    if audience == PRIVATE and not may(request.membership.role, Act.ANSWER_PRIVATE):
        return Draft()
    if snippet_id is None:
        is_chosen = "audience" in request.GET and audience in Reply.Audience
        return Draft(audience=audience, is_wanted=True) if is_chosen else Draft()
    found = usable_snippet(request.practice, snippet_id, audience, timezone.now())
    if found is None:
        return Draft()
    return Draft(audience=found.audience, body=found.body, snippet_id=found.pk)


def _begun_draft(request: MemberRequest, conversation: Conversation, begun_id: int) -> Draft:
    """Only for who has the conversation now: who writes is left alone with their words."""
    found = SavedDraft.objects.filter(pk=begun_id, conversation=conversation).first()
    is_mine = conversation.is_claimed_by(request.user, timezone.now())
    if found is None or not is_mine or found.audience not in Reply.Audience:
        return Draft()
    if not may(request.membership.role, NEEDED[found.audience]):
        return Draft()
    return Draft(audience=found.audience, body=found.text)


def typed_draft(
    request: MemberRequest,
    conversation: Conversation,
    refusal: ActionRefused | None = None,
    body: str | None = None,
) -> Draft:
    """What the person typed, as it came; `body` puts another text in its place."""
    audience = request.POST.get("audience", "")
    is_known = audience in Reply.Audience
    beside_text = refusal is not None and refusal.code in _BESIDE_TEXT
    return Draft(
        audience=audience if is_known else Reply.Audience.PUBLIC.value,
        body=request.POST.get("body", "") if body is None else body,
        skip_public_reason=request.POST.get("skip_public_reason", ""),
        refusal=refusal,
        error=refusal.message if refusal and beside_text else "",
        snippet_id=number_of(request.POST.get("snippet_id", "")),
        edits=edited_reply(request, conversation),
        posted=request.POST,
        form_key=posted_key(request.POST),
    )


def edited_reply(request: MemberRequest, conversation: Conversation) -> Reply | None:
    """The sent answer of this conversation that the form says it changes."""
    reply = edited_answer(request)
    return reply if reply and reply.conversation_id == conversation.pk else None


def invitation_text(key: str) -> str | None:
    """The words of an approved invitation."""
    return next((item.text for item in safe_invitations() if item.key == key), None)


def require_private_right(request: MemberRequest, audience: str) -> None:
    if audience == PRIVATE and not may(request.membership.role, Act.ANSWER_PRIVATE):
        raise PermissionDenied(Act.ANSWER_PRIVATE.value)
