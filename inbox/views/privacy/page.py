"""The page of the settings: people's data in one place."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from inbox.forms_privacy import ReceiptForm, SearchForm
from inbox.models import Erasure, PersonFile
from inbox.privacy.retention import rules_of
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member

SHOWN = 10


@require_safe
@never_cache
@practice_member(Act.MANAGE_PRACTICE)
def page(request: MemberRequest) -> HttpResponse:
    """Search, files, erasures with their receipts."""
    erasures = Erasure.objects.filter(practice=request.practice).select_related("asked_by")
    files = PersonFile.objects.filter(practice=request.practice).select_related("asked_by")
    context = {
        "form": SearchForm(),
        "receipt_form": ReceiptForm(),
        "rules": len(rules_of(request.practice.pk)),
        "erasures": erasures.order_by("-pk")[:SHOWN],
        "files": files.order_by("-pk")[:SHOWN],
    }
    return render(request, "inbox/privacy/page.html", context)
