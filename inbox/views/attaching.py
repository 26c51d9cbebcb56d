"""Pictures in the composer: what its form says of them is kept before anything else is done."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from inbox.access import get_conversation
from inbox.actions.attachments import keep_pictures, remove_picture
from inbox.models import Conversation, Reply, ReplyAttachment
from inbox.pictures import is_form_used, under
from inbox.there import Part, may_have
from inbox.ways import capabilities_of
from practice_hub.headers import SANDBOXED
from practice_hub.http import MemberRequest, number_of
from practice_hub.permissions import practice_member
from practice_hub.pictures.kinds import MOST_BYTES

_ALT = "alt_"


@dataclass(frozen=True, slots=True)
class Pictures:
    """What a panel shows of them. `most` 0: this audience or network takes none."""

    form_key: uuid.UUID = field(default_factory=uuid.uuid4)
    rows: tuple[ReplyAttachment, ...] = ()
    most: int = 0
    accept: str = ""

    @property
    def can_add(self) -> bool:
        return len(self.rows) < self.most

    @property
    def alts(self) -> tuple[str, ...]:
        return tuple(row.alt_text for row in self.rows)


def pictures_for(row: Conversation, audience: str, form_key: uuid.UUID | None) -> Pictures:
    """Those that wait under `form_key`; a key that was sent already is not used again."""
    is_new = form_key is None or is_form_used(form_key)
    key = uuid.uuid4() if is_new or form_key is None else form_key
    if audience != Reply.Audience.PUBLIC:
        return Pictures(key)
    caps = capabilities_of(row.network)
    is_empty = is_new or not may_have(row, Part.PICTURES)
    rows = () if is_empty else tuple(under(row.pk, key))
    return Pictures(key, rows, caps.pictures_per_reply, ",".join(caps.picture_types))


def keep_posted(request: MemberRequest, conversation: Conversation) -> None:
    """Store the files and descriptions of a posted composer; the button may take one off.

    Raises ActionRefused("picture", "claimed" or "in_flight").
    """
    key = posted_key(request.POST)
    files = request.FILES.getlist("pictures")
    alts = alts_by_id(request.POST)
    if key is None or not (files or alts) or request.POST.get("audience") != "PUBLIC":
        return
    now = timezone.now()
    keep_pictures(
        conversation_id=conversation.pk,
        actor=request.user,
        now=now,
        form_key=key,
        files=[file.read(MOST_BYTES + 1) for file in files],
        alt_texts=alts,
    )
    press, _, value = request.POST.get("press", "").partition(":")
    picture_id = number_of(value)
    if press == "unpicture" and picture_id is not None:
        remove_picture(
            conversation_id=conversation.pk,
            actor=request.user,
            now=now,
            form_key=key,
            picture_id=picture_id,
        )


def posted_key(posted: Mapping[str, str]) -> uuid.UUID | None:
    try:
        return uuid.UUID(posted.get("form_key", ""))
    except ValueError:
        return None


def typed_alts(posted: Mapping[str, str]) -> tuple[str, ...]:
    """The descriptions as they stand in the form, for the check while somebody types."""
    return tuple(alts_by_id(posted).values())


def alts_by_id(posted: Mapping[str, str]) -> dict[int, str]:
    """The same by picture."""
    found = {number_of(name.removeprefix(_ALT)): name for name in posted if name.startswith(_ALT)}
    return {pk: posted[name] for pk, name in found.items() if pk is not None}


@require_safe
@practice_member()
def picture(request: MemberRequest, picture_id: int) -> HttpResponse:
    """The file itself, for whoever may read the conversation; never public."""
    rows = ReplyAttachment.objects.filter(
        pk=picture_id, conversation__practice_id=request.membership.practice_id
    )
    found = rows.defer(None).first()
    if found is None:
        raise Http404
    get_conversation(request, found.conversation_id)
    response = HttpResponse(bytes(found.data), content_type=found.content_type)
    response["Content-Security-Policy"] = SANDBOXED
    return response
