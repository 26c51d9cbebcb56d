"""All settings on one page, with what each is set to now."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from practice_hub.guide.lines import shelves_for
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member


@require_safe
@practice_member(Act.MANAGE_PRACTICE)
def index(request: MemberRequest) -> HttpResponse:
    shelves = shelves_for(request.membership, timezone.now())
    return render(request, "guide/settings.html", {"shelves": shelves})
