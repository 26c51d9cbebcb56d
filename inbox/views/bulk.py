"""Acting on several conversations at once, and taking it back within half a minute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from inbox.access import visible_conversations
from inbox.bulk import BulkAct, Order, Refused, Result, carry_out, take_back
from inbox.forms_bulk import NOBODY, BulkForm
from inbox.merging import count_matters, other_threads
from inbox.models import Conversation
from inbox.selectors import colleagues
from inbox.views.bulk_bar import KEPT, Undo, bulk_form, keep_undo, read_token, undo_token
from inbox.views.listing import list_context, list_query
from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member
from practice_hub.practices.models import User
from practice_hub.roles import Act, may

_STATUS_INPUT, _STATUS_CHANGED = 422, 409
_DONE: Final[dict[BulkAct, Callable[[int], str]]] = {
    BulkAct.CLAIM: lambda n: ngettext(
        "%(count)s conversation claimed.", "%(count)s conversations claimed.", n
    ),
    BulkAct.ASSIGN: lambda n: ngettext(
        "%(count)s conversation given away.", "%(count)s conversations given away.", n
    ),
    BulkAct.SNOOZE: lambda n: ngettext(
        "%(count)s conversation snoozed.", "%(count)s conversations snoozed.", n
    ),
    BulkAct.NO_REPLY: lambda n: ngettext(
        "%(count)s conversation marked as needing no reply.",
        "%(count)s conversations marked as needing no reply.",
        n,
    ),
}


@practice_member(Act.ANSWER_PUBLIC)
def bulk(request: MemberRequest) -> HttpResponseBase:
    if request.method != "POST":  # a reload after a refusal, or a way back from signing in
        return HttpResponseRedirect(_list(request))
    now = timezone.now()
    form = _form(request, request.POST)
    if not form.is_valid():
        return _page(request, {"bulk_form": form, "picked": form.ids}, _STATUS_INPUT)
    rows = _rows(request, form.ids)
    if form.cleaned_data["act"] == BulkAct.MERGE:
        return _compare(request, rows)
    rows = [*rows, *_threads(request, rows)]
    result = carry_out(_order(form), rows, actor=request.user, now=now)
    done = {step[0] for step in result.done}
    count = count_matters(row for row in rows if row.pk in done)
    return _answer(request, form, result, count)


@practice_member(Act.ANSWER_PUBLIC)
def undo(request: MemberRequest) -> HttpResponseBase:
    if request.method != "POST":
        return HttpResponseRedirect(_list(request))
    request.session.pop(KEPT, None)
    found = read_token(request, request.POST.get("token", ""))
    if found is None:
        words = _("It is too late to take that back. Each conversation can still be changed.")
        messages.error(request, words)
        return _said(request, _STATUS_CHANGED)
    act, steps = found
    back = take_back(act, steps, actor=request.user, now=timezone.now())
    if back == len(steps):
        messages.success(request, _("Taken back."))
    else:
        left = len(steps) - back
        words = ngettext(
            "%(count)s conversation taken back. Of %(left)s something else has happened since.",
            "%(count)s conversations taken back. Of %(left)s something else has happened since.",
            back,
        )
        messages.warning(request, words % {"count": back, "left": left})
    return _said(request, 200)


def _form(request: MemberRequest, data: Any = None) -> BulkForm:
    members = [(str(user.pk), user.name) for user in colleagues(request.membership)]
    return bulk_form(request, members, timezone.now(), data)


def _rows(request: MemberRequest, ids: list[int]) -> list[Conversation]:
    """Those of `ids` that the person may see, in that order; 404 when there is none."""
    found = visible_conversations(request.membership).select_related("author", "practice")
    rows = found.in_bulk(ids)
    if not rows:
        raise Http404
    return [rows[pk] for pk in ids if pk in rows]


def _threads(request: MemberRequest, rows: list[Conversation]) -> list[Conversation]:
    """What `rows` are merged with: the list shows one row for all of them."""
    chosen = {row.pk for row in rows}
    found = [thread for row in rows for thread in other_threads(row, request.membership)]
    by_pk = {thread.pk: thread for thread in found if not thread.is_ended}
    return [thread for pk, thread in by_pk.items() if pk not in chosen]


def _compare(request: MemberRequest, rows: list[Conversation]) -> HttpResponse:
    """The page that shows both; its button merges them."""
    if not may(request.membership.role, Act.READ_PRIVATE):
        raise PermissionDenied
    if len(rows) != 2:
        raise Http404
    query = list_query(request)
    url = reverse("inbox:merge", args=[rows[0].pk])
    url = f"{url}{query}{'&' if query else '?'}into={rows[1].pk}"
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


def _order(form: BulkForm) -> Order:
    data = form.cleaned_data
    chosen = data["assignee"] if data["act"] == BulkAct.ASSIGN else ""
    assignee = User.objects.get(pk=chosen) if chosen and chosen != NOBODY else None
    return Order(BulkAct(data["act"]), assignee, data["when"], data["reason"])


def _answer(request: MemberRequest, form: BulkForm, result: Result, count: int) -> HttpResponse:
    act = BulkAct(form.cleaned_data["act"])
    token = undo_token(request, act, result.done) if result.done else ""
    made = Undo(_DONE[act](count) % {"count": count}, token) if token else None
    refused = _told(result.refused)
    if not request.htmx and not refused:
        keep_undo(request, made)
        return HttpResponseRedirect(_list(request), status=303)
    fresh = {
        "bulk_form": _form(request),
        "undo": made,
        "refused": refused,
        "picked": [each.row.pk for each in result.refused],
    }
    response = _page(request, fresh, _STATUS_CHANGED if refused else 200)
    return trigger_client_event(response, "inbox:changed")


def _told(refused: list[Refused]) -> list[tuple[str, str]]:
    """Name and reason of each that was not done."""
    return [
        (each.row.person.name if each.row.person else _("Someone"), each.message)
        for each in refused
    ]


def _page(request: MemberRequest, context: dict[str, Any], status: int) -> HttpResponse:
    """The bar alone for htmx, which leaves the rows where they are; else the whole list."""
    context = {"list_query": list_query(request), **context}
    if request.htmx:
        return render(request, "inbox/_bulk_answer.html", context, status=status)
    page = list_context(request, timezone.now()) | context
    return render(request, "inbox/list.html", page, status=status)


def _said(request: MemberRequest, status: int) -> HttpResponse:
    if not request.htmx:
        return HttpResponseRedirect(_list(request), status=303)
    response = render(request, "components/messages.html", {"is_fragment": True}, status=status)
    return trigger_client_event(response, "inbox:changed")


def _list(request: MemberRequest) -> str:
    return reverse("inbox:list") + list_query(request)
