"""What the numbers beside the report card mean; `definitions` puts all together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """`text` in plain words; `unit` is "", "share" or "seconds"; `source` is the demand."""

    key: str
    label: str
    text: str
    unit: str = ""
    source: str = ""


STEPS = (
    Definition(
        "detect",
        "Heard",
        "From the post to the moment it was seen here. What was heard late is left out, and said "
        "so.",
        "seconds",
        "Metrics: detect lag",
    ),
    Definition(
        "claim", "Taken", "From seen to taken by somebody.", "seconds", "Metrics: claim lag"
    ),
    Definition("write", "Written", "From taken to handed in.", "seconds", "Section 3"),
    Definition(
        "approve",
        "Approved",
        "From handed in to decided; 0 where no go-ahead was needed.",
        "seconds",
        "Metrics: approval lag",
    ),
    Definition(
        "send",
        "Sent",
        "From handed in, or decided, to out on the network; holds the time to undo.",
        "seconds",
        "A15",
    ),
    Definition(
        "private_contact",
        "Private contact",
        "From the public answer to the first private word of the practice.",
        "seconds",
        "Metrics: private contact lag; A2",
    ),
    Definition(
        "resolve",
        "Resolved",
        "From the start of the interval to settled. A conversation that opens again starts a new "
        "interval.",
        "seconds",
        "Metrics: resolution time",
    ),
    Definition(
        "close_loop",
        "Thanked in public",
        "From settled to the public thanks on the first post.",
        "seconds",
        "Metrics: loop-close lag; A3",
    ),
)
CLOCKS = (
    Definition(
        "next_response",
        "Next answer",
        "From a further word of the person to the next answer on the same side, public or private.",
        "seconds",
        "Section 1",
    ),
    Definition(
        "approval", "Approval", "From asked for to decided, beside its target.", "seconds", "P4"
    ),
    Definition(
        "promise", "Promise", "From a promise with a time to the time it was kept.", "seconds", "A6"
    ),
    Definition(
        "callback", "Callback", "From agreed to made, beside its due time.", "seconds", "A5"
    ),
    Definition("resolution", "Resolution", "The same as Resolved.", "seconds", "Metrics"),
    Definition("loop_close", "Public thanks", "The same as Thanked in public.", "seconds", "A3"),
    Definition(
        "written_then", "When people write", "Posts by weekday and hour of the place.", "", "T5"
    ),
    Definition(
        "answered_then",
        "When we answer",
        "First answers to what was written in the period, by the weekday and hour at the place "
        "when they were out.",
        "",
        "T5",
    ),
    Definition(
        "by_person",
        "By person",
        "Whose answer it was, in the order of names. Times only from five answers on; people who "
        "left keep theirs.",
        "",
        "Section 3",
    ),
)
LOOPS = (
    Definition(
        "loops_closed",
        "Loops closed",
        "Thanked in public, of all that were settled in the period and owed it. What opened again "
        "before is left out.",
        "share",
        "A3",
    ),
    Definition(
        "skip_reasons",
        "Reasons for not closing",
        "What staff wrote when they closed without public thanks; the same words count together.",
        "",
        "A3",
    ),
    Definition(
        "no_reply_reasons",
        "Reasons for not answering",
        "What staff wrote when they closed without an answer; the same words count together.",
        "",
        "L9",
    ),
    Definition(
        "reopened",
        "Opened again",
        "How often, in the period, somebody opened a conversation again or the person wrote anew.",
        "",
        "Metrics",
    ),
)
CARE = (
    Definition(
        "approval_lag",
        "How long a go-ahead took",
        "From handed in to approved or returned, of what was handed in within the period by the "
        "calendar of the practice.",
        "seconds",
        "Metrics: approval lag; P4",
    ),
    Definition(
        "approvals",
        "Approvals",
        "Requests handed in within the period by what became of them: approved, returned, no "
        "longer valid (with the reason), ran out, taken back, still waiting.",
        "",
        "P4",
    ),
    Definition(
        "guard_blocked",
        "Stopped by the guard",
        "How often the guard refused an answer when somebody pressed send. What it says while "
        "somebody types is kept nowhere and not counted.",
        "",
        "P1, P2",
    ),
    Definition(
        "guard_needed",
        "The guard was in doubt",
        "Answers that a second person had to see because the guard was in doubt.",
        "",
        "P2",
    ),
    Definition(
        "guard_overridden",
        "Sent all the same",
        "Answers that the guard had stopped and a leader let out, with the reason they gave.",
        "",
        "P2",
    ),
)
VOICE = (
    Definition(
        "sentiment",
        "Mood",
        "Happy mentions beside unhappy ones. What staff corrected goes before what was scored.",
        "",
        "L4",
    ),
    Definition(
        "strength",
        "Strength",
        "Mentions of the last 24 hours, divided by those of the busiest 24 hours of the last 30 "
        "days.",
        "share",
        "Metrics",
    ),
    Definition(
        "passion",
        "Passion",
        "The share of mentions by people who mention the practice more than once.",
        "share",
        "Metrics",
    ),
    Definition(
        "reach",
        "Reach",
        "Different people, divided by mentions; beside it the sum of followers where the network "
        "tells.",
        "share",
        "Metrics",
    ),
    Definition(
        "advocate",
        "Advocates",
        "People who speak well of the practice again and again.",
        "",
        "L5, O3",
    ),
    Definition(
        "recovery",
        "Recovery",
        "Of the people who complained and were answered: who came back happier, changed what they "
        "wrote, or took it back.",
        "share",
        "O3",
    ),
)
