"""Reading: the list, one conversation, the counts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from inbox.access import get_conversation, sees_private
from inbox.actions.reading import note_seen
from inbox.reading import has_seen
from inbox.views.drafts import opening_draft
from inbox.views.listing import list_context
from inbox.views.render import Shown, show
from inbox.views.threads import looked_at_all
from practice_hub.alerts.actions import saw_page
from practice_hub.alerts.new_items import close_new_items
from practice_hub.audit.looks import looked
from practice_hub.http import MemberRequest, respond
from practice_hub.permissions import Act, may, practice_member


@require_safe
@practice_member()
def conversation_list(request: MemberRequest) -> HttpResponse:
    """A queue; for htmx the list alone, and only the next rows when `after` is given."""
    is_more = "after" in request.GET
    if not request.htmx and may(request.membership.role, Act.READ_ALERTS):
        # Somebody opened it. A page that renews itself in an empty room has told nobody.
        close_new_items(request.practice.pk, timezone.now())
    return respond(
        request,
        page="inbox/list.html",
        partial="inbox/_rows.html" if is_more else "inbox/_list.html",
        context=list_context(request, timezone.now()),
    )


@require_safe
@practice_member()
def conversation(request: MemberRequest, conversation_id: int) -> HttpResponse:
    found = get_conversation(request, conversation_id, is_shown=True)
    # A page that renews itself says how far it has read; that is no new look.
    is_private = found.has_private and sees_private(request.membership)
    what = "private_messages" if is_private else "conversation"
    looked(request, found, what=what, is_refresh="seen" in request.GET)
    saw_page(request.path, reader=request.membership, at=timezone.now())
    if not has_seen(found, request.user):
        note_seen(conversation=found, user=request.user, now=timezone.now())
    looked_at_all(request, found)
    return show(request, found, Shown(draft=opening_draft(request, found)))


@require_safe
@practice_member()
def counts(request: MemberRequest) -> HttpResponse:
    """The queues with their counts, for the rail and for the bar of a phone."""
    return render(request, "inbox/_counts.html")
