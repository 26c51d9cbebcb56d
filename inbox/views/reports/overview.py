"""How fast were we? The page that a busy person reads in a minute."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from inbox.reports.benchmarks import BENCHMARKS
from inbox.reports.card import report_card
from inbox.reports.pictures import answers_by_day, verdicts_by_day
from inbox.reports.trend import by_day, target_line
from inbox.reports.words import first_things
from inbox.views.reports.card_rows import CardPair
from inbox.views.reports.frame import Frame
from inbox.views.reports.links import definition
from inbox.views.reports.tiles import share_words
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member


@require_safe
@practice_member(Act.READ_REPORTS)
def overview(request: MemberRequest) -> HttpResponse:
    """Grade, four numbers, the trend, what to do first, and the whole report card."""
    frame = Frame.of(request, "overview")
    days, links = by_day(frame.f), frame.links
    pair = CardPair(report_card(frame.f), report_card(frame.f.before()), links)
    pictures = [
        answers_by_day(days, target_line(frame.f), links.behind),
        verdicts_by_day(days, links.behind),
    ]
    benchmarks = {one.key: one for one in BENCHMARKS}
    return frame.render(
        "overview.html",
        {
            "card": pair.now,
            "share": share_words(pair.now.grade.share),
            "grade_change": pair.grade_change(),
            "met_url": links.behind("met"),
            "grade_url": definition("grade"),
            "tiles": pair.tiles(),
            "rows": pair.rows(),
            "advice": _advice(frame),
            "no_answer": benchmarks["no_answer"],
            "benchmarks": BENCHMARKS,
            "figures": frame.figures(pictures),
        },
    )


def _advice(frame: Frame) -> list[tuple[str, str]]:
    """What to do first, each with the address of the list behind it, or none."""
    return [
        (one.text, frame.links.behind(one.behind, **one.place) if one.behind else "")
        for one in first_things(frame.f)
    ]
