"""History from a file: hand it over, watch it being read, see what could not be (section of the
settings)."""

from __future__ import annotations

import csv
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inbox.actions.errors import ActionRefused
from inbox.history.runs import cancel_run, start_run
from inbox.models import ImportRun
from practice_hub.audit.looks import downloaded, looked
from practice_hub.http import MemberRequest, respond
from practice_hub.permissions import Act, practice_member
from practice_hub.uploads import takes_larger

SHOWN_RUNS = 10
SHOWN_PROBLEMS = 20
MOST_BYTES = 2 * 1024**3


class HistoryForm(forms.Form):
    """The file, and whether to look before anything is stored."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("This file is empty. Choose another one."),
            "max_length": gettext_lazy("Give the file a shorter name."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    is_dry_run = forms.BooleanField(
        label=gettext_lazy("Only check it: store nothing"),
        required=False,
        help_text=gettext_lazy("Shows what would be stored and which lines cannot be read."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            words = _("This file is larger than 2 GB. Cut it into several.")
            raise forms.ValidationError(words)
        return file


# One more than the form takes, so that the form can say what is wrong.
@takes_larger(MOST_BYTES + 1, Act.MANAGE_PRACTICE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@practice_member(Act.MANAGE_PRACTICE)
def history(request: MemberRequest) -> HttpResponse:
    """The form, what is going on, and the imports before."""
    if request.method != "POST":
        looked(request, request.practice, what="history", is_refresh=bool(request.htmx))
        return _page(request, HistoryForm())
    form = HistoryForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        _start(request, form)
    except ActionRefused as refusal:
        form.add_error("file", refusal.message)
        is_running = refusal.code == "running"
        error = refusal.message if is_running else ""
        return _page(request, form, error=error, status=409 if is_running else 422)
    return redirect("inbox_settings:history")


def _page(
    request: MemberRequest, form: HistoryForm, *, error: str = "", status: int = 200
) -> HttpResponse:
    return respond(
        request,
        page="inbox/history/page.html",
        partial="inbox/history/_body.html",
        context={"form": form, "error": error, **_runs(request)},
        status=status,
    )


def _start(request: MemberRequest, form: HistoryForm) -> None:
    file = form.cleaned_data["file"]
    start_run(
        practice=request.practice,
        file=file,
        file_name=file.name,
        actor=request.user,
        now=timezone.now(),
        is_dry_run=form.cleaned_data["is_dry_run"],
    )


def _runs(request: MemberRequest) -> dict[str, Any]:
    found = ImportRun.objects.filter(practice=request.practice).select_related("started_by")
    runs = list(found.order_by("-pk")[:SHOWN_RUNS])
    return {
        "running": next((run for run in runs if not run.is_over), None),
        "past": [run for run in runs if run.is_over],
        "shown_problems": SHOWN_PROBLEMS,
    }


def _run_of(request: MemberRequest, run_id: int) -> ImportRun:
    return get_object_or_404(ImportRun, pk=run_id, practice=request.practice)


@require_safe
@never_cache
@practice_member(Act.MANAGE_PRACTICE)
def run_state(request: MemberRequest, run_id: int) -> HttpResponse:
    """How far it is; asked for every two seconds while it goes on. Once it is over the whole
    body comes instead, with the form."""
    run = _run_of(request, run_id)
    if not request.htmx:
        return redirect("inbox_settings:history")
    if not run.is_over:
        return render(request, "inbox/history/_run.html", {"run": run})
    response = _page(request, HistoryForm())
    response["HX-Retarget"] = "#history-body"
    return response


@require_POST
@practice_member(Act.MANAGE_PRACTICE)
def cancel(request: MemberRequest, run_id: int) -> HttpResponse:
    run = _run_of(request, run_id)
    try:
        cancel_run(run_id=run.pk, actor=request.user, now=timezone.now())
    except ActionRefused as refusal:
        messages.warning(request, refusal.message)
    else:
        words = _("Canceled. What was stored stays; the same file goes on there.")
        messages.success(request, words)
    return redirect("inbox_settings:history")


@require_safe
@practice_member(Act.MANAGE_PRACTICE)
def problems(request: MemberRequest, run_id: int) -> HttpResponse:
    """The lines that could not be read, as a file to work through."""
    run = _run_of(request, run_id)
    downloaded(request, run, what="history_problems")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}-problems.csv"'
    writer = csv.writer(response)
    writer.writerow([_("line"), _("problem")])
    # A reason begins with our own words, so that no spreadsheet takes it for a formula.
    writer.writerows(run.problems)
    return response
