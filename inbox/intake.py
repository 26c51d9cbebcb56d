"""From mentions to conversations, a page at a time, inside the transaction that stored the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from inbox import booking
from inbox.actions.returning import return_scheduled
from inbox.actions.voiding import Reason, void_after_news
from inbox.clock_rebuild import retell
from inbox.clocks import follow, prepare, restart_first
from inbox.domain.lifecycle import State
from inbox.domain.sla import first_response_due_at, urgency_rank
from inbox.forgetting import drop_quotes
from inbox.gone import settle
from inbox.hearing import PRIVATE
from inbox.intake_bell import ring
from inbox.intake_index import PageIndex, conversation_key, private_channel
from inbox.intake_own import book_own_mention, note_own_edits, own_mentions
from inbox.medical import MedicalNews
from inbox.models import Conversation, ConversationItem, Leg, Reply
from inbox.news import announce
from listening.events import MentionsIngested
from listening.models import GoneReason, Mention, NetworkAccount
from practice_hub.audit.models import AuditEvent
from practice_hub.audit.record import build, record_many
from practice_hub.bulk import insert_rows, row_of
from practice_hub.realtime.publish import publish_on_commit

# What we took off our own rows is still on the network.
_BY_THE_NETWORK = set(GoneReason.values) - {GoneReason.RETENTION, GoneReason.ERASED}
Item = tuple[Conversation, Leg, Mention, int]  # and its number in the conversation


def take_in(event: MentionsIngested) -> None:
    """Every new mention finds or opens its conversation; answers found there are recorded (L2)."""
    index = PageIndex.load(event)
    medical = MedicalNews(event)
    begun_at = [(row, row.started_at) for row in index.known]
    items = _take_words(event, index, medical)
    follow(index.touched, at=event.at, lines=index.lines)
    for mention in own_mentions(event):
        book_own_mention(index, mention, event.at)
    for mention in event.edited:
        _book_edit(index, mention, medical)
    note_own_edits(index, event)
    for mention in event.gone:
        _book_removal(index, mention, event.at)
    settle(index.of_items(event.gone), at=event.at)
    retell(list(index.disordered.values()), at=event.at, lines=index.lines)
    if event.edited or event.gone or index.disordered:
        follow(index.touched, at=event.at, answers={}, lines=index.lines)
    restart_first([row for row, began in begun_at if row.started_at < began], index.lines)
    touched = set(index.write_changed())
    medical.announce()
    news = _news(index, event, items)
    void_after_news(news, at=event.at)
    return_scheduled(news, at=event.at)
    drop_quotes(event)
    _audit(index, event)
    ring(index, event)
    for act, ids in ((None, index.told_to_all), (PRIVATE, touched - index.told_to_all)):
        if ids:
            publish_on_commit(event.account.practice_id, "conversations", ids, heard_by=act)
    announce(event, ((conversation.pk, mention) for conversation, _, mention, _ in items))


def _take_words(event: MentionsIngested, index: PageIndex, medical: MedicalNews) -> list[Item]:
    """What people wrote finds its conversation; written at once, so that answers find it."""
    items: list[Item] = []
    for mention in event.new:
        if mention.is_own:
            continue
        conversation, leg = _place(event.account, index, mention, event.at)
        if booking.is_overtaken(leg, mention.posted_at):
            index.disordered[conversation.key] = conversation
        seq = booking.book_inbound(conversation, leg, mention, event.at)
        items.append((conversation, leg, mention, seq))
        index.note_news(conversation, mention)
        medical.see(conversation, mention)
    for conversation in index.opened:
        prepare(conversation, index.lines)
    _write_new(index)
    _write_items(items)
    index.note_inserted((conversation, mention) for conversation, _, mention, _ in items)
    return items


def _place(
    account: NetworkAccount, index: PageIndex, mention: Mention, now: datetime
) -> tuple[Conversation, Leg]:
    if mention.audience == Mention.Audience.PRIVATE:
        channel = private_channel(mention.network)
        leg = index.private_leg(mention)
        if leg is not None:
            return index.use(leg.conversation), leg
        conversation = index.recent_of_author(mention) or index.by_key(conversation_key(mention))
    else:
        channel = Leg.Channel.PUBLIC
        conversation = index.by_key(conversation_key(mention))
    if conversation is None:
        conversation = index.open(new_conversation(account, mention, now))
    leg = index.leg(conversation, channel) or index.add_leg(conversation, channel, mention)
    return index.use(conversation), leg


def new_conversation(account: NetworkAccount, mention: Mention, now: datetime) -> Conversation:
    """An unsaved conversation that begins with `mention`."""
    who = (
        mention.counterpart_id or mention.author_id
        if mention.audience == "PRIVATE"
        else mention.author_id
    )
    return Conversation(
        practice_id=account.practice_id,
        account=account,
        network=mention.network,
        location_id=account.location_id,
        topics=list(mention.topics),
        author_id=who,
        key=conversation_key(mention),
        thread_id=mention.thread_id,
        first_mention=mention,
        state=State.NEW.value,
        category=mention.category,
        urgency=mention.urgency,
        urgency_rank=urgency_rank(mention.urgency),
        sentiment=mention.sentiment,
        preview=booking.preview_of(mention),
        started_at=mention.posted_at,
        first_seen_at=now,
        last_inbound_at=mention.posted_at,
        last_activity_at=mention.posted_at,
        due_at=first_response_due_at(mention.network, mention.posted_at),
    )


def _write_new(index: PageIndex) -> None:
    """New conversations and legs in one statement each; ids are given back by natural keys."""
    by_key = {conversation.key: conversation for conversation in index.opened}
    for key, pk in insert_rows(
        Conversation, [row_of(c) for c in index.opened], returning=("key", "id")
    ):
        by_key[key].pk = pk
        by_key[key]._state.adding = False
    legs = index.added_legs
    for leg in legs:
        leg.conversation_id = leg.conversation.pk
    made = insert_rows(
        Leg, [row_of(leg) for leg in legs], returning=("conversation_id", "channel", "id")
    )
    ids = {(conversation_id, channel): pk for conversation_id, channel, pk in made}
    for leg in legs:
        leg.pk = ids[leg.conversation_id, leg.channel]
        leg._state.adding = False


def _write_items(items: Sequence[Item]) -> None:
    insert_rows(
        ConversationItem,
        [
            {"conversation_id": c.pk, "leg_id": leg.pk, "mention_id": mention.pk, "seq": seq}
            for c, leg, mention, seq in items
        ],
    )


def _book_edit(index: PageIndex, mention: Mention, medical: MedicalNews) -> None:
    """An edit counts as something new to read: a send that has not seen it is refused."""
    item = index.item_of(mention)
    if item is None:
        return
    conversation = index.use(item.conversation)
    index.note_news(conversation, mention)
    conversation.last_seq += 1
    ConversationItem.objects.filter(pk=item.pk).update(seq=conversation.last_seq)
    medical.see_edit(conversation, mention)
    if conversation.last_mention_id == mention.pk:
        conversation.preview = booking.preview_of(mention)
        conversation.sentiment = mention.shown_sentiment
        conversation.category = mention.category
        conversation.urgency = mention.urgency
        conversation.urgency_rank = urgency_rank(mention.urgency)


def _book_removal(index: PageIndex, mention: Mention, now: datetime) -> None:
    """Nothing is left to answer when all that waits is gone; the row stays for the reports."""
    if mention.is_own:
        if mention.gone_reason in _BY_THE_NETWORK:
            Reply.objects.filter(
                practice_id=mention.practice_id, external_id=mention.external_id
            ).update(deleted_at=now)
        return
    item = index.item_of(mention)
    if item is None:
        return
    conversation = index.use(item.conversation)
    index.note_news(conversation, mention)
    conversation.last_seq += 1
    if conversation.is_unanswered and mention.audience == Mention.Audience.PUBLIC:
        _waits_no_more(conversation, mention)
    if conversation.is_waiting_private and mention.audience == Mention.Audience.PRIVATE:
        _waits_no_more_in_private(conversation, mention)


def _waits_no_more(conversation: Conversation, mention: Mention) -> None:
    """What was written after it still waits, and what was answered before waits no more."""
    since = conversation.waiting_since
    has_waited = since is not None and mention.posted_at >= since
    first = _first_left(conversation, mention.audience, since if has_waited else None)
    conversation.is_unanswered = first is not None
    if has_waited and first is not None:
        conversation.waiting_since = first


def _waits_no_more_in_private(conversation: Conversation, mention: Mention) -> None:
    since = conversation.private_waiting_since
    if since is None or mention.posted_at >= since:
        first = _first_left(conversation, mention.audience, since)
        conversation.is_waiting_private = first is not None
        conversation.private_waiting_since = first or since


def _first_left(
    conversation: Conversation, audience: str, since: datetime | None
) -> datetime | None:
    """When the oldest post or message was written that is still there."""
    left = Mention.objects.filter(
        inbox_item__conversation=conversation, audience=audience, deleted_at=None
    )
    if since is not None:
        left = left.filter(posted_at__gte=since)
    return left.order_by("posted_at").values_list("posted_at", flat=True).first()


def _news(
    index: PageIndex,
    event: MentionsIngested,
    items: Sequence[Item],
) -> dict[int, str]:
    """Known conversations in which the person said something else by now: approvals end (P4)."""
    opened = {conversation.pk for conversation in index.opened}
    news = {c.pk: Reason.NEW_MESSAGE.value for c, _, _, _ in items if c.pk not in opened}
    for reason, mentions in ((Reason.POST_EDITED, event.edited), (Reason.POST_REMOVED, event.gone)):
        for mention in mentions:
            item = None if mention.is_own else index.item_of(mention)
            if item is not None:
                news[item.conversation_id] = reason.value
    return news


def _audit(index: PageIndex, event: MentionsIngested) -> None:
    record_many(
        build("conversation.opened", practice=c.practice_id, subject=c, actor=None, at=event.at)
        for c in index.opened
    )
    record_many(
        build(
            "conversation.reopened",
            practice=c.practice_id,
            subject=c,
            actor=None,
            at=event.at,
            audience="PUBLIC" if c.is_unanswered else "PRIVATE",
        )
        for c in index.reopened(event.at)
    )
    record_many(_changes(index, "mention.edited", event.edited, event.at))
    record_many(_changes(index, "mention.removed", event.gone, event.at))


def _changes(
    index: PageIndex, name: str, mentions: Iterable[Mention], at: datetime
) -> Iterable[AuditEvent]:
    for mention in mentions:
        item = index.item_of(mention)
        if item is not None:
            yield build(
                name,
                practice=mention.practice_id,
                subject=item.conversation,
                actor=None,
                at=at,
                mention=mention.pk,
            )
