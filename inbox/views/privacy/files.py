"""A file with everything about a person: ask for it, fetch it, let it go."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from inbox.actions.errors import ActionRefused
from inbox.models import PersonFile
from inbox.privacy.file_runs import delete_file, start_file
from inbox.privacy.files import Stage, path_of
from inbox.views.privacy.people import people_of, person_context
from practice_hub.audit.looks import downloaded, looked
from practice_hub.http import MemberRequest, respond
from practice_hub.permissions import Act, practice_member
from practice_hub.practices.fresh import still_you
from practice_hub.ranges import file_missing, serve_file


@require_POST
@practice_member(Act.MANAGE_PRACTICE)
@still_you()
def start(request: MemberRequest) -> HttpResponse:
    """Make the file in the background."""
    people = people_of(request, request.POST)
    if not people:
        return redirect("data:find")
    try:
        run = start_file(
            practice=request.practice,
            author_ids=[one.pk for one in people],
            has_notes=bool(request.POST.get("has_notes")),
            actor=request.user,
            now=timezone.now(),
        )
    except ActionRefused as refusal:
        context = person_context(people, error=refusal.message)
        return render(request, "inbox/privacy/person.html", context, status=409)
    return redirect("data:file", run.pk)


@require_safe
@never_cache
@practice_member(Act.MANAGE_PRACTICE)
def state(request: MemberRequest, file_id: int) -> HttpResponse:
    """How far it is."""
    run = _run_of(request, file_id)
    looked(request, run, what="person_file", is_refresh=bool(request.htmx))
    return respond(
        request,
        page="inbox/privacy/file_state.html",
        partial="inbox/privacy/_file_state.html",
        context={"run": run},
    )


@require_safe
@practice_member(Act.MANAGE_PRACTICE)
@still_you()
def download(request: MemberRequest, file_id: int) -> HttpResponseBase:
    """The ZIP. 404 when it is not ready or gone, and in words when it should be there."""
    run = _run_of(request, file_id)
    if not run.is_ready or (run.expires_at and run.expires_at <= timezone.now()):
        raise Http404
    try:
        response = serve_file(
            request,
            path_of(run),
            name=f"personal-data-{run.pk}.zip",
            content_type="application/zip",
            etag=str(run.key),
        )
    except FileNotFoundError:
        return file_missing(request)
    downloaded(request, run, what="person_file")
    return response


@require_POST
@practice_member(Act.MANAGE_PRACTICE)
def delete(request: MemberRequest, file_id: int) -> HttpResponse:
    """Stop it, or delete it before its time."""
    run = _run_of(request, file_id)
    try:
        delete_file(
            file_id=run.pk, practice=request.practice, actor=request.user, now=timezone.now()
        )
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        gone = run.stage == Stage.DONE
        messages.success(request, _("The file is deleted.") if gone else _("The file is not made."))
    return redirect("data:page")


def _run_of(request: MemberRequest, file_id: int) -> PersonFile:
    runs = PersonFile.objects.filter(practice=request.practice).select_related("asked_by")
    return get_object_or_404(runs, pk=file_id)
