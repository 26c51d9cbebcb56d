"""What the list shows: queues and filters, to and from the URL."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.models import Approval
from inbox.models.conversations import ConversationQuerySet
from listening.models import Category, Network, Sentiment
from practice_hub.bulk import storable
from practice_hub.practices.models import Membership


@dataclass(frozen=True, slots=True)
class Queue:
    """`name`, `nothing` and `hint` are in English, for the catalogs; pages say the properties."""

    key: str
    name: str
    icon: str
    nothing: str
    hint: str

    @property
    def label(self) -> str:
        return _(self.name)

    @property
    def empty_title(self) -> str:
        return _(self.nothing)

    @property
    def empty_text(self) -> str:
        return _(self.hint)


UNSENT = "unsent"  # the outbox, as far as somebody should look at it
QUEUES: dict[str, Queue] = {
    queue.key: queue
    for queue in (
        Queue(
            "unanswered",
            gettext_noop("Unanswered"),
            "inbox",
            gettext_noop("Everyone has an answer"),
            gettext_noop("New posts and comments show up here by themselves."),
        ),
        Queue(
            "mine",
            gettext_noop("Mine"),
            "user-round",
            gettext_noop("Nothing is yours right now"),
            gettext_noop("Claim a conversation and it waits for you here."),
        ),
        Queue(
            "approval",
            gettext_noop("Waiting for approval"),
            "hourglass",
            gettext_noop("No answer waits for approval"),
            gettext_noop(
                "Answers that a second person must see first wait here until somebody decides."
            ),
        ),
        Queue(
            UNSENT,
            gettext_noop("Not out yet"),
            "send",
            gettext_noop("Every answer is out"),
            gettext_noop(
                "Answers that wait for their account, or that a network did not take, stand here."
            ),
        ),
        Queue(
            "private",
            gettext_noop("In private"),
            "lock",
            gettext_noop("No private talks are open"),
            gettext_noop("When you move a conversation to private, you follow it here."),
        ),
        Queue(
            "close",
            gettext_noop("To close the loop"),
            "circle-check",
            gettext_noop("No loop is open"),
            gettext_noop("Resolved conversations wait here for their public thanks."),
        ),
        Queue(
            "snoozed",
            gettext_noop("Snoozed"),
            "alarm-clock",
            gettext_noop("Nothing is snoozed"),
            gettext_noop(
                "Snoozed conversations come back at their time, or when the person writes."
            ),
        ),
        Queue(
            "all",
            gettext_noop("All"),
            "layers",
            gettext_noop("Nothing was heard yet"),
            gettext_noop("Connect a source and what people say about the practice appears here."),
        ),
    )
}
DEFAULT_QUEUE = "unanswered"
IMPORTED = "imported"  # history from a file: nobody's work, so no queue shows it unasked
_CHOICES = {
    "queue": set(QUEUES),
    "network": set(Network.values),
    "sentiment": set(Sentiment.values),
    "category": set(Category.values),
    "origin": {IMPORTED},
}


@dataclass(frozen=True, slots=True)
class ListFilters:
    """The state of the list; every field is a query parameter. Unknown values are ignored and
    named in `problems`, so that an old bookmark still shows a list."""

    queue: str = DEFAULT_QUEUE
    network: str = ""
    sentiment: str = ""
    category: str = ""
    origin: str = ""
    account: int | None = None
    staff: int | None = None
    q: str = ""
    problems: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_query(cls, query: QueryDict) -> ListFilters:
        problems: list[str] = []
        chosen: dict[str, str] = {}
        for name, allowed in _CHOICES.items():
            value = query.get(name, "")
            if value and value not in allowed:
                words = _("There is no %(name)s “%(value)s”; it was left out.")
                problems.append(words % {"name": name, "value": value[:40]})
            chosen[name] = value if value in allowed else ""
        queue = "all" if chosen["origin"] else chosen["queue"]
        return cls(
            queue=queue or DEFAULT_QUEUE,
            network=chosen["network"],
            sentiment=chosen["sentiment"],
            category=chosen["category"],
            origin=chosen["origin"],
            account=_number(query, "account", problems),
            staff=_number(query, "staff", problems),
            q=storable(query.get("q", "")).strip()[:120],
            problems=tuple(problems),
        )

    def to_query(self) -> str:
        """The same state as a query string, defaults left out."""
        return urlencode(self.to_dict())

    def to_dict(self) -> dict[str, str]:
        """The parameters of that query string."""
        return {
            item.name: str(getattr(self, item.name))
            for item in fields(self)
            if item.name != "problems" and getattr(self, item.name) not in ("", None, item.default)
        }

    @property
    def is_filtered(self) -> bool:
        chosen = (self.network, self.sentiment, self.category, self.origin, self.q)
        return any((*chosen, self.account, self.staff))


def _number(query: QueryDict, name: str, problems: list[str]) -> int | None:
    value = query.get(name, "")
    if value.isdecimal() and len(value) < 16:
        return int(value)
    if value:
        words = _("The %(name)s filter was not understood; it was left out.")
        problems.append(words % {"name": name})
    return None


def in_queue(
    found: ConversationQuerySet, queue: str, member: Membership, now: datetime
) -> ConversationQuerySet:
    """The conversations of one queue of `member`, unordered."""
    match queue:
        case "unanswered":
            return found.unanswered(now)
        case "mine":
            return found.mine(member.user_id, now, member.role)
        case "approval":
            waiting = Approval.objects.waiting().filter(conversation=OuterRef("pk"))
            return found.filter(Exists(waiting))
        case "private":
            return found.in_private().awake(now)
        case "close":
            return found.to_close().awake(now)
        case "snoozed":
            return found.snoozed(now)
        case _:
            return found


# Those whose value is looked for in a column.
SIFTED = ("network", "sentiment", "category", "account", "staff")


def filtered(
    found: ConversationQuerySet, filters: ListFilters, *, sees_private: bool
) -> ConversationQuerySet:
    """Apply all filters but the queue and what was searched for (`inbox.search`)."""
    if filters.queue == "all":
        found = found.filter(is_imported=filters.origin == IMPORTED)
    for name in ("network", "sentiment", "category"):
        value = getattr(filters, name)
        if value:
            found = found.filter(**{name: value})
    if (filters.sentiment or filters.category) and not sees_private:
        found = found.exclude(last_mention__audience="PRIVATE")  # the labels are of those words
    if filters.account is not None:
        found = found.filter(account_id=filters.account)
    if filters.staff is not None:
        found = found.filter(Q(claimed_by_id=filters.staff) | Q(assigned_to_id=filters.staff))
    return found
