"""The demo's snippets: written by the desk, reviewed by a colleague, at the times they had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox.actions.snippets import (
    SnippetDraft,
    approve_snippet,
    create_snippet,
    return_snippet,
)
from inbox.models import Snippet
from inbox.snippets import version_of
from practice_hub.practices.models import Membership, Practice

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seed:
    """`by` and `reader` are first names of the demo's people; `months` 0 is not approved."""

    title: str
    audience: str
    body: str
    by: str
    days_ago: int
    reader: str = ""
    months: int = 0
    note: str = ""


SEEDS = (
    Seed(
        "Sorry, and an invitation to write in private",
        "PUBLIC",
        "Thank you for telling us, {first_name_if_shown}. We are sorry to read this, and "
        "{what_it_means_to_us}. We would like to hear more: may we write to you in private? "
        "{your_name}",
        "Ana",
        40,
        "Mona",
        6,
    ),
    Seed(
        "Thanks for kind words",
        "PUBLIC",
        "What a kind note, thank you. {what_you_liked_about_it} It means a lot to the whole team. "
        "{your_name}",
        "Ben",
        33,
        "Mona",
        6,
    ),
    Seed(
        "Opening hours",
        "PUBLIC",
        "Thank you for asking. This week we are open {days_and_hours}. {your_name}",
        "Ana",
        358,
        "Mona",
        12,
    ),
    Seed(
        "Where the price list is",
        "PUBLIC",
        "Good question. Our price list is on our website: {link}. {your_name}",
        "Ben",
        20,
        "Olga",
        3,
    ),
    Seed(
        "First private message after a complaint",
        "PRIVATE",
        "Hello {first_name}, this is {your_name} from {practice}. Thank you for letting us write. "
        "I would like to understand what happened: {your_question} If you would rather talk, tell "
        "me a time that suits you and I will call you.",
        "Ana",
        38,
        "Priya",
        6,
    ),
    Seed(
        "Summer hours",
        "PUBLIC",
        "Thank you for asking. In {month} we close at {closing_time} on Fridays. {your_name}",
        "Ben",
        150,
        "Mona",
        3,
    ),
    Seed(
        "Parking and the way in",
        "PUBLIC",
        "Thank you for asking. There is parking {where_to_park}, and the door is on Mill Street. "
        "{your_name}",
        "Ben",
        1,
    ),
    Seed(
        "When it was hard to reach us",
        "PUBLIC",
        "We are sorry that it was hard to reach us. {what_we_do_about_it} May we write to you in "
        "private and find a time that suits you? {your_name}",
        "Ana",
        3,
        "Mona",
        0,
        "Good. Please begin with a thank you, so that it does not start with us.",
    ),
)


def seed_snippets(practice: Practice, now: datetime) -> int:
    """Make the demo's snippets through the real acts, where the practice has none yet."""
    if Snippet.objects.of(practice).exists():
        return 0
    members = Membership.objects.active().filter(practice=practice).select_related("user")
    people = {member.user.first_name.split()[-1]: member for member in members}
    for seed in SEEDS:
        _plant(seed, people, now)
    return len(SEEDS)


def _plant(seed: Seed, people: dict[str, Membership], now: datetime) -> None:
    at = now - seed.days_ago * DAY
    draft = SnippetDraft(seed.title, seed.audience, seed.body)
    snippet = create_snippet(actor=people[seed.by], now=at, draft=draft)
    if not seed.reader:
        return
    reader, later, version = people[seed.reader], at + DAY / 12, version_of(snippet)
    if seed.note:
        return_snippet(snippet.pk, actor=reader, now=later, note=seed.note, version=version)
    else:
        approve_snippet(snippet.pk, actor=reader, now=later, months=seed.months, version=version)
