"""The page of the audit, and its files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from practice_hub.audit import exporting
from practice_hub.audit.filters import HUB_ONLY, HUB_TOO, KINDS, Cursor, Filters, read_filters
from practice_hub.audit.lines import lines_of, subject_name
from practice_hub.audit.listing import page_of
from practice_hub.audit.looks import downloaded, looked
from practice_hub.audit.state import chain_state
from practice_hub.audit.words import Group
from practice_hub.http import MemberRequest, respond
from practice_hub.languages import in_language_of_now
from practice_hub.permissions import Act, practice_member
from practice_hub.practices.fresh import still_you
from practice_hub.practices.models import Membership


@require_safe
@never_cache
@practice_member(Act.READ_AUDIT)
def page(request: MemberRequest) -> HttpResponse:
    """Newest first; `?before=` and `?after=` go on from a row."""
    looked(request, request.practice, what="audit")
    f = _filters(request)
    found = page_of(
        f,
        before=Cursor.read(request.GET.get("before", "")),
        after=Cursor.read(request.GET.get("after", "")),
    )
    context = {
        "filters": f,
        "page": found,
        "lines": lines_of(found.events, f),
        "chain": chain_state(request.practice.pk),
        "now": timezone.now(),
        "about": subject_name(f),
        "most_rows": exporting.MOST_XLSX,
        **_choices(request),
    }
    return respond(request, page="audit/page.html", partial="audit/_list.html", context=context)


@require_safe
@never_cache
@practice_member(Act.READ_AUDIT)
@still_you()
def export(request: MemberRequest) -> HttpResponseBase:
    """What the page shows with these filters, as CSV (all rows) or as a workbook (`format`)."""
    f = _filters(request)
    is_workbook = request.GET.get("format") == "xlsx"
    kind = "xlsx" if is_workbook else "csv"
    downloaded(request, request.practice, what="audit", format=kind)
    name = exporting.file_name(request.practice, f, kind)
    if is_workbook:
        file = exporting.workbook(f, request.practice, now=timezone.now())
        return FileResponse(
            file, as_attachment=True, filename=name, content_type=exporting.XLSX_TYPE
        )
    return _streamed(in_language_of_now(exporting.csv_lines(f)), name, "text/csv; charset=utf-8")


@require_safe
@never_cache
@practice_member(Act.READ_AUDIT)
@still_you()
def chain(request: MemberRequest) -> HttpResponseBase:
    """Every sealed row with its seal, byte for byte, for whoever checks without us
    (docs/audit.md)."""
    downloaded(request, request.practice, what="audit", format="jsonl")
    name = f"{request.practice.slug}-audit-chain.jsonl"
    lines = exporting.chain_lines(request.practice.pk)
    return _streamed(lines, name, "application/jsonl; charset=utf-8")


def _streamed(parts: Iterator[bytes], name: str, content_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _filters(request: MemberRequest) -> Filters:
    zone = request.practice.zone
    return read_filters(request.GET, practice_id=request.practice.pk, zone=zone)


def _choices(request: MemberRequest) -> dict[str, Any]:
    """Everybody who ever belonged to the practice: who left did things too."""
    members = Membership.objects.filter(practice=request.practice).select_related("user")
    people = [(str(each.user_id), _person(each)) for each in members.order_by("user__name", "pk")]
    return {
        "people": people,
        "wider": ((HUB_TOO, _("Everybody and the hub itself")), (HUB_ONLY, _("The hub itself"))),
        "groups": Group.choices,
        "kinds": [(kind, _(label)) for kind, label in KINDS],
    }


def _person(member: Membership) -> str:
    return _("%(name)s (left)") % {"name": member.user} if member.left_at else str(member.user)
