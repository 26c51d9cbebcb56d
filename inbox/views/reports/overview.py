"""How fast were we? The page that a busy person reads in a minute."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from inbox.reports.benchmarks import BENCHMARKS
from inbox.reports.card import report_card
from inbox.reports.pictures import answers_by_day, verdicts_by_day
from inbox.reports.trend import by_day, target_line
from inbox.reports.words import first_things
from inbox.views.reports.frame import Frame
from inbox.views.reports.links import definition
from inbox.views.reports.tiles import overview_tiles, share_words, verdict_rows
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member


@require_safe
@practice_member(Act.READ_REPORTS)
def overview(request: MemberRequest) -> HttpResponse:
    """Grade, four numbers, the trend, what to do first, and the whole report card."""
    frame = Frame.of(request, "overview")
    now, before = report_card(frame.f), report_card(frame.f.before())
    days = by_day(frame.f)
    links = frame.links
    pictures = [
        answers_by_day(days, target_line(frame.f), links.behind),
        verdicts_by_day(days, links.behind),
    ]
    benchmarks = {one.key: one for one in BENCHMARKS}
    return frame.render(
        "overview.html",
        {
            "card": now,
            "share": share_words(now.grade.share),
            "met_url": links.behind("met"),
            "grade_url": definition("grade"),
            "tiles": overview_tiles(now, before, links),
            "rows": verdict_rows(now, before, links),
            "advice": [
                (one.text, links.behind(one.behind) if one.behind else "")
                for one in first_things(frame.f)
            ],
            "no_answer": benchmarks["no_answer"],
            "benchmarks": BENCHMARKS,
            "figures": frame.figures(pictures),
        },
    )
