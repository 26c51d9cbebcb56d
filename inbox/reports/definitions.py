"""What every number means, once: for the pages, the tips, the exports and docs/metrics.md (O5)."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from inbox.reports.definition_texts import CARE, CLOCKS, LOOPS, STEPS, Definition
from inbox.reports.definition_voice import VOICE
from inbox.reports.grade import grade_rule

__all__ = ["DEFINITIONS", "Definition"]

_FIRST = (
    Definition(
        "first_response",
        gettext_noop("First answer"),
        gettext_noop(
            "From the network's own time of the post to the first public answer by the "
            "practice: sent from here, recorded by hand, or found on the network because "
            "somebody answered there. A changed answer is no answer. A conversation that opens "
            "again starts anew. A period holds what was written on its days, by the calendar of "
            "the place it belongs to."
        ),
        "seconds",
        gettext_noop("Metrics; T1, T2"),
    ),
    Definition(
        "counted",
        gettext_noop("Time is up"),
        gettext_noop(
            "Everything that was written in the period and is answered, or whose target has "
            "passed. What nobody answered counts. Left out: what was closed in time without an "
            "answer, and what may still be answered within target."
        ),
        "",
        gettext_noop("Metrics"),
    ),
    Definition(
        "attainment",
        gettext_noop("Answered within target"),
        gettext_noop(
            "Answered by the target, divided by all whose time is up. The target is the one "
            "that was in force when the conversation began."
        ),
        "share",
        gettext_noop("Metrics; T1, T2"),
    ),
    Definition(
        "acceptable",
        gettext_noop("Answered in acceptable time"),
        gettext_noop(
            "Answered by the target or the time still acceptable, whichever is later: the same "
            "business day, or the next opening morning. Holds those within target too."
        ),
        "share",
        "T4",
    ),
    Definition(
        "lost",
        gettext_noop("Lost"),
        gettext_noop(
            "Answered after 24 hours on the wall clock (or the line that the practice set), or not "
            "answered until then. Counted on its own, whatever the opening hours were."
        ),
        "",
        "T3",
    ),
    Definition(
        "never_answered",
        gettext_noop("Never answered"),
        gettext_noop(
            "No answer, and either closed after its target had passed or still without one past "
            "the lost line."
        ),
        "",
        "T5",
    ),
    Definition(
        "waiting",
        gettext_noop("Still waiting"),
        gettext_noop("Without an answer right now, late or not."),
        "",
        gettext_noop("Metrics; T8"),
    ),
    Definition(
        "pending",
        gettext_noop("Time is not up yet"),
        gettext_noop(
            "Without an answer and still within target, or without any target: no part of a share."
        ),
        "",
        gettext_noop("Metrics"),
    ),
    Definition(
        "excused",
        gettext_noop("Closed in time without an answer"),
        gettext_noop(
            "Closed with a reason, settled, or taken back by the person before the target. Told "
            "apart and no part of any share."
        ),
        "",
        "L9",
    ),
    Definition(
        "total",
        gettext_noop("Written in all"),
        gettext_noop("Everything that people wrote and that asked for an answer."),
        "",
        "L2",
    ),
    Definition(
        "median",
        gettext_noop("Median"),
        gettext_noop(
            "Half were answered at least as quickly. Always a time that really occurred; what "
            "still waits is no part of it and stands beside it."
        ),
        "seconds",
        gettext_noop("Metrics"),
    ),
    Definition(
        "slowest_tenth",
        gettext_noop("Slowest tenth"),
        gettext_noop(
            "Nine of ten were answered at least as quickly (p90). Always a time that really "
            "occurred."
        ),
        "seconds",
        gettext_noop("Metrics"),
    ),
    Definition(
        "open_hours",
        gettext_noop("In opening hours"),
        gettext_noop(
            "The same with the time counted only while the place was open: lunch breaks, nights, "
            "holidays and changes of the clock taken out. Kept when the answer goes out."
        ),
        "seconds",
        gettext_noop("Metrics"),
    ),
    Definition(
        "fastest",
        gettext_noop("Fastest"),
        gettext_noop("The quickest first answer of the period."),
        "seconds",
        "T5",
    ),
    Definition(
        "slowest",
        gettext_noop("Slowest"),
        gettext_noop("The first answer that took longest."),
        "seconds",
        "T5",
    ),
    Definition("grade", gettext_noop("Grade"), grade_rule, "", gettext_noop("T1 to T5")),
    Definition(
        "detected_late",
        gettext_noop("Heard late"),
        gettext_noop(
            "Seen here long after it was written, because a channel was down or not connected. "
            "Counted in every share, and told apart from what the staff were late with."
        ),
        "",
        gettext_noop("Metrics"),
    ),
)
DEFINITIONS: dict[str, Definition] = {
    one.key: one for one in (*_FIRST, *STEPS, *CLOCKS, *LOOPS, *CARE, *VOICE)
}
