"""What every number means, once: for the pages, the tips, the exports and docs/metrics.md (O5)."""

from __future__ import annotations

from inbox.reports.definition_texts import CARE, CLOCKS, LOOPS, STEPS, VOICE, Definition
from inbox.reports.grade import grade_rule

__all__ = ["DEFINITIONS", "Definition"]

_FIRST = (
    Definition(
        "first_response",
        "First answer",
        "From the network's own time of the post to the first public answer by the practice: sent "
        "from here, recorded by hand, or found on the network because somebody answered there. A "
        "changed answer is no answer. A conversation that opens again starts anew. A period holds "
        "what was written on its days, by the calendar of the place it belongs to.",
        "seconds",
        "Metrics; T1, T2",
    ),
    Definition(
        "counted",
        "Time is up",
        "Everything that was written in the period and is answered, or whose target has passed. "
        "What nobody answered counts. Left out: what was closed in time without an answer, and "
        "what may still be answered within target.",
        "",
        "Metrics",
    ),
    Definition(
        "attainment",
        "Answered within target",
        "Answered by the target, divided by all whose time is up. The target is the one that was "
        "in force when the conversation began.",
        "share",
        "Metrics; T1, T2",
    ),
    Definition(
        "acceptable",
        "Answered in acceptable time",
        "Answered by the target or the time still acceptable, whichever is later: the same "
        "business day, or the next opening morning. Holds those within target too.",
        "share",
        "T4",
    ),
    Definition(
        "lost",
        "Lost",
        "Answered after 24 hours on the wall clock (or the line that the practice set), or not "
        "answered until then. Counted on its own, whatever the opening hours were.",
        "",
        "T3",
    ),
    Definition(
        "never_answered",
        "Never answered",
        "No answer, and either closed after its target had passed or still without one past the "
        "lost line.",
        "",
        "T5",
    ),
    Definition(
        "waiting",
        "Still waiting",
        "Without an answer right now, late or not.",
        "",
        "Metrics; T8",
    ),
    Definition(
        "pending",
        "Time is not up yet",
        "Without an answer and still within target, or without any target: no part of a share.",
        "",
        "Metrics",
    ),
    Definition(
        "excused",
        "Closed in time without an answer",
        "Closed with a reason, settled, or taken back by the person before the target. Told apart "
        "and no part of any share.",
        "",
        "L9",
    ),
    Definition(
        "total",
        "Written in all",
        "Everything that people wrote and that asked for an answer.",
        "",
        "L2",
    ),
    Definition(
        "median",
        "Median",
        "Half were answered at least as quickly. Always a time that really occurred; what still "
        "waits is no part of it and stands beside it.",
        "seconds",
        "Metrics",
    ),
    Definition(
        "slowest_tenth",
        "Slowest tenth",
        "Nine of ten were answered at least as quickly (p90). Always a time that really occurred.",
        "seconds",
        "Metrics",
    ),
    Definition(
        "open_hours",
        "In opening hours",
        "The same with the time counted only while the place was open: lunch breaks, nights, "
        "holidays and changes of the clock taken out. Kept when the answer goes out.",
        "seconds",
        "Metrics",
    ),
    Definition("fastest", "Fastest", "The quickest first answer of the period.", "seconds", "T5"),
    Definition("slowest", "Slowest", "The first answer that took longest.", "seconds", "T5"),
    Definition("grade", "Grade", grade_rule(), "", "T1 to T5"),
    Definition(
        "detected_late",
        "Heard late",
        "Seen here long after it was written, because a channel was down or not connected. Counted "
        "in every share, and told apart from what the staff were late with.",
        "",
        "Metrics",
    ),
)
DEFINITIONS: dict[str, Definition] = {
    one.key: one for one in (*_FIRST, *STEPS, *CLOCKS, *LOOPS, *CARE, *VOICE)
}
