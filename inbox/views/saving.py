"""What a page keeps while somebody types: one small answer for each save."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inbox.access import get_conversation
from inbox.actions.drafts import Typed, save_draft
from inbox.actions.errors import ActionRefused
from inbox.drafts import NEEDED
from inbox.forms import BODY_LENGTH
from inbox.models import SavedDraft
from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member
from practice_hub.roles import Act, may

VERSION = "Draft-Version"


class DraftForm(forms.Form):
    """A text on its way; nothing is asked of it."""

    audience = forms.ChoiceField(choices=SavedDraft.Audience.choices)
    text = forms.CharField(max_length=BODY_LENGTH, required=False, strip=False)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 2)
    seen_seq = forms.IntegerField(min_value=0, max_value=2**31 - 2)


@require_POST
@practice_member(Act.ANSWER_PUBLIC)
def draft(request: MemberRequest, conversation_id: int) -> HttpResponseBase:
    """204 with the new version in `Draft-Version`; 409 with `{"text", "version", "message"}` when
    the page has not seen the newest text; 422 when it cannot be kept here at all."""
    conversation = get_conversation(request, conversation_id)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("This text is too long to be kept."), status=422)
    typed = Typed(**form.cleaned_data)
    if not may(request.membership.role, NEEDED[typed.audience]):
        raise PermissionDenied(NEEDED[typed.audience].value)
    try:
        version = save_draft(
            conversation_id=conversation.pk, actor=request.user, now=timezone.now(), typed=typed
        )
    except ActionRefused as refusal:
        if refusal.code != "draft_changed":
            return HttpResponse(refusal.message, status=422, content_type="text/plain")
        return JsonResponse({**refusal.context, "message": refusal.message}, status=409)
    return HttpResponse(status=204, headers={VERSION: str(version)})
