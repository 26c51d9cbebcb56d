"""The conversations behind a number, and what the numbers mean."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inbox.reports.behind import Place, behind
from inbox.reports.behind_rows import Behind, UnknownSetError
from inbox.reports.benchmarks import BENCHMARKS
from inbox.reports.day_words import bucket_words
from inbox.reports.definitions import DEFINITIONS
from inbox.reports.grade import grade_rule
from inbox.reports.watched import WEEKDAYS
from inbox.views.reports.frame import Frame
from inbox.views.reports.links import definition
from practice_hub.audit.looks import looked
from practice_hub.http import MemberRequest, number_of
from practice_hub.permissions import Act, practice_member
from practice_hub.times import hours_between


@require_safe
@practice_member(Act.READ_REPORTS)
def behind_list(request: MemberRequest) -> HttpResponse:
    """As many rows as the number says, fifty a page. 404 for a number that there is not."""
    frame = Frame.of(request, "behind")
    which = request.GET.get("set", "total")
    page = number_of(request.GET.get("page", "")) or 1
    try:
        place = place_of_query(request)
        found = behind(frame.f, which, place, page, sees_private=frame.sees_private)
    except (UnknownSetError, ValueError) as error:
        raise Http404 from error
    looked(request, request.practice, what="report_list", set=which)
    meaning = definition(which) if which in DEFINITIONS else ""
    context: dict[str, Any] = {"found": found, "where": _where(place, frame), "meaning": meaning}
    return frame.render("behind.html", context | _pager(request, found))


def place_of_query(request: MemberRequest) -> Place:
    """Which mark of a picture or cell of a table was chosen; ValueError for what cannot be."""
    day = request.GET.get("day", "")
    weekday, hour = (number_of(request.GET.get(name, "")) for name in ("weekday", "hour"))
    if (weekday or 0) > 6 or (hour or 0) > 23:
        raise ValueError(_("There is no such hour of the week."))
    by = request.GET.get("by", "")
    return Place(
        day=date.fromisoformat(day) if day else None,
        weekday=weekday,
        hour=hour,
        group=(by, request.GET.get("part", "")) if by else None,
    )


def _where(place: Place, frame: Frame) -> str:
    """ "Saturday, November 14" or "Mondays, 14:00 to 15:00"; "" for the whole report."""
    if place.day is not None:
        ends = {bucket.start: bucket.end for bucket in frame.f.buckets()}
        return bucket_words(place.day, ends.get(place.day, place.day))
    parts = [_(WEEKDAYS[place.weekday])] if place.weekday is not None else []
    if place.hour is not None:
        parts.append(hours_between(f"{place.hour:02d}:00", f"{place.hour + 1:02d}:00"))
    return ", ".join(parts)


def _pager(request: MemberRequest, found: Behind) -> dict[str, str]:
    def url(page: int) -> str:
        asked = request.GET.copy()
        asked["page"] = str(page)
        return f"?{asked.urlencode()}"

    return {
        "previous_url": url(found.page - 1) if found.page > 1 else "",
        "next_url": url(found.page + 1) if found.page < found.pages else "",
    }


@require_safe
@practice_member(Act.READ_REPORTS)
def definitions(request: MemberRequest) -> HttpResponse:
    """Every number of the reports in words, the rule of the grade, the public benchmarks."""
    frame = Frame.of(request, "definitions")
    context = {
        "definitions": DEFINITIONS.values(),
        "grade_rule": grade_rule(),
        "benchmarks": BENCHMARKS,
    }
    return frame.render("definitions.html", context)
