"""The practice's own posts, as the network shows them: ours from the outbox, or written there.

An answer written in the network's own app stops the clock like one sent from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from inbox import booking
from inbox.actions.editing import note_on_network
from inbox.clocks import follow
from inbox.domain.matching import is_same_text
from inbox.intake_index import PageIndex, private_channel
from inbox.models import Conversation, Leg, Reply
from inbox.promises import open_promises
from inbox.seen import first_unseen
from listening.events import MentionsIngested
from listening.models import Mention
from practice_hub.audit.record import record

_NETWORK_CHANNELS = {Leg.Channel.PUBLIC, Leg.Channel.X_DM, Leg.Channel.MESSENGER}
# "Answered there" is pressed shortly after answering there.
_BY_HAND_WITHIN = timedelta(hours=2)
# In these a send of ours may already be out under an id that we do not know yet.
_MAYBE_OUT = (
    Q(status__in=[Reply.Status.SENDING, Reply.Status.UNCERTAIN])
    | Q(status=Reply.Status.FAILED, sending_at__isnull=False)
    | Q(status=Reply.Status.SENT, via=Reply.Via.API)  # a person said that it went out
)


def own_mentions(event: MentionsIngested) -> list[Mention]:
    """Own posts to book, oldest first: those of the page, and those that came before it.

    Our own posts are a feed of their own and every feed shows the newest first, so an answer may
    be stored before what it answers.
    """
    new = [m for m in event.new if m.is_own]
    found = [*new, *_public_before(event, new), *_private_before(event, new)]
    return sorted(found, key=lambda mention: (mention.posted_at, mention.pk))


def _unbooked(event: MentionsIngested, new: list[Mention]) -> QuerySet[Mention]:
    booked = Reply.objects.filter(
        practice_id=OuterRef("practice_id"), external_id=OuterRef("external_id")
    ).exclude(external_id="")
    return Mention.objects.filter(
        ~Exists(booked),
        practice_id=event.account.practice_id,
        network=event.account.network,
        is_own=True,
        deleted_at=None,
    ).exclude(pk__in=[mention.pk for mention in new])


def _public_before(event: MentionsIngested, new: list[Mention]) -> Iterable[Mention]:
    asked = [m for m in event.new if not m.is_own and m.audience == Mention.Audience.PUBLIC]
    ids = {name for m in asked for name in (m.external_id, m.version_id) if name}
    return _unbooked(event, new).filter(parent_id__in=ids) if ids else ()


def _private_before(event: MentionsIngested, new: list[Mention]) -> Iterable[Mention]:
    asked = [m for m in event.new if not m.is_own and m.audience == Mention.Audience.PRIVATE]
    threads = {m.thread_id for m in asked if m.thread_id}
    if not threads:
        return ()
    return _unbooked(event, new).filter(audience="PRIVATE", thread_id__in=threads)


def book_own_mention(index: PageIndex, mention: Mention, now: datetime) -> None:
    """Match one own post to a reply, or record it as answered on the network."""
    if is_known_reply(mention):
        return
    placed = _place(index, mention)
    if placed is None:  # a post of the practice's own, not an answer to anybody
        return
    conversation, leg = placed
    index.note_news(index.use(conversation), mention)
    ours = _maybe_out(conversation, mention)
    name = "reply.found_on_network" if ours else "reply.written_on_network"
    reply = ours or _native(conversation, leg, mention, now)
    if leg.last_outbound_at is not None and mention.posted_at < leg.last_outbound_at:
        index.disordered[conversation.key] = conversation
    confirm_sent(conversation, leg, reply, mention)
    reply.sent_at = mention.posted_at
    _describe_anew(conversation, leg)
    # At once, because the next answer on this page may answer what was said after this one.
    follow([conversation], at=now, answers={conversation.pk: [reply]}, lines=index.lines)
    practice = conversation.practice_id
    record(name, practice=practice, subject=conversation, actor=None, at=now, reply=reply.pk)


def note_own_edits(index: PageIndex, event: MentionsIngested) -> None:
    """An answer of ours that now reads otherwise: changed from here, or by hand over there."""
    for mention in event.edited:
        answered = index.of_parent(mention.external_id) if mention.is_own else None
        if answered is not None and note_on_network(answered, mention, event.at):
            index.note_news(index.use(answered), mention)


def _describe_anew(conversation: Conversation, leg: Leg) -> None:
    """Questions and answers of one page are booked in two rounds, so look once at what is left."""
    mentions = Mention.objects.filter(inbox_item__leg=leg)
    waiting = list(
        mentions.filter(posted_at__gt=leg.native_outbound_at).order_by("posted_at", "pk")
        if leg.native_outbound_at
        else mentions.order_by("posted_at", "pk")
    )
    newest = mentions.order_by("-posted_at", "-pk").first()
    booking.describe_waiting(conversation, leg, waiting or ([newest] if newest else []))


def is_known_reply(mention: Mention) -> bool:
    ids = [mention.external_id, mention.version_id]
    return Reply.objects.filter(
        practice_id=mention.practice_id,
        external_id__in=[i for i in ids if i],
        leg__account_id=mention.account_id,
    ).exists()


def _place(index: PageIndex, mention: Mention) -> tuple[Conversation, Leg] | None:
    if mention.audience == Mention.Audience.PRIVATE:
        return _place_private(index, mention)
    conversation = index.of_parent(mention.parent_id)
    if conversation is None:
        return None
    leg = index.leg(conversation, Leg.Channel.PUBLIC)
    return (conversation, leg) if leg else None


def _place_private(index: PageIndex, mention: Mention) -> tuple[Conversation, Leg] | None:
    leg = index.private_leg(mention)
    if leg is not None and leg.pk:
        return leg.conversation, leg
    conversation = index.recent_of_author(mention)
    if conversation is None or not conversation.pk:
        return None
    channel = private_channel(mention.network)
    known = index.leg(conversation, channel)
    if known is None:
        known = index.add_leg(conversation, channel, mention)
        known.conversation_id = conversation.pk
        known.save(force_insert=True)
    return conversation, known


def _maybe_out(conversation: Conversation, mention: Mention) -> Reply | None:
    """A send of ours whose id we do not know, or an answer somebody recorded by hand."""
    candidates = list(
        conversation.replies.filter(audience=mention.audience, external_id="")
        .filter(_MAYBE_OUT | Q(via=Reply.Via.MANUAL))
        .exclude(purpose=Reply.Purpose.EDIT)  # it has no post of its own
        .select_related("leg")
        .select_for_update(of=("self",))
        .order_by("-pk")
    )
    candidates.sort(key=lambda reply: not reply.is_in_flight)
    same = [r for r in candidates if r.body and is_same_text(r.body, mention.text)]
    by_hand = [
        r
        for r in candidates
        if r.via == Reply.Via.MANUAL
        and r.leg.channel in _NETWORK_CHANNELS
        and r.sent_at is not None
        and abs(r.sent_at - mention.posted_at) < _BY_HAND_WITHIN
    ]
    return next(iter(same or by_hand), None)


def _native(conversation: Conversation, leg: Leg, mention: Mention, now: datetime) -> Reply:
    return Reply.objects.create(
        practice_id=conversation.practice_id,
        conversation=conversation,
        leg=leg,
        audience=mention.audience,
        via=Reply.Via.NATIVE,
        body=mention.text,
        status=Reply.Status.SENT,
        external_id=mention.external_id,
        sent_at=mention.posted_at,
        created_at=now,
        send_after=mention.posted_at,
    )


def confirm_sent(conversation: Conversation, leg: Leg, reply: Reply, mention: Mention) -> None:
    """The network shows it: it is out, whatever we believed."""
    booking.book_answer(conversation, leg, reply, mention.posted_at, unseen=first_unseen(reply))
    Reply.objects.filter(pk=reply.pk).update(
        status=Reply.Status.SENT,
        external_id=mention.external_id,
        sent_at=mention.posted_at,
        settle_after=None,
        error_kind="",
        error_detail="",
        seq=reply.seq,
    )
    open_promises(reply, mention.posted_at)
