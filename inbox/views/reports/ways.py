"""Where the time goes, and when people write."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from inbox.reports.pictures import hours, where_time_goes
from inbox.reports.results import Cell, KindFigures, Step
from inbox.reports.steps import clock_kinds, steps
from inbox.reports.times import hour_grid
from inbox.views.reports.frame import Frame
from inbox.views.reports.links import Links, definition
from inbox.views.reports.tables import Cells, Line, tally_cells
from inbox.views.reports.tiles import Tile, share_words, time_words
from practice_hub.charts.units import plain
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member
from practice_hub.times import weekday_name


@require_safe
@practice_member(Act.READ_REPORTS)
def time(request: MemberRequest) -> HttpResponse:
    """Every step from the post to the public thanks, and how the other clocks ran."""
    frame = Frame.of(request, "time")
    found = steps(frame.f)
    late = sum(step.left_out for step in found)
    return frame.render(
        "time.html",
        {
            "figures": frame.figures([where_time_goes(found, frame.links.behind)]),
            "steps": [_step_line(step, frame.links) for step in found],
            "kinds": [_kind_line(kind, frame.links) for kind in clock_kinds(frame.f)],
            "left_out": late,
            "left_out_url": frame.links.behind("detected_late"),
        },
    )


def _step_line(step: Step, links: Links) -> Line:
    times = step.times
    return Line(
        str(step.label),
        definition(step.key),
        (
            Cells(time_words(times.median_seconds), links.behind(f"step:{step.key}")),
            Cells(time_words(times.p90_seconds)),
            Cells(plain(times.count)),
        ),
    )


def _kind_line(kind: KindFigures, links: Links) -> Line:
    def behind(which: str) -> str:
        return links.behind(f"kind:{kind.kind}/{which}")

    return Line(
        str(kind.label),
        definition(kind.kind.partition(":")[0].lower()),
        (
            *tally_cells(kind.tally, behind),
            Cells(time_words(kind.times.median_seconds)),
            Cells(time_words(kind.times.p90_seconds)),
        ),
    )


@require_safe
@practice_member(Act.READ_REPORTS)
def when(request: MemberRequest) -> HttpResponse:
    """Hours of the week: when people write, when the practice answers, where they wait longest."""
    frame = Frame.of(request, "when")
    cells = hour_grid(frame.f)
    return frame.render(
        "when.html",
        {
            "figures": frame.figures([hours(cells, frame.links.behind)]),
            "tiles": _tiles(cells, frame.links),
        },
    )


def _tiles(cells: list[Cell], links: Links) -> list[Tile]:
    """The busiest hour, the hour that waits longest, and how much comes on weekends."""
    written = sum(cell.written for cell in cells)
    if not written:
        return []
    busiest = max(cells, key=lambda cell: cell.written)
    slow = max(cells, key=lambda cell: cell.median_seconds or 0)
    return [
        Tile(
            "total",
            _("Busiest hour"),
            _hour(busiest),
            _at(busiest, links),
            note=ngettext("%(count)d posts", "%(count)d posts", busiest.written)
            % {"count": busiest.written},
        ),
        Tile(
            "median",
            _("Longest wait"),
            _hour(slow),
            _at(slow, links),
            note=_("median %(time)s") % {"time": time_words(slow.median_seconds)},
        ),
        _weekend_tile(cells, written),
    ]


def _weekend_tile(cells: list[Cell], written: int) -> Tile:
    weekend = sum(cell.written for cell in cells if cell.weekday >= 5)
    return Tile(
        "total",
        _("On weekends"),
        share_words(weekend / written),
        note=_("%(weekend)d of %(written)d posts") % {"weekend": weekend, "written": written},
    )


def _hour(cell: Cell) -> str:
    return f"{weekday_name(cell.weekday, is_short=True)} {cell.hour:02d}:00"


def _at(cell: Cell, links: Links) -> str:
    return links.behind("total", weekday=cell.weekday, hour=cell.hour)
