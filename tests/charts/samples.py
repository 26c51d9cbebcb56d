"""One small picture of every kind, with labels that would like to be more than labels."""

from __future__ import annotations

from practice_hub.charts.shapes import (
    Areas,
    Bars,
    Facet,
    Group,
    HeatMap,
    Line,
    Move,
    Moves,
    Rows,
    Series,
    Shape,
    Step,
    Steps,
    Way,
)

EVIL = '</text><script>alert(1)</script>\'+datum["x"]+`${1}` & Söhne'
HREF = "/reports/behind/?set=answered&day=2026-11-09"
TWO = (Series("median", "accent"), Series("slowest tenth", "sand"))
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = tuple(f"{hour:02d}:00" for hour in range(24))

DAYS = tuple(
    Group(name[:3], (60.0 * (index + 10), 600.0 * (index + 3)), name, HREF if index else "")
    for index, name in enumerate(WEEK)
)
BARS = Bars(DAYS, TWO, "seconds", line=Line(3600, "target 1 h"))
# One value is out of all proportion and one day has nothing.
CUT = Bars((*DAYS, Group(EVIL, (None, 900_000.0))), TWO, "seconds")
STACK = Bars(
    (Group("1", (4, 1)), Group("2", (0, 0)), Group(EVIL, (2, 3), "", HREF)), TWO, is_stacked=True
)
AREAS = Areas((Group("1", (4, 1)), Group("2", (0, None)), Group(EVIL, (2, 3), "", HREF)), TWO)
ROWS = Rows(
    (Group(EVIL, (7,), "", HREF), Group("spam", (2,))), (Series("", "accent"),), corner="Reason"
)
GRID = tuple(tuple((day * hour) % 5 for hour in range(24)) for day in range(7))
LINKS = tuple(tuple(f"/x/?d={day}&h={hour}" for hour in range(24)) for day in range(7))
HEAT = HeatMap(
    (Facet("When people write", "accent", GRID, LINKS), Facet(EVIL, "accent", GRID)), WEEK, HOURS
)
STEPS = Steps(
    (
        Way("To the answer", (Step("Noticed", 40, "slowest tenth 3 min", HREF), Step(EVIL, 0.0))),
        Way(EVIL, (Step("Resolved", 90_000), Step("Thanked", None, "nothing yet"))),
        Way("Nothing here", (Step("Never", None),)),
    )
)
MOVES = Moves((Move(EVIL, 3, 11, "bad", HREF), Move("Parking", 2, 0, "good")), corner="Topic")
ALL: dict[str, Shape] = {
    "bars": BARS,
    "cut": CUT,
    "stack": STACK,
    "areas": AREAS,
    "rows": ROWS,
    "heat": HEAT,
    "steps": STEPS,
    "moves": MOVES,
}
EMPTY: tuple[Shape, ...] = (
    Bars((), TWO),
    Bars((Group("1", (None, 0)),), TWO),
    Areas((), TWO),
    Rows((), TWO),
    HeatMap((Facet("", "accent", tuple((0,) * 24 for _ in WEEK)),), WEEK, HOURS),
    Steps((Way("", (Step("Never", None),)),)),
    Moves((Move("still", 0, 0),)),
)
