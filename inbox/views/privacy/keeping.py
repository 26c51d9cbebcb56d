"""How long what is kept: choose, look at what that takes, then save."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from inbox.forms_privacy import KeepingForm
from inbox.privacy.nights import last_nights
from inbox.privacy.retention import preview, rules_of, set_rules
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member
from practice_hub.practices.fresh import still_you

SHOWN = 7


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@practice_member(Act.MANAGE_PRACTICE)
def keeping(request: MemberRequest) -> HttpResponse:
    """The rules; a POST shows what the chosen ones would take, and changes nothing."""
    if request.htmx and request.method != "POST":
        return render(request, "inbox/privacy/_nights.html", _nights(request))
    if request.method != "POST":
        return _page(request, KeepingForm(initial=dict(rules_of(request.practice.pk))))
    form = KeepingForm(request.POST)
    return _page(request, form) if form.is_valid() else _page(request, form, 422)


@require_POST
@practice_member(Act.MANAGE_PRACTICE)
@still_you()
def save(request: MemberRequest) -> HttpResponse:
    """The rules that were looked at; others are shown first."""
    form = KeepingForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    if request.POST.get("seen") != mark_of(form.months()):
        return _page(request, form, 409)
    set_rules(
        practice=request.practice, months=form.months(), actor=request.user, now=timezone.now()
    )
    messages.success(request, _("Saved. It is done every night between two and five."))
    return redirect("data:keeping")


def mark_of(months: dict[str, int]) -> str:
    """Stands in the form of the preview: these rules were looked at."""
    return ".".join(f"{key}-{value}" for key, value in sorted(months.items()))


def _nights(request: MemberRequest) -> dict[str, Any]:
    return {"nights": last_nights(request.practice.pk, SHOWN)}


def _page(request: MemberRequest, form: KeepingForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form} | _nights(request)
    if form.is_bound and form.is_valid():
        found = preview(request.practice.pk, form.months(), timezone.now())
        context |= {"found": found, "seen": mark_of(form.months()), "is_preview": True}
    return render(request, "inbox/privacy/keeping.html", context, status=status)
