"""Changing a public answer that is out already, where the network lets one.

A change is a reply of purpose EDIT on the road of every answer: guard, coach, approval, undo,
outbox. Once it is out, the answer it changes has the new words; the row of the change stays as the
record of who changed what, with the words before. It is no second answer: no clock, no number.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from inbox.actions.base import noted
from inbox.actions.errors import ActionRefused
from inbox.domain.delivery import Status
from inbox.domain.matching import is_same_text
from inbox.models import Conversation, Leg, Promise, Reply
from inbox.ways import PublicWay, capabilities_of, public_way
from listening.connectors.base import Connector, ConnectorError, ErrorKind, Sent, Target
from listening.models import Mention

OUR_SENTENCE = "target"  # error code: the detail is our own sentence, fit for the page
_UNDER_WAY = [
    Status.AWAITING_APPROVAL.value,
    Status.QUEUED.value,
    Status.SENDING.value,
    Status.UNCERTAIN.value,
]


def why_no_edit(reply: Reply, network: str) -> str:
    """Why `reply` cannot be changed from here, in a sentence; empty when it can."""
    caps = capabilities_of(network)
    if reply.audience != Reply.Audience.PUBLIC:
        return _("A private message cannot be changed once it is out.")
    if reply.status != Status.SENT or reply.purpose == Reply.Purpose.EDIT:
        return _("Only an answer that is out can be changed.")
    if reply.deleted_at:
        return _("This answer was removed on %(network)s.") % {"network": caps.network_name}
    if not caps.can_edit_reply:
        return _("%(network)s does not let us change an answer. Open it there.") % {
            "network": caps.network_name
        }
    if reply.via != Reply.Via.API or not reply.external_id:
        return _("This answer was written on %(network)s. Change it there.") % {
            "network": caps.network_name
        }
    return ""


def prepare_edit(
    row: Conversation, edits_id: int | None, body: str
) -> tuple[Leg, Mention | None, PublicWay]:
    """Where a change of the answer `edits_id` goes and how long it may be.

    Raises ActionRefused with "cannot_edit", "unchanged" or "in_flight"; the caller holds the
    conversation's lock.
    """
    original = row.replies.select_related("leg", "target").filter(pk=edits_id or 0).first()
    if original is None:
        raise ActionRefused("cannot_edit", _("That answer is not part of this conversation."))
    way = edit_way(row, original.target)
    if why := why_no_edit(original, row.network):
        raise ActionRefused("cannot_edit", why, {"open_url": way.open_url})
    if original.changes.filter(status__in=_UNDER_WAY).exists():
        raise ActionRefused(
            "in_flight", _("A change of this answer is already on its way. Wait for it or undo it.")
        )
    if original.body.strip() == body.strip():
        raise ActionRefused("unchanged", _("The words are the same as before: nothing to change."))
    return original.leg, original.target, way


def edit_way(row: Conversation, target: Mention | None) -> PublicWay:
    """Whether the post takes new answers does not matter to one that stands there already."""
    return replace(public_way(row, target=target), can_send=True, why_not="")


def send_edit(
    connector: Connector, target: Target, external_id: str, text: str, *, now: datetime
) -> Sent:
    """Change the answer on the network. Raises ConnectorError like any send."""
    try:
        return connector.edit_reply(target, external_id, text, now=now)
    except ConnectorError as error:
        if error.kind is not ErrorKind.GONE:
            raise
        detail = _("Your answer was removed on the network, so there is nothing to change.")
        raise ConnectorError(ErrorKind.GONE, detail, code=OUR_SENTENCE) from None


def book_edit(row: Conversation, reply: Reply, *, at: datetime) -> None:
    """The change is out: the answer has the new words. Called with `row` locked."""
    original = Reply.objects.select_for_update().get(pk=reply.edits_id or 0)
    reply.previous_body = original.body
    reply.status = Status.SENT.value
    reply.sent_at = at
    reply.settle_after = None
    reply.error_kind = reply.error_detail = ""
    reply.save()
    Reply.objects.filter(pk=original.pk).update(body=reply.body)
    _promise_once(reply, at)
    noted("reply.changed", row, actor=None, now=at, reply=original.pk, audience=reply.audience)


def _promise_once(reply: Reply, at: datetime) -> None:
    """Words that stayed promise nothing new: their timer runs since the answer first said them."""
    said = Promise.objects.open().filter(
        Q(reply=reply.edits_id) | Q(reply__edits=reply.edits_id),
        conversation_id=reply.conversation_id,
    )
    planned = Promise.objects.filter(reply=reply, status=Promise.Status.PENDING)
    planned.filter(words__in=list(said.values_list("words", flat=True))).update(
        status=Promise.Status.DROPPED, settled_at=at
    )


def note_on_network(row: Conversation, mention: Mention, now: datetime) -> bool:
    """The network shows our own answer with other words than before.

    Our own change, seen before we booked it, is booked; one made on the network itself is recorded
    beside the answer. Called by the intake with `row` locked. True: something was booked.
    """
    if mention.audience != Mention.Audience.PUBLIC:
        return False
    original = row.replies.filter(external_id=mention.external_id).select_related("leg").first()
    if original is None or is_same_text(original.body, mention.text):
        return False
    maybe_out = [Status.SENDING.value, Status.UNCERTAIN.value]
    for change in original.changes.filter(status__in=maybe_out):
        if is_same_text(change.body, mention.text):
            book_edit(row, change, at=now)
            return True
    _book_native(row, original, mention, now)
    return True


def _book_native(row: Conversation, original: Reply, mention: Mention, now: datetime) -> None:
    book_edit(
        row,
        Reply(
            practice_id=row.practice_id,
            conversation=row,
            leg=original.leg,
            target=original.target,
            audience=original.audience,
            purpose=Reply.Purpose.EDIT,
            via=Reply.Via.NATIVE,
            edits=original,
            body=mention.text,
            created_at=now,
            send_after=now,
        ),
        at=mention.edited_at or now,
    )
