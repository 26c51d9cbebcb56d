"""The names that an "@" in a note can mean."""

from __future__ import annotations

from django.http import HttpResponseBase, JsonResponse
from django.views.decorators.http import require_safe

from inbox.personal_alerts import colleagues_of
from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member
from practice_hub.roles import Act


@require_safe
@practice_member(Act.READ_PRIVATE)
def colleagues(request: MemberRequest) -> HttpResponseBase:
    """`{"names": [str]}`: everybody else who can read notes, by name."""
    found = colleagues_of(request.practice.pk)
    names = {one.name for one in found if one.can_read and one.user_id != request.user.pk}
    return JsonResponse({"names": sorted(names, key=str.casefold)})
