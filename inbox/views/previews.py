"""What an answer will look like to whoever may read it, made from rows and a posted form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.domain.coach import is_signed
from inbox.domain.preview import Look, Piece, pieces_of
from inbox.gate_context import signatures_of, way_of
from inbox.models import Conversation, Reply, ReplyAttachment
from inbox.pictures import pictures_under
from inbox.views.attaching import alts_by_id, posted_key
from inbox.views.verdict import Text
from inbox.ways import capabilities_of
from listening.models import Mention, NetworkAccount
from listening.pictures import seal_of_face
from practice_hub.practices.models import User


@dataclass(frozen=True, slots=True)
class Preview:
    """`answers`: the post that stands above it. `too_many`: characters over the limit. `face`: the
    address of the account's picture, "" when the network told of none.

    `pictures` come with their descriptions as they stand in the form. `unsigned`: how its author
    signs, when the practice signs and the text does not (A10).
    """

    audience: str
    name: str
    face: str
    handle: str
    network: str
    recipient: str
    answers: Mention | None
    pieces: tuple[Piece, ...]
    pictures: tuple[tuple[ReplyAttachment, str], ...]
    too_many: int
    unsigned: str


def preview_of(
    conversation: Conversation, user: User, text: Text, posted: Mapping[str, str], now: datetime
) -> Preview:
    """`text` as the network of `conversation` shows it; `posted` is the form it came with."""
    account, caps = conversation.account, capabilities_of(conversation.network)
    look = _look(conversation, text.audience, now)
    body, person = text.body.strip(), conversation.person
    return Preview(
        audience=text.audience,
        name=account.display_name or account.handle or conversation.practice.name,
        face=_face(account),
        handle=f"@{account.handle}" if account.handle else "",
        network=caps.network_name,
        recipient=person.name if person else _("this person"),
        answers=text.target,
        pieces=pieces_of(body, look),
        pictures=_pictures(conversation, text.audience, posted),
        too_many=max(look.length(body) - look.most, 0),
        unsigned=_unsigned(conversation, user, body),
    )


def _face(account: NetworkAccount) -> str:
    seal = seal_of_face(account)
    return reverse("inbox:face", args=(account.pk, seal)) if seal else ""


def _look(conversation: Conversation, audience: str, now: datetime) -> Look:
    caps = capabilities_of(conversation.network)
    way = way_of(conversation, audience, now)
    most = way.max_length if way else caps.public_length
    return Look(most, caps.counts_links_as, caps.counts_wide_as_two, caps.names_lead)


def _pictures(
    conversation: Conversation, audience: str, posted: Mapping[str, str]
) -> tuple[tuple[ReplyAttachment, str], ...]:
    if audience != Reply.Audience.PUBLIC:
        return ()
    typed = alts_by_id(posted)
    found = pictures_under(conversation.pk, posted_key(posted))
    return tuple((each, typed.get(each.pk, each.alt_text).strip()) for each in found)


def _unsigned(conversation: Conversation, user: User, body: str) -> str:
    names = signatures_of(user)
    is_asked = conversation.practice.is_signing_replies and bool(body and names)
    return names[0] if is_asked and not is_signed(body, names) else ""
