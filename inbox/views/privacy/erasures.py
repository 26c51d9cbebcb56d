"""Erase a person, watch it, and the receipt."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from inbox.actions.errors import ActionRefused
from inbox.forms_privacy import EraseForm, ReceiptForm
from inbox.models import Erasure
from inbox.privacy.erasing import start_erasure
from inbox.privacy.holdings import going, staying
from inbox.privacy.receipts import check, receipt_file
from inbox.views.privacy.people import people_of, person_context
from practice_hub.audit.looks import downloaded, looked
from practice_hub.http import MemberRequest, respond
from practice_hub.permissions import Act, practice_member
from practice_hub.practices.fresh import still_you


@require_POST
@practice_member(Act.MANAGE_PRACTICE)
@still_you()
def erase(request: MemberRequest) -> HttpResponse:
    """Begin, once somebody has looked, said why and typed the word."""
    people = people_of(request, request.POST)
    if not people:
        return redirect("data:find")
    form = EraseForm(request.POST)
    if not form.is_valid():
        return render(
            request, "inbox/privacy/person.html", person_context(people, form), status=422
        )
    try:
        run = start_erasure(
            practice=request.practice,
            people=people,
            reason=form.cleaned_data["reason"],
            seen=request.POST.get("seen", ""),
            actor=request.user,
            now=timezone.now(),
        )
    except ActionRefused as refusal:
        context = person_context(people, form, refusal.message)
        return render(request, "inbox/privacy/person.html", context, status=409)
    return redirect("data:erasure", run.pk)


@require_safe
@never_cache
@practice_member(Act.MANAGE_PRACTICE)
def erasure(request: MemberRequest, erasure_id: int) -> HttpResponse:
    """How far it is; the receipt when it is done."""
    run = _run_of(request, erasure_id)
    looked(request, run, what="erasure", is_refresh=bool(request.htmx))
    return respond(
        request,
        page="inbox/privacy/erasure.html",
        partial="inbox/privacy/_erasure.html",
        context={"run": run, "going": going(run.counts), "staying": staying(run.counts)},
    )


@require_safe
@never_cache
@practice_member(Act.MANAGE_PRACTICE)
def receipt(request: MemberRequest, erasure_id: int) -> HttpResponse:
    """The receipt as a file. Until it is done there is none: its page says how far it is."""
    run = _run_of(request, erasure_id)
    if not run.is_over:
        return redirect("data:erasure", run.pk)
    downloaded(request, run, what="receipt")
    response = HttpResponse(receipt_file(run), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{run.number}.json"'
    return response


@require_POST
@practice_member(Act.MANAGE_PRACTICE)
def check_receipt(request: MemberRequest) -> HttpResponse:
    """Is this file a receipt of ours, and unchanged?"""
    form = ReceiptForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for one in form.errors["file"]))
        return redirect("data:page")
    found = check(form.cleaned_data["file"], request.practice.pk)
    (messages.success if found.is_good else messages.error)(request, found.words)
    return redirect("data:page")


def _run_of(request: MemberRequest, erasure_id: int) -> Erasure:
    runs = Erasure.objects.filter(practice=request.practice).select_related("asked_by", "practice")
    return get_object_or_404(runs, pk=erasure_id)
