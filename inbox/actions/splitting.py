"""Splitting posts off a conversation: two matters that began in one thread (A2, A14).

A row of its own for the chosen posts, with the answers that were given to them. What was measured
stays as it was: clocks go with the post that started them, and nothing begins to wait by it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.actions.base import locked, noted, require_not_held
from inbox.actions.errors import ActionRefused
from inbox.clocks import follow
from inbox.models import (
    Conversation,
    ConversationItem,
    Leg,
    Reply,
    ReplyAttachment,
    SavedDraft,
)
from inbox.split_clocks import move_clocks, move_private_clocks
from inbox.split_rows import Parts, begun, settle_answers, settle_new, settle_old
from listening.ingest import lock_practice
from listening.models import Mention
from practice_hub.practices.models import User

_Status = Reply.Status
_SETTLED = [_Status.SENT, _Status.WITHDRAWN, _Status.REJECTED]
_CHOOSE = gettext_noop("Choose at least one post of this conversation.")
_LEAVE = gettext_noop("Leave at least one post here.")
_ON_ITS_WAY = gettext_noop(
    "An answer to one of these posts is not settled yet. Wait until it is out, or take it back, "
    "then split."
)
_EMERGENCY = gettext_noop("This may be an emergency. Somebody has to take it before it is split.")


@transaction.atomic(durable=True)
def split_posts(
    *,
    conversation_id: int,
    mention_ids: Collection[int],
    actor: User,
    now: datetime,
    reason: str = "",
    is_private_along: bool = False,
) -> Conversation:
    """Make a conversation of some public posts of another one, and give it. What was said in
    private stays, or goes along.

    What the person writes next comes to the part that has what it goes on with. Raises
    ActionRefused: "posts" (none, all, or one that is not here), "in_flight", "emergency",
    "claimed".
    """
    # The thread changes hands: a page of mentions that is being stored comes before or after it.
    practice_id = Conversation.objects.values_list("practice_id", flat=True).get(pk=conversation_id)
    lock_practice(practice_id)
    row = locked(conversation_id)
    require_not_held(row, actor, now)
    if row.escalation == Conversation.Escalation.OPEN:
        raise ActionRefused("emergency", _(_EMERGENCY))
    parts = _parted(row, set(mention_ids), is_private_along=is_private_along)
    replies = _answers_to(row, parts.posts)
    said = _said_in_private(row) if is_private_along else []
    to_them = Reply.objects.filter(conversation=row, target__in=parts.posts)  # private ones, too
    if {reply.status for reply in (*replies, *to_them, *said)} - set(_SETTLED):
        raise ActionRefused("in_flight", _(_ON_ITS_WAY))
    new = _divided(row, parts, replies, said)
    follow([row, new], at=now, answers={})
    _tell(row, new, reason.strip()[:240], actor, now, is_private_along=is_private_along)
    return new


def _divided(
    row: Conversation, parts: Parts, replies: Sequence[Reply], said: Sequence[Reply]
) -> Conversation:
    new = begun(row, parts)
    new.key, row.key = row.key, f"split:{uuid.uuid4()}"
    row.save(update_fields=["key"])
    out = _out(replies)
    leg = _leg(row, parts.posts, out)
    settle_new(new, row, parts, out, leg)
    new.last_activity_at = max([new.last_activity_at, *_times(_out(said))])
    settle_old(row, parts)
    settle_answers(row, _staying(row, replies))
    _store(row, new, leg, parts.posts, replies)
    if parts.is_private_along:
        _move_private(row, new, said)
    return new


def _times(replies: Sequence[Reply]) -> list[datetime]:
    return [reply.sent_at for reply in replies if reply.sent_at]


def _tell(
    row: Conversation,
    new: Conversation,
    reason: str,
    actor: User,
    now: datetime,
    *,
    is_private_along: bool,
) -> None:
    why: dict[str, Any] = {"reason": reason} if reason else {}
    if is_private_along:
        why["is_private_along"] = True
    noted("conversation.posts_split", row, actor=actor, now=now, other=new.pk, **why)
    noted("conversation.begun_by_split", new, actor=actor, now=now, other=row.pk, **why)


def _parted(row: Conversation, ids: set[int], *, is_private_along: bool) -> Parts:
    """The posts `ids` and, if it goes along, what they wrote in private; and what is left."""
    found = Mention.objects.filter(inbox_item__conversation=row).order_by("posted_at", "pk")
    all_of_it = list(found)
    public = {each.pk for each in all_of_it if each.audience == Mention.Audience.PUBLIC}
    if not ids or ids - public:
        raise ActionRefused("posts", _(_CHOOSE))
    going = ids if not is_private_along else {each.pk for each in all_of_it} - (public - ids)
    left = [each for each in all_of_it if each.pk not in going]
    if not left:
        raise ActionRefused("posts", _(_LEAVE))
    return Parts(
        posts=[each for each in all_of_it if each.pk in ids],
        talk=[each for each in all_of_it if each.pk in going],
        left=left,
        is_private_along=is_private_along,
    )


def _said_in_private(row: Conversation) -> list[Reply]:
    return list(Reply.objects.filter(conversation=row, audience=Reply.Audience.PRIVATE))


def _answers_to(row: Conversation, posts: Sequence[Mention]) -> list[Reply]:
    """Answers to `posts` with what changed them; those written on the network are known by the
    post they stand under there."""
    names = {name for post in posts for name in (post.external_id, post.version_id) if name}
    here = Reply.objects.filter(conversation=row, audience=Reply.Audience.PUBLIC)
    native = here.filter(target=None, via=Reply.Via.NATIVE).exclude(external_id="")
    under = Mention.objects.filter(
        practice_id=row.practice_id,
        network=row.network,
        is_own=True,
        parent_id__in=names,
        external_id__in=native.values("external_id"),
    )
    found = native.filter(external_id__in=under.values("external_id"))
    given = here.filter(Q(target__in=posts) | Q(pk__in=found.values("pk")))
    return list(here.filter(Q(pk__in=given.values("pk")) | Q(edits__in=given.values("pk"))))


def _staying(row: Conversation, replies: Sequence[Reply]) -> list[Reply]:
    here = Reply.objects.filter(conversation=row, audience=Reply.Audience.PUBLIC)
    return _out(list(here.exclude(pk__in=[reply.pk for reply in replies])))


def _out(replies: Sequence[Reply]) -> list[Reply]:
    """Answers that are out, oldest first; a change is none of its own."""
    sent = [
        (reply.sent_at, reply.pk, reply)
        for reply in replies
        if reply.status == _Status.SENT
        and reply.sent_at is not None
        and reply.purpose != Reply.Purpose.EDIT
    ]
    return [reply for _, _, reply in sorted(sent)]


def _leg(row: Conversation, posts: Sequence[Mention], out: Sequence[Reply]) -> Leg:
    """The public side of the new conversation, not saved yet."""
    native = [reply.sent_at for reply in out if reply.via == Reply.Via.NATIVE]
    return Leg(
        account_id=posts[0].account_id or row.account_id,
        channel=Leg.Channel.PUBLIC,
        opened_at=posts[0].posted_at,
        last_inbound_at=posts[-1].posted_at,
        last_outbound_at=out[-1].sent_at if out else None,
        native_outbound_at=native[-1] if native else None,
    )


def _store(
    row: Conversation,
    new: Conversation,
    leg: Leg,
    posts: Sequence[Mention],
    replies: Sequence[Reply],
) -> None:
    row.save()
    new.save(force_insert=True)
    leg.conversation = new
    leg.save(force_insert=True)
    ConversationItem.objects.filter(mention__in=posts).update(conversation=new, leg=leg)
    ids = [reply.pk for reply in replies]
    Reply.objects.filter(pk__in=ids).update(conversation=new, leg=leg)
    ReplyAttachment.objects.filter(reply__in=ids).update(conversation=new)
    move_clocks(row, new, posts, ids)


def _move_private(row: Conversation, new: Conversation, said: Sequence[Reply]) -> None:
    """The private channels with all that was said there, and what somebody has begun to write. By
    them the network's next message finds its way to the new one."""
    legs = Leg.objects.filter(conversation=row).exclude(channel=Leg.Channel.PUBLIC)
    ids = list(legs.values_list("pk", flat=True))
    ConversationItem.objects.filter(leg__in=ids).update(conversation=new)
    Leg.objects.filter(pk__in=ids).update(conversation=new)
    Reply.objects.filter(pk__in=[reply.pk for reply in said]).update(conversation=new)
    begun_here = SavedDraft.objects.filter(conversation=row)
    begun_here.filter(audience=SavedDraft.Audience.PRIVATE).update(conversation=new)
    move_private_clocks(row, new, [reply.pk for reply in said])
