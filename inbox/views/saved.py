"""Saved views: the page of them, saving what the list shows, changing and removing one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from inbox.actions.errors import ActionRefused
from inbox.actions.saved_views import change_view, remove_view, save_view
from inbox.filters import ListFilters
from inbox.models import SavedView
from practice_hub.bulk import storable
from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member

_ABOUT_INPUT = frozenset({"empty", "too_long", "taken", "too_many"})
_STATUS_INPUT, _STATUS_CHANGED = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
@practice_member()
def views(request: MemberRequest) -> HttpResponseBase:
    """All that one may see; a POST saves what the list of the moment shows, and leads back."""
    if request.method != "POST":
        return _page(request)
    filters = ListFilters.from_query(request.POST)
    try:
        view = save_view(
            actor=request.membership,
            now=timezone.now(),
            name=storable(request.POST.get("name", "")),
            filters=filters.to_dict(),
            is_shared="is_shared" in request.POST,
        )
    except ActionRefused as refusal:
        return _page(request, refusal, status=_status(refusal))
    messages.success(request, _("Saved. It stands at the left from now on."))
    return redirect(f"{reverse('inbox:list')}{view.query}")


@require_POST
@practice_member()
def view(request: MemberRequest, view_id: int) -> HttpResponseBase:
    """Rename, share, or remove: the button says which."""
    found = SavedView.objects.seen_by(request.membership).filter(pk=view_id).first()
    if found is None:
        raise Http404
    try:
        words = _change(request, found)
    except ActionRefused as refusal:
        at = found.pk if refusal.code in _ABOUT_INPUT else None
        return _page(request, refusal, at=at, status=_status(refusal))
    messages.success(request, words)
    return redirect("inbox:views")


def _change(request: MemberRequest, found: SavedView) -> str:
    now = timezone.now()
    if request.POST.get("press") == "remove":
        remove_view(view_id=found.pk, actor=request.membership, now=now)
        return _("Removed.")
    change_view(
        view_id=found.pk,
        actor=request.membership,
        now=now,
        name=storable(request.POST.get("name", "")),
        is_shared="is_shared" in request.POST,
    )
    return _("Saved.")


def _status(refusal: ActionRefused) -> int:
    return _STATUS_INPUT if refusal.code in _ABOUT_INPUT else _STATUS_CHANGED


def _page(
    request: MemberRequest,
    refusal: ActionRefused | None = None,
    *,
    at: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """`at`: the view whose form was refused; the typed name stays in it."""
    rows = [
        (each, each.may_change(request.membership))
        for each in SavedView.objects.seen_by(request.membership)
    ]
    context = {
        "rows": rows,
        "error": refusal.message if refusal else "",
        "at": at,
        "typed": request.POST.get("name", ""),
    }
    return render(request, "inbox/views.html", context, status=status)
