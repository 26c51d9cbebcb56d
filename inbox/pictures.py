"""The pictures of an answer, found by the form that they were added in, sent or not."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence

from django.db.models import QuerySet

from inbox.models import Conversation, Reply, ReplyAttachment
from inbox.there import Part, may_have
from listening.connectors.base import PictureData
from practice_hub.ready import keep_many, one_of, ready

_BACK = uuid.UUID("5f0c8a4e-5d0e-4a53-9a0e-0b9b1c7c1d11")


def pictures_under(conversation_id: int, form_key: uuid.UUID | None) -> QuerySet[ReplyAttachment]:
    """In their order."""
    if form_key is None:
        return ReplyAttachment.objects.none()
    return ReplyAttachment.objects.filter(conversation_id=conversation_id, form_key=form_key)


def keep_on(row: Conversation, replies: Sequence[Reply]) -> None:
    """Read the pictures of all `replies` in `row` at once; no query where there are none."""
    if replies:
        ids = [reply.pk for reply in replies]
        found = _with_answers(ids) if may_have(row, Part.PICTURES) else []
        keep_many(replies, "attachments", found, parent="reply")


@ready
def under(
    conversation_id: int, form_key: uuid.UUID, /
) -> QuerySet[ReplyAttachment, ReplyAttachment]:
    return pictures_under(conversation_id, form_key)


def is_form_used(form_key: uuid.UUID) -> bool:
    """Whether an answer was made of it."""
    return bool(_made_of(form_key))


@ready
def _made_of(form_key: uuid.UUID, /) -> QuerySet[Reply, int]:
    return Reply.objects.filter(form_key=form_key).values_list("pk", flat=True)


@ready
def _with_answers(reply_ids: list[int], /) -> QuerySet[ReplyAttachment, ReplyAttachment]:
    return ReplyAttachment.objects.filter(one_of("reply_id", reply_ids))


def pictures_of(reply: Reply) -> list[ReplyAttachment]:
    """Of a reply as it stands, saved or about to be."""
    if reply.audience != Reply.Audience.PUBLIC or reply.form_key is None:
        return []
    return under(reply.conversation_id, reply.form_key)


def attachment_mark(reply: Reply) -> str:
    """What an approval is bound to besides the text: the files and their descriptions, in order."""
    told = [[picture.sha256, picture.alt_text] for picture in pictures_of(reply)]
    return json.dumps(told, ensure_ascii=False) if told else ""


def pictures_to_send(reply: Reply) -> tuple[PictureData, ...]:
    """With their bytes, as a connector takes them."""
    return tuple(
        PictureData(picture.content_type, picture.alt_text, bytes(picture.data))
        for picture in ReplyAttachment.objects.filter(reply=reply).defer(None)
    )


def key_after(reply: Reply) -> uuid.UUID | None:
    """The form under which the pictures of an answer wait once it was taken back."""
    return uuid.uuid5(_BACK, str(reply.form_key)) if reply.form_key else None
