"""Pictures from our own address: of a post for whoever may read the post, of our own accounts for
who works in the practice, and for nobody else."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from inbox.access import get_mention
from listening.models import NetworkAccount
from listening.pictures import is_face_sealed, is_sealed, load, load_face, source_of
from practice_hub.headers import SANDBOXED
from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member
from practice_hub.pictures.placeholder import CONTENT_TYPE, initial, placeholder


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


@require_safe
@practice_member()
def face(request: MemberRequest, account_id: int, seal: str) -> HttpResponse:
    """What the network shows beside an account of ours; its initial when that cannot be had. 404
    for outsiders and for a seal that is not ours."""
    mine = NetworkAccount.objects.filter(practice=request.practice, pk=account_id)
    account = mine.first()
    if account is None or not is_face_sealed(account, seal):
        raise Http404
    kept = load_face(account)
    if kept.why:
        name = account.display_name or account.handle or request.practice.name
        response = HttpResponse(initial(name), content_type=CONTENT_TYPE)
    else:
        response = HttpResponse(kept.data, content_type=kept.content_type)
        # Everybody on the network sees it, and a preview is drawn anew with every pause in typing.
        response["Cache-Control"] = "private, max-age=600"
    response["Content-Security-Policy"] = SANDBOXED
    return response
