"""Two conversations side by side, made one; and one of the threads split off again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import actions
from inbox.access import get_conversation
from inbox.actions.errors import ActionRefused
from inbox.actions.merging import Was, merge, split_off
from inbox.actions.undoing import Given
from inbox.bulk import BulkAct, merge_step
from inbox.forms import REASON_LENGTH
from inbox.merge_candidates import Candidates, candidates, plan_of
from inbox.merging import other_threads
from inbox.models import Conversation
from inbox.views.answering import Done, conversation_act
from inbox.views.bulk_bar import keep_undo, undo_of
from inbox.views.listing import list_query
from inbox.views.rows import Row
from inbox.views.sorting import sortable, sorting_page
from inbox.views.thread_rows import thread_rows
from practice_hub.bulk import storable
from practice_hub.http import MemberRequest, number_of
from practice_hub.roles import Act

_INPUT = frozenset({"reason"})


class MergeForm(forms.Form):
    reason = forms.CharField(max_length=REASON_LENGTH, required=False, strip=True)


@sorting_page
def page(request: MemberRequest, row: Conversation) -> HttpResponse:
    """`?q=` and `?into=`: choose, compare, merge. 409 or 422 with the reason when it cannot be."""
    into = _chosen(request)
    if request.method != "POST" or into is None:
        return _shown(request, row, into, MergeForm())
    form, now = MergeForm(request.POST), timezone.now()
    if not form.is_valid():
        return _shown(request, row, into, form, status=422)
    try:
        before = merge(
            conversation_id=row.pk,
            into_id=into.pk,
            actor=request.user,
            now=now,
            reason=form.cleaned_data["reason"],
        )
    except ActionRefused as refusal:
        form.add_error("reason" if refusal.code in _INPUT else None, refusal.message)
        status = 422 if refusal.code in _INPUT else 409
        return _shown(request, row, into, form, status=status)
    return _merged(request, row, into, before, now)


def _chosen(request: MemberRequest) -> Conversation | None:
    """The other one, as far as the person may see it; 404 when they may not."""
    given = request.POST.get("into") or request.GET.get("into", "")
    return sortable(request, number_of(given) or 0) if given else None


def _merged(
    request: MemberRequest,
    row: Conversation,
    into: Conversation,
    before: list[Was],
    now: datetime,
) -> HttpResponse:
    """To the conversation that it is now, with the way back; who held one of them holds all."""
    if row.is_claimed_by(request.user, now) or into.is_claimed_by(request.user, now):
        before = _claim_all(request, get_conversation(request, into.pk), before, now)
    words = _("Merged. Each thread keeps its own answers and clocks.")
    keep_undo(request, undo_of(request, words, BulkAct.MERGE, merge_step(before, now)))
    return HttpResponseRedirect(_address(into) + list_query(request), status=303)


def _claim_all(
    request: MemberRequest, fresh: Conversation, before: list[Was], now: datetime
) -> list[Was]:
    """`before` with what this changes: the way back leads from here."""
    found = {was.pk: was for was in before}
    for thread in [fresh, *other_threads(fresh, request.membership)]:
        if thread.is_ended:
            continue
        try:
            taken = actions.claim(conversation_id=thread.pk, actor=request.user, now=now)
        except ActionRefused as refusal:
            messages.warning(request, refusal.message)
            continue
        # Merged in this very moment by somebody else: theirs to take back.
        if thread.pk in found and not thread.is_claimed_by(request.user, now):
            found[thread.pk] = _taken(request, found[thread.pk], taken.token)
    return list(found.values())


def _taken(request: MemberRequest, was: Was, token: int) -> Was:
    """What waited for anyone of a role is theirs once they have claimed it."""
    is_for_them = was.became.role == request.membership.role
    became = Given(request.user.pk) if is_for_them else was.became
    return replace(was, became=became, token=token)


def _address(row: Conversation) -> str:
    return reverse("inbox:conversation", args=[row.pk])


def _shown(
    request: MemberRequest,
    row: Conversation,
    into: Conversation | None,
    form: MergeForm,
    *,
    status: int = 200,
) -> HttpResponse:
    now, query = timezone.now(), list_query(request)
    asked = storable(request.GET.get("q", "")).strip()[:120]
    context: dict[str, Any] = {
        "now": now,
        "conversation": row,
        "form": form,
        "list_query": query,
        "into_query": f"{query}{'&' if query else '?'}into=",
        "asked": asked,
    }
    if into is not None:
        both = [row, into]
        lines = thread_rows(request, both, now)
        context |= {
            "plan": plan_of(row, into),
            "sides": list(zip(lines, both, strict=True)),
        }
    else:
        found = candidates(row, request.membership, asked, now)
        context |= {"found": found, "groups": _groups(request, found, now)}
    return render(request, "inbox/merge.html", context, status=status)


def _groups(
    request: MemberRequest, found: Candidates, now: datetime
) -> list[tuple[str, list[Row]]]:
    """Headings with their rows; empty ones are left out."""
    heaps = (
        (_("The same account"), found.same_person),
        (_("The same name elsewhere"), found.same_name),
        (_("Found"), found.found),
    )
    return [(title, thread_rows(request, list(rows), now)) for title, rows in heaps if rows]


@conversation_act(Act.READ_PRIVATE)
def split_thread(request: MemberRequest, conversation: Conversation) -> Done:
    split_off(conversation_id=conversation.pk, actor=request.user, now=timezone.now())
    return Done(_("It stands alone again, with its own answers and clocks."))
