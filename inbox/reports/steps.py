"""Where the time goes: the steps of an answer, and the other clocks of a conversation."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.models import Clock, Cut
from inbox.reports.facts import Fact, Question, by, first_answers, load, tally_of, wall_times
from inbox.reports.filters import Filters
from inbox.reports.results import KindFigures, Step, Times

_Kind = Clock.Kind
# In the order in which they happen.
ANSWER_STEPS = {
    "detect": gettext_noop("Heard"),
    "claim": gettext_noop("Taken"),
    "write": gettext_noop("Written"),
    "approve": gettext_noop("Approved"),
    "send": gettext_noop("Sent"),
}
LATER_STEPS = {
    "private_contact": (_Kind.PRIVATE_CONTACT, gettext_noop("Private contact")),
    "resolve": (_Kind.RESOLUTION, gettext_noop("Resolved")),
    "close_loop": (_Kind.LOOP_CLOSE, gettext_noop("Thanked in public")),
}
# Everything but first public answers; first answers to private messages are told apart.
KINDS: tuple[tuple[str, str, str], ...] = (
    (_Kind.FIRST_RESPONSE, "PRIVATE", gettext_noop("First answer, in private")),
    (_Kind.NEXT_RESPONSE, "PUBLIC", gettext_noop("Next answer, in public")),
    (_Kind.NEXT_RESPONSE, "PRIVATE", gettext_noop("Next answer, in private")),
    (_Kind.PRIVATE_CONTACT, "", gettext_noop("Private contact")),
    (_Kind.APPROVAL, "", gettext_noop("Approval")),
    (_Kind.PROMISE, "", gettext_noop("Promise")),
    (_Kind.CALLBACK, "", gettext_noop("Callback")),
    (_Kind.RESOLUTION, "", gettext_noop("Resolution")),
    (_Kind.LOOP_CLOSE, "", gettext_noop("Public thanks")),
)


def steps(f: Filters) -> list[Step]:
    """Every step in order, also those without a figure. Two queries.

    The first five are of first public answers; answers found on the network have none but the
    first. What was heard late is left out of "heard" and counted in `left_out`.
    """
    found = by(load(first_answers(f, Cut.STEP)), lambda fact: fact.value)
    left_out = wall_times(found.get("detect_late", [])).count
    first = [
        Step(key, _(label), wall_times(found.get(key, [])), left_out if key == "detect" else 0)
        for key, label in ANSWER_STEPS.items()
    ]
    kinds = [kind.value for kind, said in LATER_STEPS.values()]
    later = by(load(Question(f, kinds)), lambda fact: fact.kind)
    return first + [
        Step(key, _(label), wall_times(later.get(kind.value, [])))
        for key, (kind, label) in LATER_STEPS.items()
    ]


def clock_kinds(f: Filters) -> list[KindFigures]:
    """How the other clocks ran, also those that never did. One query."""
    facts = load(Question(f, sorted({kind for kind, audience, label in KINDS})))
    return [_figures(kind, audience, label, facts) for kind, audience, label in KINDS]


def kind_key(kind: str, audience: str) -> str:
    """ "NEXT_RESPONSE:PUBLIC", or the bare kind where the audience does not matter."""
    return f"{kind}:{audience}" if audience else kind


def _figures(kind: str, audience: str, label: str, facts: list[Fact]) -> KindFigures:
    own = [fact for fact in facts if fact.kind == kind and audience in ("", fact.audience)]
    times: Times = wall_times(own)
    return KindFigures(kind_key(kind, audience), _(label), tally_of(own), times)
