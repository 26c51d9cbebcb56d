"""What the palette (Ctrl-K) finds besides the acts of the page: places, settings, people and
conversations, as far as the reader may open them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.access import sees_private
from inbox.filters import DEFAULT_QUEUE, QUEUES, ListFilters
from inbox.models import Conversation, SavedView
from inbox.search.marking import Hit
from inbox.search.pages import Search, find_page
from inbox.search.words import words_of
from inbox.selectors import colleagues
from practice_hub.guide.lines import lines_for
from practice_hub.practices.models import Membership
from practice_hub.roles import Act, may

MOST_ROWS = 6  # of each kind: more than that is the list's work
SHORTEST = 2  # letters that are worth a search

_PAGES: Final = (
    (gettext_noop("Answers to approve"), "stamp", "approve:page", Act.APPROVE),
    (gettext_noop("Calls"), "phone-outgoing", "callbacks:page", Act.READ_PRIVATE),
    (
        gettext_noop("Hand over what is mine"),
        "arrow-left-right",
        "inbox:hand_over",
        Act.ANSWER_PUBLIC,
    ),
    (gettext_noop("Alerts"), "bell", "alerts:list", Act.READ_ALERTS),
    (gettext_noop("Reports"), "chart-column", "reports:overview", Act.READ_REPORTS),
    (gettext_noop("Weekly report"), "mail", "reports:weekly", Act.READ_REPORTS),
    (gettext_noop("Roster"), "calendar-clock", "roster:page", Act.READ_ROSTER),
    (gettext_noop("Sources"), "radio-tower", "listening:sources", Act.READ_SOURCES),
    (gettext_noop("New snippet"), "text-quote", "snippets:new", Act.WRITE_SNIPPETS),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A place to go to; `icon` is a name of lucide's."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that was found; `said` is "" where the reader may not know it."""

    row: Conversation
    hit: Hit | None
    said: str

    @property
    def url(self) -> str:
        return f"{reverse('inbox:conversation', args=[self.row.pk])}?queue=all"


@dataclass(frozen=True, slots=True)
class Found:
    """Each list in the order in which it is shown; empty ones are not shown."""

    places: Sequence[Entry]
    settings: Sequence[Entry]
    people: Sequence[Entry]
    talks: Sequence[Talk]

    @property
    def count(self) -> int:
        return len(self.places) + len(self.settings) + len(self.people) + len(self.talks)


def find(membership: Membership, asked: str, now: datetime) -> Found:
    """All places for no words; otherwise what fits `asked`. At most one search of the texts."""
    words = words_of(asked)
    places = [each for each in _places(membership) if _fits(words, each.label)]
    settings = [each for each in _settings(membership) if _fits(words, each.label)]
    known = {each.url for each in places}
    settings = [each for each in settings if each.url not in known]
    if len("".join(words)) < SHORTEST:
        return Found(places, settings if words else (), (), ())
    search = find_page(membership, ListFilters(queue="all", q=asked), now=now, after=None)
    people = [*_colleagues(membership, words), *_writers(search)]
    return Found(places, settings, people[:MOST_ROWS], list(_talks(membership, search)))


def _fits(words: Sequence[str], label: str) -> bool:
    """Every word is the beginning of one of the label's."""
    named = words_of(label)
    return all(any(each.startswith(word) for each in named) for word in words)


def _places(membership: Membership) -> Iterator[Entry]:
    base = reverse("inbox:list")
    for key, queue in QUEUES.items():
        if key != "approval" or may(membership.role, Act.READ_APPROVALS):
            url = base if key == DEFAULT_QUEUE else f"{base}?queue={key}"
            yield Entry(str(queue.label), url, queue.icon)
    for view in SavedView.objects.seen_by(membership):
        yield Entry(view.name, f"{base}{view.query}", "bookmark")
    for label, icon, route, act in _PAGES:
        if may(membership.role, act):
            yield Entry(_(label), reverse(route), icon)


def _settings(membership: Membership) -> Iterator[Entry]:
    for line in lines_for(membership):
        yield Entry(line.title, line.url, line.icon)


def _colleagues(membership: Membership, words: Sequence[str]) -> Iterator[Entry]:
    for user in colleagues(membership):
        if _fits(words, user.name):
            url = _listed(staff=str(user.pk))
            yield Entry(_("What %(name)s has") % {"name": user.name}, url, "user-round")


def _writers(search: Search) -> Iterator[Entry]:
    """Whose name or handle has the words; each name once, as it leads to all of that name."""
    seen: set[str] = set()
    for row in search.page.rows:
        hit = search.hits.get(row.pk)
        if row.person is None or hit is None or not _is_hit(hit) or row.person.name in seen:
            continue
        seen.add(row.person.name)
        name = row.person.name.replace('"', " ")
        yield Entry(row.person.name, _listed(q=f'from:"{name}"'), "circle-user-round")


def _is_hit(hit: Hit) -> bool:
    return any(piece.is_hit for piece in (*hit.name, *hit.handle))


def _listed(**query: str) -> str:
    return f"{reverse('inbox:list')}?{urlencode({'queue': 'all', **query})}"


def _talks(membership: Membership, search: Search) -> Iterable[Talk]:
    private = sees_private(membership)
    for row in search.page.rows[:MOST_ROWS]:
        last = row.last_mention
        is_known = private or (last is not None and last.audience != "PRIVATE")
        yield Talk(row, search.hits.get(row.pk), row.preview if is_known else "")
