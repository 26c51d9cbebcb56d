"""Everything a page of mentions needs to know of existing conversations, in a few queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q

from inbox.clock_lines import Lines
from inbox.models import Conversation, ConversationItem, Leg, Reply
from listening.events import MentionsIngested
from listening.models import Author, Mention, MentionRevision, Network
from practice_hub.bulk import update_rows

# A private message by someone who wrote in public lately belongs to that matter.
RECENT = timedelta(days=30)
_CHANNEL = {Network.X: Leg.Channel.X_DM, Network.FACEBOOK: Leg.Channel.MESSENGER}


def private_channel(network: str) -> Leg.Channel:
    return _CHANNEL[Network(network)]


def conversation_key(mention: Mention) -> str:
    """Author and thread make a conversation; without an author each item stands alone (L2)."""
    if mention.audience == Mention.Audience.PRIVATE:
        who = f"a{mention.counterpart_id or mention.author_id or mention.external_id}"
        return f"{mention.network}:private:{mention.thread_id or who}"
    who = f"a{mention.author_id}" if mention.author_id else f"m{mention.external_id}"
    return f"{mention.network}:{mention.thread_id}:{who}"


def _mentions_of(event: MentionsIngested, ids: set[str]) -> dict[str, int]:
    """Mentions by the ids that our answers name: on X any version of an edited post.

    Apart, because no index serves an OR over all these columns.
    """
    here = Mention.objects.filter(
        practice_id=event.account.practice_id, network=event.account.network
    )
    found = dict(here.filter(external_id__in=ids).values_list("external_id", "pk"))
    missing = ids - found.keys()
    if missing:
        edited = here.filter(version_id__in=missing).exclude(version_id=F("external_id"))
        found |= dict(edited.values_list("version_id", "pk"))
        earlier = MentionRevision.objects.filter(
            version_id__in=missing,
            mention__practice_id=event.account.practice_id,
            mention__network=event.account.network,
        )
        found |= dict(earlier.values_list("version_id", "mention_id"))
    return found


def _all_fields(model: type[Conversation | Leg]) -> tuple[str, ...]:
    return tuple(each.name for each in model._meta.local_concrete_fields if not each.primary_key)


class PageIndex:
    """Conversations, legs and items by the keys a page asks for; remembers what changed."""

    def __init__(self, account_id: int, lines: Lines) -> None:
        self._account_id = account_id
        self.lines = lines
        # Heard something by now that came before what was known: their clocks are told anew.
        self.disordered: dict[str, Conversation] = {}
        self.opened: list[Conversation] = []
        self.added_legs: list[Leg] = []
        self._by_key: dict[str, Conversation] = {}
        self._by_id: dict[int, Conversation] = {}
        self._by_author: dict[int, Conversation] = {}
        self._legs: dict[tuple[str, str], Leg] = {}  # (conversation key, channel)
        self._by_recipient: dict[tuple[str, str], Leg] = {}
        self._items: dict[int, ConversationItem] = {}
        self._parents: dict[str, int] = {}
        self._people: dict[int, str] = {}
        self._touched: dict[str, Conversation] = {}
        self._public_news: set[str] = set()
        self._unsaved: dict[str, Conversation] = {}

    @classmethod
    def load(cls, event: MentionsIngested) -> PageIndex:
        index = cls(event.account.pk, Lines.load(event.account.practice_id))
        private = [m for m in event.new if m.audience == Mention.Audience.PRIVATE]
        if private:
            index._load_people(private)
        index._load_items(event)
        index._load_conversations(event, private)
        return index

    def _load_people(self, private: Iterable[Mention]) -> None:
        ids = {m.counterpart_id or m.author_id for m in private}
        self._people = dict(
            Author.objects.filter(pk__in=[i for i in ids if i]).values_list("pk", "external_id")
        )

    def _load_items(self, event: MentionsIngested) -> None:
        """Items that changed, and what our own new posts answer: a person's item or our reply."""
        parents = {m.parent_id for m in event.new if m.is_own and m.parent_id}
        parents |= {m.external_id for m in event.edited if m.is_own}  # answers changed there
        ids = _mentions_of(event, parents) if parents else {}
        wanted = {m.pk for m in (*event.edited, *event.gone)} | set(ids.values())
        if wanted:
            found = ConversationItem.objects.filter(mention_id__in=wanted).select_related("mention")
            self._items = {item.mention_id: item for item in found}
        if parents:
            answered = {key: self._items[pk] for key, pk in ids.items() if pk in self._items}
            self._parents = {key: item.conversation_id for key, item in answered.items()}
            replies = Reply.objects.filter(
                practice_id=event.account.practice_id, external_id__in=parents
            ).exclude(external_id="")
            self._parents |= dict(replies.values_list("external_id", "conversation_id"))

    def _load_conversations(self, event: MentionsIngested, private: list[Mention]) -> None:
        keys = {conversation_key(m) for m in event.new}
        ids = set(self._parents.values())
        ids |= {item.conversation_id for item in self._items.values()}
        wanted = Q(key__in=keys) | Q(pk__in=ids)
        if private:
            wanted |= Q(pk__in=self._private_ids(event, private))
        found = list(
            Conversation.objects.filter(wanted, practice_id=event.account.practice_id)
            .select_for_update()
            .order_by("pk")
        )
        for conversation in found:
            self._remember(conversation)
        for leg in Leg.objects.filter(conversation__in=found).order_by("opened_at"):
            leg.conversation = self._by_id[leg.conversation_id]
            self._remember_leg(leg)
        for item in self._items.values():
            item.conversation = self._by_id[item.conversation_id]

    def _private_ids(self, event: MentionsIngested, private: list[Mention]) -> list[int]:
        recipients = list(self._people.values())
        by_leg = Leg.objects.filter(
            account=event.account,
            channel=private_channel(event.account.network),
            recipient_id__in=recipients,
        ).values_list("conversation_id", flat=True)
        by_author = Conversation.objects.filter(
            account=event.account,
            author_id__in=list(self._people),
            last_activity_at__gte=event.at - RECENT,
        ).values_list("pk", flat=True)
        return [*by_leg, *by_author]

    def _remember(self, conversation: Conversation) -> None:
        self._by_key[conversation.key] = conversation
        if conversation.pk:
            self._by_id[conversation.pk] = conversation
        # Whoever writes to another account of ours is answered from that account.
        if conversation.author_id and conversation.account_id == self._account_id:
            best = self._by_author.get(conversation.author_id)
            if best is None or best.last_activity_at <= conversation.last_activity_at:
                self._by_author[conversation.author_id] = conversation

    def _remember_leg(self, leg: Leg) -> None:
        self._legs[leg.conversation.key, leg.channel] = leg
        if leg.is_private and leg.recipient_id:
            slot = (leg.channel, leg.recipient_id)
            best = self._by_recipient.get(slot)
            newer = best is None or (
                best.conversation.last_activity_at <= leg.conversation.last_activity_at
            )
            if newer:
                self._by_recipient[slot] = leg

    @property
    def known(self) -> list[Conversation]:
        """Those that were there before this page."""
        return list(self._by_id.values())

    def by_key(self, key: str) -> Conversation | None:
        return self._by_key.get(key)

    def recipient_of(self, mention: Mention) -> str:
        return self._people.get(mention.counterpart_id or mention.author_id or 0, "")

    def private_leg(self, mention: Mention) -> Leg | None:
        channel = private_channel(mention.network)
        return self._by_recipient.get((channel, self.recipient_of(mention)))

    def recent_of_author(self, mention: Mention) -> Conversation | None:
        return self._by_author.get(mention.counterpart_id or mention.author_id or 0)

    def of_parent(self, parent_id: str) -> Conversation | None:
        pk = self._parents.get(parent_id)
        return self._by_id.get(pk) if pk else None

    def of_items(self, mentions: Iterable[Mention]) -> list[Conversation]:
        """The conversations in which `mentions` of people stand, each once and as changed."""
        items = [self._items.get(mention.pk) for mention in mentions]
        rows = {item.conversation_id: item.conversation for item in items if item is not None}
        return [self.use(row) for row in rows.values()]

    def item_of(self, mention: Mention) -> ConversationItem | None:
        return self._items.get(mention.pk)

    def leg(self, conversation: Conversation, channel: str) -> Leg | None:
        return self._legs.get((conversation.key, channel))

    def open(self, conversation: Conversation) -> Conversation:
        self.opened.append(conversation)
        self._remember(conversation)
        return conversation

    def add_leg(self, conversation: Conversation, channel: str, mention: Mention) -> Leg:
        leg = Leg(
            conversation=conversation,
            account_id=conversation.account_id,
            channel=channel,
            opened_at=mention.posted_at,
        )
        if leg.is_private:
            leg.thread_id = mention.thread_id
            leg.recipient_id = self.recipient_of(mention)
        self.added_legs.append(leg)
        self._remember_leg(leg)
        return leg

    def use(self, conversation: Conversation) -> Conversation:
        """Mark as changed; `write_changed` saves it unless its insert already will."""
        self._touched[conversation.key] = conversation
        if conversation.pk:
            self._unsaved[conversation.key] = conversation
        return conversation

    def note_news(self, conversation: Conversation, mention: Mention) -> None:
        """Something public happened there; of private news an agency hears nothing."""
        if mention.audience == Mention.Audience.PUBLIC:
            self._public_news.add(conversation.key)

    @property
    def told_to_all(self) -> set[int]:
        """Ids of what changed for everybody who may read it; of the rest only its private part."""
        touched = self._touched.values()
        return {one.pk for one in touched if one.has_public and one.key in self._public_news}

    @property
    def touched(self) -> list[Conversation]:
        """All that changed, opened ones too."""
        return list(self._touched.values())

    def note_inserted(self, placed: Iterable[tuple[Conversation, Mention]]) -> None:
        """After the insert, own answers on this very page find what they answer."""
        for conversation in self.opened:
            self._by_id[conversation.pk] = conversation
        for conversation, mention in placed:
            self._parents[mention.external_id] = conversation.pk
            self._parents[mention.version_id] = conversation.pk

    def reopened(self, at: datetime) -> list[Conversation]:
        """Known conversations that this page brought back to work."""
        return [c for c in self._unsaved.values() if c.reopened_at == at]

    def write_changed(self) -> list[int]:
        """Save what was used and was there before; gives the ids of all that changed."""
        # In one statement each: what is forgotten changes a hundred conversations at once.
        update_rows([*self._unsaved.values()], _all_fields(Conversation))
        legs = [leg for (key, _), leg in self._legs.items() if key in self._unsaved]
        update_rows(legs, _all_fields(Leg))
        return [conversation.pk for conversation in self._touched.values()]
