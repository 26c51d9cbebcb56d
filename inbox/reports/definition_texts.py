"""What the numbers beside the report card mean; `definitions` puts all together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


@dataclass(frozen=True, slots=True)
class Definition:
    """`text` in plain words, in the language of who reads; `unit` is "", "share" or "seconds"."""

    key: str
    name: str
    meaning: str | Callable[[], str]
    unit: str = ""
    demand: str = ""

    @property
    def label(self) -> str:
        return _(self.name)

    @property
    def text(self) -> str:
        return self.meaning() if callable(self.meaning) else _(self.meaning)

    @property
    def source(self) -> str:
        """The demand that it comes from."""
        return _(self.demand) if self.demand else ""


STEPS = (
    Definition(
        "detect",
        gettext_noop("Heard"),
        gettext_noop(
            "From the post to the moment it was seen here. What was heard late is left out, and "
            "said so."
        ),
        "seconds",
        gettext_noop("Metrics: detect lag"),
    ),
    Definition(
        "claim",
        gettext_noop("Taken"),
        gettext_noop("From seen to taken by somebody."),
        "seconds",
        gettext_noop("Metrics: claim lag"),
    ),
    Definition(
        "write",
        gettext_noop("Written"),
        gettext_noop("From taken to handed in."),
        "seconds",
        gettext_noop("Section 3"),
    ),
    Definition(
        "approve",
        gettext_noop("Approved"),
        gettext_noop("From handed in to decided; 0 where no go-ahead was needed."),
        "seconds",
        gettext_noop("Metrics: approval lag"),
    ),
    Definition(
        "send",
        gettext_noop("Sent"),
        gettext_noop("From handed in, or decided, to out on the network; holds the time to undo."),
        "seconds",
        "A15",
    ),
    Definition(
        "private_contact",
        gettext_noop("Private contact"),
        gettext_noop("From the public answer to the first private word of the practice."),
        "seconds",
        gettext_noop("Metrics: private contact lag; A2"),
    ),
    Definition(
        "resolve",
        gettext_noop("Resolved"),
        gettext_noop(
            "From the start of the interval to settled. A conversation that opens again starts "
            "a new interval."
        ),
        "seconds",
        gettext_noop("Metrics: resolution time"),
    ),
    Definition(
        "close_loop",
        gettext_noop("Thanked in public"),
        gettext_noop("From settled to the public thanks on the first post."),
        "seconds",
        gettext_noop("Metrics: loop-close lag; A3"),
    ),
)
CLOCKS = (
    Definition(
        "next_response",
        gettext_noop("Next answer"),
        gettext_noop(
            "From a further word of the person to the next answer on the same side, public or "
            "private."
        ),
        "seconds",
        gettext_noop("Section 1"),
    ),
    Definition(
        "approval",
        gettext_noop("Approval"),
        gettext_noop("From asked for to decided, beside its target."),
        "seconds",
        "P4",
    ),
    Definition(
        "promise",
        gettext_noop("Promise"),
        gettext_noop("From a promise with a time to the time it was kept."),
        "seconds",
        "A6",
    ),
    Definition(
        "callback",
        gettext_noop("Callback"),
        gettext_noop("From agreed to made, beside its due time."),
        "seconds",
        "A5",
    ),
    Definition(
        "resolution",
        gettext_noop("Resolution"),
        gettext_noop("The same as Resolved."),
        "seconds",
        gettext_noop("Metrics"),
    ),
    Definition(
        "loop_close",
        gettext_noop("Public thanks"),
        gettext_noop("The same as Thanked in public."),
        "seconds",
        "A3",
    ),
    Definition(
        "written_then",
        gettext_noop("When people write"),
        gettext_noop("Posts by weekday and hour of the place."),
        "",
        "T5",
    ),
    Definition(
        "answered_then",
        gettext_noop("When we answer"),
        gettext_noop(
            "First answers to what was written in the period, by the weekday and hour at the place "
            "when they were out."
        ),
        "",
        "T5",
    ),
    Definition(
        "by_person",
        gettext_noop("By person"),
        gettext_noop(
            "Whose answer it was, in the order of names. Times only from five answers on; "
            "people who left keep theirs."
        ),
        "",
        gettext_noop("Section 3"),
    ),
)
LOOPS = (
    Definition(
        "loops_closed",
        gettext_noop("Loops closed"),
        gettext_noop(
            "Thanked in public, of all that were settled in the period and owed it. What opened "
            "again before is left out."
        ),
        "share",
        "A3",
    ),
    Definition(
        "skip_reasons",
        gettext_noop("Reasons for not closing"),
        gettext_noop(
            "What staff wrote when they closed without public thanks; the same words count "
            "together."
        ),
        "",
        "A3",
    ),
    Definition(
        "no_reply_reasons",
        gettext_noop("Reasons for not answering"),
        gettext_noop(
            "What staff wrote when they closed without an answer; the same words count together."
        ),
        "",
        "L9",
    ),
    Definition(
        "reopened",
        gettext_noop("Opened again"),
        gettext_noop(
            "How often, in the period, somebody opened a conversation again or the person wrote "
            "anew."
        ),
        "",
        gettext_noop("Metrics"),
    ),
)
CARE = (
    Definition(
        "approval_lag",
        gettext_noop("How long a go-ahead took"),
        gettext_noop(
            "From handed in to approved or returned, of what was handed in within the period by "
            "the calendar of the practice."
        ),
        "seconds",
        gettext_noop("Metrics: approval lag; P4"),
    ),
    Definition(
        "approvals",
        gettext_noop("Approvals"),
        gettext_noop(
            "Requests handed in within the period by what became of them: approved, returned, no "
            "longer valid (with the reason), ran out, taken back, still waiting."
        ),
        "",
        "P4",
    ),
    Definition(
        "guard_blocked",
        gettext_noop("Stopped by the guard"),
        gettext_noop(
            "How often the guard refused an answer when somebody pressed send. What it says while "
            "somebody types is kept nowhere and not counted."
        ),
        "",
        "P1, P2",
    ),
    Definition(
        "guard_needed",
        gettext_noop("The guard was in doubt"),
        gettext_noop("Answers that a second person had to see because the guard was in doubt."),
        "",
        "P2",
    ),
    Definition(
        "guard_overridden",
        gettext_noop("Sent all the same"),
        gettext_noop(
            "Answers that the guard had stopped and a leader let out, with the reason they gave."
        ),
        "",
        "P2",
    ),
)
