"""A picture of a post, from our own address: for whoever may read the post, and nobody else."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from inbox.access import get_mention
from listening.pictures import is_sealed, load, source_of
from practice_hub.headers import SANDBOXED
from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member
from practice_hub.pictures.placeholder import CONTENT_TYPE, placeholder


@require_safe
@practice_member()
def media(
    request: MemberRequest, mention_id: int, number: int, size: str, seal: str
) -> HttpResponse:
    """404 for outsiders, for what was taken back and for a seal that is not ours; a drawing with
    the reason when the picture cannot be had."""
    mention = get_mention(request, mention_id)
    source = source_of(mention, number, size)
    if not is_sealed(mention, source, seal):
        raise Http404
    kept = load(mention, source)
    if kept.why:
        response = HttpResponse(placeholder(kept.why), content_type=CONTENT_TYPE)
    else:
        response = HttpResponse(kept.data, content_type=kept.content_type)
    response["Content-Security-Policy"] = SANDBOXED
    return response
