"""The same figures by network, kind, place, person, topic: with counts, never as a ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.models import Cut
from inbox.reports.facts import Fact, by, first_answers, load, tally_of, wall_times
from inbox.reports.filters import Filters
from inbox.reports.results import Group, Times
from listening.models import Category, Network, Sentiment, Urgency
from listening.scoring.topics import SUBJECTS
from practice_hub.practices.models import Location, Membership

FEWEST_ANSWERS = 5  # below it a median says more about chance than about anybody
NO_LOCATION = gettext_noop("No location")
NOBODY = gettext_noop("Nobody yet, or on the network itself")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works or worked for the practice."""

    user_id: int
    name: str
    is_former: bool


def by_network(f: Filters) -> list[Group]:
    """One query."""
    return _groups(f, Cut.NETWORK, dict(Network.choices))


def by_category(f: Filters) -> list[Group]:
    """By kind of matter. One query."""
    return _groups(f, Cut.CATEGORY, dict(Category.choices))


def by_sentiment(f: Filters) -> list[Group]:
    """One query."""
    return _groups(f, Cut.SENTIMENT, dict(Sentiment.choices))


def by_urgency(f: Filters) -> list[Group]:
    """One query."""
    return _groups(f, Cut.URGENCY, dict(Urgency.choices))


def by_topic(f: Filters) -> list[Group]:
    """By treatment and topic; a post may have several, and most have none. One query."""
    return _groups(f, Cut.TOPIC, {key: subject.label for key, subject in SUBJECTS.items()})


def by_location(f: Filters) -> list[Group]:
    """Two queries."""
    names = {str(pk): name for pk, name in locations(f.practice_id)}
    return _groups(f, Cut.LOCATION, names | {"": _(NO_LOCATION)})


def by_staff(f: Filters) -> list[Group]:
    """By who answered, in the order of their names: nobody is first or last by a figure. Two
    queries."""
    found = {str(person.user_id): person for person in people(f.practice_id)}
    heaps = by(load(first_answers(f, Cut.STAFF)), lambda fact: fact.value)
    named = [key for key in heaps if key in found]
    rest = sorted(set(heaps) - set(named) - {""})
    groups = [_group(key, found[key].name, heaps[key], found[key].is_former) for key in named]
    groups.sort(key=lambda group: (group.label.casefold(), group.key))
    groups += [_group(key, _("Somebody who has left"), heaps[key], True) for key in rest]
    return [*groups, _group("", _(NOBODY), heaps[""])] if "" in heaps else groups


def locations(practice_id: int) -> list[tuple[int, str]]:
    """The places of a practice by name, for the menu of filters. One query."""
    found = Location.objects.filter(practice_id=practice_id).order_by("name")
    return list(found.values_list("pk", "name"))


def people(practice_id: int) -> list[Person]:
    """Everybody who ever worked here, by name; who has left keeps their figures. One query."""
    found = Membership.objects.filter(practice_id=practice_id).select_related("user")
    persons = [Person(member.user_id, str(member.user), _has_left(member)) for member in found]
    return sorted(persons, key=lambda person: (person.is_former, person.name.casefold()))


def _has_left(member: Membership) -> bool:
    return member.left_at is not None or not member.user.is_active


def _groups(f: Filters, cut: Cut, labels: Mapping[str, object]) -> list[Group]:
    """The largest first: how much there was is no judgement of anybody."""
    heaps = by(load(first_answers(f, cut)), lambda fact: fact.value)
    groups = [_group(key, str(labels.get(key, key)), facts) for key, facts in heaps.items()]
    return sorted(groups, key=lambda group: (-group.tally.total, group.label))


def _group(key: str, label: str, facts: list[Fact], is_former: bool = False) -> Group:
    times = wall_times(facts)
    if times.count < FEWEST_ANSWERS:
        times = Times(times.count)
    return Group(key, label, tally_of(facts), times, is_former)
