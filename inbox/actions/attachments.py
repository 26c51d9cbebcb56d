"""Adding pictures to a public answer: checked by their content, cleaned, and described.

They wait under the composer's form key, so a refused send or a reload loses none; queuing the
answer binds them to it, and from then on they cannot be changed. What nobody sent is swept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.actions.base import locked, require_not_held
from inbox.actions.errors import ActionRefused
from inbox.models import Conversation, Reply, ReplyAttachment
from inbox.models.attachments import ALT_LENGTH
from inbox.pictures import key_after, pictures_of, pictures_under
from inbox.ways import capabilities_of
from listening.connectors.base import Capabilities
from practice_hub.pictures.kinds import MOST_BYTES, UnreadablePictureError, kind_of
from practice_hub.pictures.sizes import TooManyPixelsError, clean_picture
from practice_hub.practices.models import User
from practice_hub.ready_changes import Change, ready_change
from practice_hub.roster.words import names_words

KEPT_UNSENT = timedelta(days=1)
_NAMES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP", "image/gif": "GIF"}


@transaction.atomic(durable=True)
def keep_pictures(
    *,
    conversation_id: int,
    actor: User,
    now: datetime,
    form_key: UUID,
    files: Sequence[bytes] = (),
    alt_texts: Mapping[int, str] | None = None,
) -> None:
    """Add `files` and take over the descriptions by picture id.

    Raises ActionRefused("picture") when a file is no picture, too big, of a kind that the network
    does not take, or one too many (the descriptions are kept all the same, nothing is added), and
    "claimed" when a colleague holds the conversation.
    """
    row = locked(conversation_id)
    require_not_held(row, actor, now)
    if Reply.objects.filter(form_key=form_key).exists():
        raise ActionRefused("in_flight", _("This answer was sent already. Load the page again."))
    _describe(row, form_key, alt_texts or {})
    caps = capabilities_of(row.network)
    there = pictures_under(row.pk, form_key)
    if files:
        _require_room(there.count() + len(files), caps)
    last = there.aggregate(last=Max("position"))["last"] or 0
    for number, data in enumerate(files, start=last + 1):
        clean = _cleaned(data, caps)
        ReplyAttachment.objects.create(
            conversation=row,
            form_key=form_key,
            position=number,
            content_type=kind_of(clean),
            data=clean,
            sha256=hashlib.sha256(clean).hexdigest(),
            uploaded_by=actor,
            created_at=now,
        )


def _describe(row: Conversation, form_key: UUID, alt_texts: Mapping[int, str]) -> None:
    for picture in pictures_under(row.pk, form_key).filter(pk__in=list(alt_texts), reply=None):
        text = " ".join(alt_texts[picture.pk].split())[:ALT_LENGTH]
        if text != picture.alt_text:
            pictures_under(row.pk, form_key).filter(pk=picture.pk).update(alt_text=text)


def _require_room(number: int, caps: Capabilities) -> None:
    most = caps.pictures_per_reply
    if number > most:
        message = (
            ngettext(
                "%(network)s takes %(most)s picture in an answer.",
                "%(network)s takes %(most)s pictures in an answer.",
                most,
            )
            if most
            else _("%(network)s takes no pictures in an answer.")
        )
        raise ActionRefused("picture", message % {"network": caps.network_name, "most": most})


def _cleaned(data: bytes, caps: Capabilities) -> bytes:
    if len(data) > MOST_BYTES:
        raise ActionRefused(
            "picture", _("This picture is larger than 5 MB. Make it smaller first.")
        )
    kind = kind_of(data)
    taken = names_words([_NAMES[each] for each in caps.picture_types])
    if not kind:
        raise ActionRefused(
            "picture", _("This file is not a picture. Choose %(taken)s.") % {"taken": taken}
        )
    if kind not in caps.picture_types:
        message = _("%(network)s takes no %(kind)s here. Choose %(taken)s.") % {
            "network": caps.network_name,
            "kind": _NAMES[kind],
            "taken": taken,
        }
        raise ActionRefused("picture", message)
    try:
        return clean_picture(data).data
    except UnreadablePictureError:
        raise ActionRefused("picture", _("This picture is damaged. Choose another one.")) from None
    except TooManyPixelsError:
        message = _("This picture has more than 50 million pixels. Make it smaller first.")
        raise ActionRefused("picture", message) from None


@transaction.atomic(durable=True)
def remove_picture(
    *, conversation_id: int, actor: User, now: datetime, form_key: UUID, picture_id: int
) -> None:
    """Take a picture off an answer that was not sent yet; one that is gone already is no error."""
    row = locked(conversation_id)
    require_not_held(row, actor, now)
    pictures_under(row.pk, form_key).filter(pk=picture_id, reply=None).delete()


def require_sendable(row: Conversation, reply: Reply) -> bool:
    """Every picture of the answer about to be queued is described, and fits the network; whether
    it has any.

    Raises ActionRefused("picture"). The caller holds the conversation's lock.
    """
    pictures = pictures_of(reply)
    if not pictures:
        return False
    caps = capabilities_of(row.network)
    _require_room(len(pictures), caps)
    if reply.purpose == Reply.Purpose.EDIT:
        raise ActionRefused("picture", _("An answer that is out takes no new pictures."))
    if any(not picture.alt_text for picture in pictures):
        raise ActionRefused(
            "picture",
            _(
                "Describe each picture in a sentence, for people who cannot see it. "
                "Nothing was sent."
            ),
        )
    return True


def bind_pictures(reply: Reply) -> None:
    """They belong to `reply` from now on. Called in the transaction that saves it."""
    if reply.audience == Reply.Audience.PUBLIC and reply.form_key is not None:
        _bound(reply.conversation_id, reply.form_key, reply.pk)


@ready_change
def _bound(conversation_id: int, form_key: UUID, reply_id: int, /) -> Change:
    return pictures_under(conversation_id, form_key), {"reply": reply_id}


def give_back(reply: Reply, now: datetime) -> None:
    """The answer was taken back: its pictures wait in the composer again."""
    key = key_after(reply)
    if key is not None:
        _given_back(reply.pk, key, now)


@ready_change
def _given_back(reply_id: int, form_key: UUID, now: datetime, /) -> Change:
    values = {"reply": None, "form_key": form_key, "created_at": now}
    return ReplyAttachment.objects.filter(reply_id=reply_id), values


@transaction.atomic(durable=True)
def sweep_pictures(*, now: datetime) -> None:
    """Delete what was added more than a day ago and never sent."""
    ReplyAttachment.objects.filter(reply=None, created_at__lt=now - KEPT_UNSENT).delete()
