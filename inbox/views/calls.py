"""The page of a day's calls, and the acts on them in place (A5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from inbox.actions.errors import ActionRefused
from inbox.call_days import WHENS, WHOSE, CallFilter, calls_page
from inbox.callbacks import Call, open_call, with_log
from inbox.forms_calls import TRIED
from inbox.models import Callback, CallbackFeed
from inbox.selectors import callers
from inbox.views.answering import InvalidForm
from inbox.views.call_acts import act_named
from practice_hub.audit.looks import looked
from practice_hub.http import MemberRequest, number_of, respond
from practice_hub.permissions import Act, practice_member

_STATUS_INPUT, _STATUS_CHANGED = 422, 409


@dataclass(frozen=True, slots=True)
class Wish:
    """What the page is asked to show beyond the calls: one opened, a form that came back."""

    open_id: int | None = None
    sheet: str = ""
    form: forms.Form | None = None
    refusal: str = ""
    feed_url: str = ""  # shown once, when it was made


@require_safe
@never_cache
@practice_member(Act.READ_PRIVATE)
def page(request: MemberRequest) -> HttpResponse:
    """`?when=` today, tomorrow or week, `&whose=` mine or all, `&open=` the call to act on."""
    looked(request, request.practice, what="calls", is_refresh=bool(request.htmx))
    return show(request, Wish(open_id=number_of(request.GET.get("open", ""))))


@never_cache
@practice_member(Act.ANSWER_PRIVATE)
def act(request: MemberRequest, callback_id: int, act: str) -> HttpResponse:
    """POST: one act, then the page as it is now; a refusal keeps what was typed."""
    run, callback = act_named(act), get_callback(request, callback_id)
    if request.method != "POST":  # a reload after a refusal, or a way back from signing in
        return HttpResponseRedirect(address(request, callback.pk))
    try:
        said = run(request, callback)
    except InvalidForm as invalid:
        wish = Wish(callback.pk, invalid.shown.sheet, invalid.shown.form)
        return show(request, wish, status=_STATUS_INPUT)
    except ActionRefused as refusal:
        wish = Wish(callback.pk, refusal=refusal.message)
        return show(request, wish, status=_STATUS_CHANGED)
    messages.success(request, said)
    if not request.htmx:
        return HttpResponseRedirect(address(request), status=303)
    response = show(request, Wish())
    trigger_client_event(response, "alerts")
    return trigger_client_event(response, "inbox:changed")


def get_callback(request: MemberRequest, callback_id: int) -> Callback:
    found = Callback.objects.filter(pk=callback_id, practice_id=request.membership.practice_id)
    callback = found.select_related("conversation", "owner").first()
    if callback is None:
        raise Http404
    return callback


def asked_of(request: MemberRequest) -> CallFilter:
    return CallFilter.of(request.GET.get("when", ""), request.GET.get("whose", ""))


def address(request: MemberRequest, open_id: int | None = None) -> str:
    """The page with its days as they were, and one call opened."""
    asked = asked_of(request)
    query = {"when": asked.when, "whose": asked.whose}
    if open_id is not None:
        query["open"] = str(open_id)
    return f"{reverse('callbacks:page')}?{urlencode(query)}"


def show(request: MemberRequest, wish: Wish, *, status: int = 200) -> HttpResponse:
    return respond(
        request,
        page="inbox/calls/page.html",
        partial="inbox/calls/_fragment.html",
        context=_context(request, wish, timezone.now()),
        status=status,
    )


def _context(request: MemberRequest, wish: Wish, now: datetime) -> dict[str, Any]:
    member, asked = request.membership, asked_of(request)
    return {
        "now": now,
        "wish": wish,
        "sheet": wish.sheet,
        "sheet_form": wish.form,
        "page": calls_page(member, asked, now=now),
        "whens": [_choice(request, "when", *choice) for choice in WHENS.items()],
        "whoses": [_choice(request, "whose", *choice) for choice in WHOSE.items()],
        "opened": _opened(request, wish, now),
        "callers": callers(member),
        "tried_choices": TRIED,
        "calls_query": f"?{urlencode({'when': asked.when, 'whose': asked.whose})}",
        "feed": CallbackFeed.objects.filter(membership=member).first(),
    }


def _choice(request: MemberRequest, name: str, value: str, label: str) -> dict[str, Any]:
    """One tab: its label, its address with the other choice kept, and whether it is this one."""
    asked = asked_of(request)
    other = replace(asked, **{name: value})
    query = urlencode({"when": other.when, "whose": other.whose})
    return {
        "label": _(label),
        "url": f"{reverse('callbacks:page')}?{query}",
        "is_current": asked == other,
    }


def _opened(request: MemberRequest, wish: Wish, now: datetime) -> Call | None:
    """The call to act on, with times to choose; None when it is no longer planned."""
    if wish.open_id is None:
        return None
    found = with_log(Callback.objects.planned()).select_related("conversation", "owner")
    callback = found.filter(pk=wish.open_id, practice=request.practice).first()
    return open_call(callback, request.practice, now=now) if callback else None
