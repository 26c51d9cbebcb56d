"""The approver's page: one card, three buttons, the next card by itself (P4)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import replace_url

from inbox import approval_cards as cards
from inbox.actions import approvals as actions
from inbox.actions.errors import ActionRefused
from inbox.actions.scheduling import schedule_waiting
from inbox.forms_approve import DecisionForm, OthersForm, ReturnForm
from inbox.models import Approval
from inbox.views.approve_page import Wish, mark_now, show
from inbox.views.later import is_at_once, posted_time, waiting_words
from practice_hub.http import MemberRequest, number_of
from practice_hub.permissions import Act, practice_member

_ABOUT_INPUT = frozenset(
    {
        *("empty", "too_long", "guard_blocked", "coach_blocked", "override_not_allowed"),
        *("four_eyes", "send_at"),
    }
)
_STATUS_INPUT, _STATUS_CHANGED = 422, 409
Decide = Callable[[MemberRequest, Approval], Approval]


@require_safe
@never_cache
@practice_member(Act.APPROVE)
def page(request: MemberRequest) -> HttpResponse:
    """`?card=` one of them, `&edit` with its text to change; `?done=` offers the undo."""
    return show(
        request,
        Wish(
            card_id=number_of(request.GET.get("card", "")),
            done_id=number_of(request.GET.get("done", "")),
            is_editing="edit" in request.GET,
            is_others_kept="kept" in request.GET,
        ),
    )


@require_safe
@never_cache
@practice_member(Act.APPROVE)
def pulse(request: MemberRequest) -> HttpResponse:
    """204 while the page shows what is; else a notice with the way to what is new. The card itself
    never changes under a thumb."""
    card_id = number_of(request.GET.get("card", ""))
    now = mark_now(request, card_id)
    if now == request.GET.get("mark", ""):
        return HttpResponse(status=204)
    return render(request, "inbox/approve/_pulse.html", {"card_id": card_id})


def decision(run: Decide) -> Callable[..., HttpResponseBase]:
    """A view of POST <approval_id>/… out of a function that runs one act."""

    @never_cache
    @practice_member(Act.APPROVE)
    @wraps(run)
    def view(request: MemberRequest, approval_id: int) -> HttpResponse:
        approval = cards.find(request.membership, approval_id)
        if approval is None:
            raise Http404
        if request.method != "POST":  # a reload after a refusal, or a way back from signing in
            return redirect(_address(card=approval.pk))
        try:
            return _next(request, run(request, approval))
        except ActionRefused as refusal:
            return _refused(request, approval, refusal)

    return view


def _address(**query: int) -> str:
    return f"{reverse('approve:page')}?{urlencode(query)}"


def _next(request: MemberRequest, approval: Approval) -> HttpResponse:
    """The next card by itself; an undone one is shown again."""
    is_open = approval.status == Approval.Status.WAITING
    address = _address(card=approval.pk) if is_open else _address(done=approval.pk)
    if not request.htmx:
        response: HttpResponse = HttpResponseRedirect(address, status=303)
        return response
    wish = Wish(card_id=approval.pk) if is_open else Wish(done_id=approval.pk)
    return replace_url(show(request, wish), address)


def _refused(request: MemberRequest, approval: Approval, refusal: ActionRefused) -> HttpResponse:
    """The same card as it is now, what was typed kept, and why nothing was done."""
    status = _STATUS_INPUT if refusal.code in _ABOUT_INPUT else _STATUS_CHANGED
    wish = Wish(
        card_id=approval.pk,
        is_editing="body" in request.POST,
        is_returning="note" in request.POST,
        typed=request.POST.get("body"),
        note=request.POST.get("note", ""),
        override_reason=request.POST.get("override_reason", ""),
        refusal=refusal,
    )
    return show(request, wish, status=status)


@decision
def approve(request: MemberRequest, approval: Approval) -> Approval:
    """Approve what was shown, or with `body` what the approver made of it."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise _unreadable()
    data = form.cleaned_data
    return actions.approve(
        approval.pk,
        actor=request.membership,
        now=timezone.now(),
        shown=actions.Shown(
            data["fingerprint"],
            data["seen_seq"],
            data["seen_beside"],
            request.POST.get("goes_out"),
        ),
        body=data["body"] if "body" in request.POST else None,
        override_reason=data["override_reason"],
    )


@decision
def move(request: MemberRequest, approval: Approval) -> Approval:
    """Another time for it to go out once it is approved; the decision is still to be made."""
    moved = schedule_waiting(
        reply_id=approval.reply_id,
        actor=request.membership,
        now=timezone.now(),
        goes_out_at=None if is_at_once(request) else posted_time(request),
    )
    messages.success(request, waiting_words(request, moved))
    return approval


@decision
def return_draft(request: MemberRequest, approval: Approval) -> Approval:
    """Back to its author with a note: a ready phrase (one tap) or own words."""
    form = ReturnForm(request.POST)
    if not form.is_valid():
        raise _unreadable()
    return actions.return_draft(
        approval.pk,
        actor=request.membership,
        now=timezone.now(),
        note=form.cleaned_data["phrase"] or form.cleaned_data["note"],
        fingerprint=form.cleaned_data["fingerprint"],
    )


@decision
def undo(request: MemberRequest, approval: Approval) -> Approval:
    undone = actions.undo_decision(approval.pk, actor=request.membership, now=timezone.now())
    messages.success(request, _("Undone. It waits for you again."))
    return undone


@decision
def return_others(request: MemberRequest, approval: Approval) -> Approval:
    """One of several drafts was approved; these go back to their authors."""
    form = OthersForm(request.POST)
    if not form.is_valid():
        raise _unreadable()
    returned = actions.return_others(
        approval.pk,
        actor=request.membership,
        now=timezone.now(),
        only=frozenset(form.cleaned_data["other"]),
    )
    names = sorted({each.requested_by.first_name for each in returned})
    said = _("Returned to %(names)s.") % {"names": _(" and ").join(names)}
    messages.success(request, said if names else _("Returned to nobody."))
    return approval


def _unreadable() -> ActionRefused:
    words = _("This page was out of date. Read it again, then decide.")
    return ActionRefused("changed", words)
