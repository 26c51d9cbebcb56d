"""Going on in private: the ways this person has, the one that is allowed first (A2, A5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from inbox.actions.public_first import needs_public_first
from inbox.callbacks import dialable
from inbox.coaching import invitation_groups
from inbox.domain.guard import Invitation
from inbox.forgetting import ERASED
from inbox.models import Callback, Conversation, Reply
from inbox.ways import PrivateWay, private_way
from practice_hub.practices.models import Membership

_MOST_READ, _MOST_INVITATIONS = 20, 3
# A start, never the whole message: what stands in braces has to be filled in by hand (A8).
_ASK = (
    "Thank you for writing about {{what it is about}}. I would like to call you myself. Which "
    "number may I use, and which days and hours suit you best?{sign}"
)


class Kind(StrEnum):
    WRITE = "write"
    CALL = "call"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach the person. `on_file` is what they gave us before; `why_not`: closed."""

    kind: Kind
    on_file: str = ""
    why_not: str = ""
    planned: Callback | None = None
    private: PrivateWay | None = None

    @property
    def is_open(self) -> bool:
        return not self.why_not


@dataclass(frozen=True, slots=True)
class HandOff:
    """`is_public_first`: the person complained in public and nobody has answered there yet (A1)."""

    ways: tuple[Way, ...]
    invitations: tuple[Invitation, ...]
    is_public_first: bool


def hand_off(row: Conversation, *, now: datetime) -> HandOff:
    """For whoever may read the private legs. The ways that are open stand first."""
    underway = row.replies.in_flight() | row.replies.awaiting()
    is_said = underway.filter(audience=Reply.Audience.PUBLIC).exists()
    groups = invitation_groups(row, now) if row.has_public and not is_said else []
    ways = [_write(row, now), *_call_and_mail(row)]
    return HandOff(
        ways=tuple(sorted((way for way in ways if way), key=lambda way: not way.is_open)),
        invitations=tuple(groups[0][1][:_MOST_INVITATIONS]) if groups else (),
        is_public_first=needs_public_first(row) and not is_said,
    )


def _write(row: Conversation, now: datetime) -> Way | None:
    way = private_way(row, now=now)
    return Way(Kind.WRITE, why_not=way.why_not, private=way) if way else None


def _call_and_mail(row: Conversation) -> tuple[Way, Way]:
    planned = row.callbacks.planned().select_related("owner").first()
    known = reaches_of(row)
    number = next((reach for reach in known if dialable(reach)), "")
    mail = next((reach for reach in known if "@" in reach), "")
    why_not = "" if mail else _("We have no e-mail address of theirs. Ask for it in private.")
    call = Way(Kind.CALL, on_file=number, planned=planned)
    return call, Way(Kind.MAIL, on_file=mail, why_not=why_not)


def reaches_of(row: Conversation) -> list[str]:
    """Numbers and addresses that the person gave for a call, here or earlier, the newest first."""
    calls = Callback.objects.filter(practice_id=row.practice_id).exclude(reach__in=["", ERASED])
    of_them = (
        calls.filter(conversation__author_id=row.author_id)
        if row.author_id
        else calls.filter(conversation=row)
    )
    found = of_them.order_by("-created_at").values_list("reach", flat=True)[:_MOST_READ]
    return list(dict.fromkeys(found))


def asking_text(member: Membership) -> str:
    """The start of a private message that asks when a call suits them (A5), signed (A10)."""
    name = member.user.signature or member.user.first_name
    return _ASK.format(sign=f" {name}" if member.practice.is_signing_replies and name else "")
