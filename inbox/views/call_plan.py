"""The form of a planned call: wishes of the person, who calls, and times that suit both (A5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseLocation

from inbox.access import get_conversation
from inbox.actions.callbacks import CallPlan, change_wishes, plan_callback
from inbox.actions.errors import ActionRefused
from inbox.callbacks import Slot, propose, zone_named
from inbox.forms_calls import USUAL_MINUTES, WhenForm, WishesForm, clock_args, wishes_of
from inbox.hand_off import reaches_of
from inbox.models import Callback, Conversation
from inbox.selectors import callers
from inbox.views.listing import list_query
from inbox.views.promised import clock_words
from practice_hub.http import MemberRequest, respond
from practice_hub.permissions import Act, practice_member
from practice_hub.practices.models import User

_STATUS_INPUT, _STATUS_CHANGED = 422, 409


@dataclass(slots=True)
class _Sheet:
    """The two forms as they stand, and what is planned already (then there is no `when`)."""

    conversation: Conversation
    callback: Callback | None
    wishes: WishesForm
    when: WhenForm
    callers: list[User]
    refusal: str = ""


@never_cache
@practice_member(Act.ANSWER_PRIVATE)
def plan(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """GET the form; POST plans the call, changes the wishes of a planned one, or with `suggest`
    only proposes other times."""
    conversation, now = get_conversation(request, conversation_id), timezone.now()
    sheet = _sheet(request, conversation, now)
    if request.method != "POST" or "suggest" in request.POST:
        return _show(request, sheet, now)
    if not sheet.wishes.is_valid() or not (sheet.callback or sheet.when.is_valid()):
        return _show(request, sheet, now, status=_STATUS_INPUT)
    try:
        said = _change(request, sheet, now) if sheet.callback else _plan(request, sheet, now)
    except ActionRefused as refusal:
        sheet.refusal = refusal.message
        return _show(request, sheet, now, status=_STATUS_CHANGED)
    return _back(request, conversation, said)


def _sheet(request: MemberRequest, conversation: Conversation, now: datetime) -> _Sheet:
    callback = conversation.callbacks.planned().first()
    people = callers(request.membership)
    data = request.POST if request.method == "POST" else None
    zone = request.practice.zone
    first = wishes_of(callback) if callback else _first_wishes(conversation, zone)
    today = now.astimezone(zone).date()
    return _Sheet(
        conversation=conversation,
        callback=callback,
        wishes=WishesForm(data, initial=first, today=today),
        when=WhenForm(data, callers=people, **clock_args(zone, now)),
        callers=people,
    )


def _first_wishes(conversation: Conversation, zone: ZoneInfo) -> dict[str, Any]:
    """Where they were reached before; nobody asks a person for their number twice (A14)."""
    return {"zone": zone.key, "reach": next(iter(reaches_of(conversation)), "")}


def _plan(request: MemberRequest, sheet: _Sheet, now: datetime) -> str:
    data = sheet.when.cleaned_data
    owner = next(user for user in sheet.callers if user.pk == data["owner"])
    wanted = CallPlan(owner, data["moment"], data["minutes"], sheet.wishes.typed)
    plan_callback(conversation_id=sheet.conversation.pk, actor=request.user, now=now, plan=wanted)
    when = clock_words(wanted.due_at, now, request.practice.zone)
    if owner.pk == request.user.pk:
        return _("You call %(when)s.") % {"when": when}
    return _("%(name)s calls %(when)s.") % {"name": owner.first_name, "when": when}


def _change(request: MemberRequest, sheet: _Sheet, now: datetime) -> str:
    if sheet.callback is not None:
        change_wishes(
            callback_id=sheet.callback.pk,
            actor=request.user,
            now=now,
            wishes=sheet.wishes.typed,
        )
    return _("Changed. The time of the call stays as it was.")


def _back(request: MemberRequest, conversation: Conversation, said: str) -> HttpResponse:
    messages.success(request, said)
    url = reverse("inbox:conversation", args=[conversation.pk]) + list_query(request)
    if request.htmx:
        return HttpResponseLocation(url, target="#talk", swap="innerHTML")
    return HttpResponseRedirect(url, status=303)


def _show(
    request: MemberRequest, sheet: _Sheet, now: datetime, *, status: int = 200
) -> HttpResponse:
    return respond(
        request,
        page="inbox/calls/plan.html",
        partial="inbox/calls/_plan.html",
        context=_context(request, sheet, now),
        status=status,
    )


def _context(request: MemberRequest, sheet: _Sheet, now: datetime) -> dict[str, Any]:
    owner = _owner(request, sheet)
    return {
        "now": now,
        "conversation": sheet.conversation,
        "callback": sheet.callback,
        "wishes": sheet.wishes,
        "when": sheet.when,
        "is_typed": request.method == "POST",
        "is_suggesting": "suggest" in request.POST,
        "refusal": sheet.refusal,
        "callers": sheet.callers,
        "owner": owner,
        "minutes": request.POST.get("minutes", str(USUAL_MINUTES)),
        "slots": () if sheet.callback else _slots(request, sheet, owner, now),
        "list_query": list_query(request),
    }


def _owner(request: MemberRequest, sheet: _Sheet) -> User:
    """Whom the form names; at first whom the conversation belongs to, else who is asking."""
    wanted = request.POST.get("owner") or str(sheet.conversation.assigned_to_id or "")
    return next((user for user in sheet.callers if str(user.pk) == wanted), request.user)


def _slots(request: MemberRequest, sheet: _Sheet, owner: User, now: datetime) -> tuple[Slot, ...]:
    windows, theirs = (), request.practice.zone
    if sheet.wishes.is_bound:
        sheet.wishes.is_valid()
        windows = sheet.wishes.cleaned_data.get("windows", ())
        theirs = zone_named(sheet.wishes.cleaned_data.get("zone", ""), theirs)
    return propose(request.practice, sheet.conversation, owner, windows, theirs, now=now)
