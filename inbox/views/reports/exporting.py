"""Reports as files: at once where they are short, made in the background where they are long."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from inbox.access import sees_private
from inbox.actions.errors import ActionRefused
from inbox.exports.asked import filters_of, on_its_day
from inbox.exports.files import Made, content_type, file_name, list_file, page_file
from inbox.exports.lists import SMALL, Wanted
from inbox.exports.runs import cancel_export, kept_file, start_export
from inbox.exports.tables import NAMES
from inbox.models import ExportRun
from inbox.reports.behind_rows import Behind, UnknownSetError
from inbox.reports.filters import parse_filters
from inbox.views.reports.behind_list import place_of_query
from practice_hub.audit.looks import downloaded
from practice_hub.http import MemberRequest, respond
from practice_hub.permissions import Act, practice_member
from practice_hub.practices.fresh import still_you
from practice_hub.ranges import file_missing, serve_file

_SHOWN: Final = 20


@require_safe
@practice_member(Act.READ_REPORTS)
def export(request: MemberRequest) -> HttpResponseBase:
    """The tables of a page (`page`, or "all") as a workbook or a bundle of CSV. 404 for others."""
    page = request.GET.get("page", "all")
    if page not in NAMES:
        raise Http404
    f = parse_filters(request.GET, request.practice, timezone.now())
    private = sees_private(request.membership)
    downloaded(request, request.practice, what="report", page=page, format=_format(request))
    return _sent(page_file(page, f, request.practice, _format(request), sees_private=private))


@require_safe
@practice_member(Act.READ_REPORTS)
def export_list(request: MemberRequest) -> HttpResponseBase:
    """The conversations behind a number: a file, or a page that asks before it makes a long one."""
    wanted, found = _wanted(request)
    if found.total > SMALL:
        context = {"found": found, "query": request.GET.urlencode(), "format": _format(request)}
        return render(request, "inbox/reports/export_long.html", context)
    label = str(found.label)
    about = {"set": wanted.which, "rows": found.total, "format": _format(request)}
    downloaded(request, request.practice, what="report_list", **about)
    return _sent(list_file(wanted, found.total, label, request.practice, _format(request)))


@require_POST
@practice_member(Act.READ_REPORTS)
@still_you()
def start(request: MemberRequest) -> HttpResponse:
    """Make the long file in the background."""
    wanted, found = _wanted(request)
    try:
        start_export(
            practice=request.practice,
            wanted=wanted,
            found=(str(found.label), found.total),
            file_format=_format(request),
            actor=request.user,
            now=timezone.now(),
        )
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    return redirect("reports:exports")


@require_safe
@practice_member(Act.READ_REPORTS)
def exports(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    """The newest long files of the practice, with how far they are; `pk`: only the one that an
    alert or a mail led to."""
    runs = ExportRun.objects.filter(practice=request.practice).select_related("asked_by")
    if pk is not None:
        runs = runs.filter(pk=get_object_or_404(runs, pk=pk).pk)
    shown = list(runs.order_by("-pk")[:_SHOWN])
    context = {"runs": shown, "is_busy": any(not run.is_over for run in shown)}
    return respond(
        request,
        page="inbox/reports/exports.html",
        partial="inbox/reports/_exports.html",
        context=context,
    )


@require_safe
@practice_member(Act.READ_REPORTS)
def download(request: MemberRequest, pk: int) -> HttpResponseBase:
    """The file, or the part of it that was asked for. 404 when it is not ready or gone, and in
    words when it should be there."""
    runs = ExportRun.objects.filter(practice=request.practice, stage=ExportRun.Stage.DONE)
    run = get_object_or_404(runs, pk=pk)
    f = filters_of(run.practice_id, run.filters)
    try:
        response = serve_file(
            request,
            kept_file(run),
            name=file_name("conversations", f, request.practice, run.format.lower()),
            content_type=content_type(run.format),
            etag=str(run.key),
        )
    except FileNotFoundError:
        return file_missing(request)
    downloaded(request, run, what="export", set=run.which, rows=run.total, format=run.format)
    return response


@require_POST
@practice_member(Act.READ_REPORTS)
def cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop one that is being made."""
    run = get_object_or_404(ExportRun, pk=pk, practice=request.practice)
    try:
        cancel_export(
            run_id=run.pk, practice=request.practice, actor=request.user, now=timezone.now()
        )
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    return redirect("reports:exports")


def _wanted(request: MemberRequest) -> tuple[Wanted, Behind]:
    try:
        place = place_of_query(request)
        f = parse_filters(request.GET, request.practice, timezone.now())
        private = sees_private(request.membership)
        # No number has a longer name than a row can keep.
        whole = Wanted(f, request.GET.get("set", "total")[:80], place, private)
        found = whole.count()
        that_day, rest = on_its_day(f, place)
        wanted = Wanted(that_day, whole.which, rest, private)
    except (UnknownSetError, ValueError) as error:
        raise Http404 from error
    return wanted, found


def _format(request: MemberRequest) -> str:
    """XLSX unless CSV is asked for."""
    wanted = request.GET.get("format", "").upper()
    return wanted if wanted in ExportRun.Format.values else ExportRun.Format.XLSX.value


def _sent(made: Made) -> FileResponse:
    response = FileResponse(
        made.file, as_attachment=True, filename=made.name, content_type=made.content_type
    )
    response["Cache-Control"] = "private, no-store"
    return response
