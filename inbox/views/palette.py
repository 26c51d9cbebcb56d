"""The palette: a field, and what fits what is typed; without scripts a page of its own."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from inbox.palette import find
from practice_hub.bulk import storable
from practice_hub.http import MemberRequest, respond
from practice_hub.permissions import practice_member

LONGEST = 120  # characters, as in the search of the list


@require_safe
@practice_member()
def palette(request: MemberRequest) -> HttpResponse:
    asked = storable(request.GET.get("q", "")).strip()[:LONGEST]
    found = find(request.membership, asked, timezone.now())
    return respond(
        request,
        page="inbox/palette/page.html",
        partial="inbox/palette/_found.html",
        context={"found": found, "asked": asked},
    )
