"""Snippets: the list, one of them, writing and changing, reviewing, retiring."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inbox.actions import snippets as actions
from inbox.actions.errors import ActionRefused
from inbox.models import Snippet
from inbox.snippet_forms import ReviewForm, SnippetForm
from inbox.snippets import LIST_MOST, Standing, listed_snippets, reading_of, standing_of, version_of
from inbox.views.snippet_page import grouped, remarks
from practice_hub.http import MemberRequest, respond
from practice_hub.permissions import Act, practice_member

_ABOUT_INPUT = frozenset(
    {"empty", "too_long", "audience", "placeholder", "guard_blocked", "title_taken", "months"}
)
_STATUS_INPUT, _STATUS_CHANGED = 422, 409
SEARCH_LENGTH = 80


@require_safe
@never_cache
@practice_member(Act.WRITE_SNIPPETS)
def snippet_list(request: MemberRequest) -> HttpResponse:
    search = request.GET.get("q", "").replace("\x00", "").strip()[:SEARCH_LENGTH]
    now = timezone.now()
    rows = listed_snippets(request.practice, search, now)
    context = {
        "groups": grouped(rows),
        "search": search,
        "is_cut": len(rows) == LIST_MOST,
        "now": now,
    }
    return respond(
        request,
        page="inbox/snippets/list.html",
        partial="inbox/snippets/_list.html",
        context=context,
    )


@require_safe
@never_cache
@practice_member(Act.WRITE_SNIPPETS)
def snippet(request: MemberRequest, snippet_id: int) -> HttpResponse:
    return _page(request, _standing(request, snippet_id))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@practice_member(Act.WRITE_SNIPPETS)
def new(request: MemberRequest) -> HttpResponse:
    form = SnippetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_snippet(
                actor=request.membership, now=timezone.now(), draft=form.draft
            )
        except ActionRefused as refusal:
            return _refused_form(request, form, refusal)
        messages.success(request, _("Saved. It waits for a colleague who may approve it."))
        return redirect("snippets:snippet", made.pk)
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@practice_member(Act.WRITE_SNIPPETS)
def edit(request: MemberRequest, snippet_id: int) -> HttpResponse:
    row = _standing(request, snippet_id).snippet
    initial = {
        "title": row.title,
        "audience": row.audience,
        "body": row.body,
        "version": version_of(row),
    }
    form = SnippetForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.change_snippet(
                row.pk,
                actor=request.membership,
                now=timezone.now(),
                draft=form.draft,
                version=form.cleaned_data["version"],
            )
        except ActionRefused as refusal:
            return _refused_form(request, form, refusal, row)
        messages.success(request, _saved_words(saved))
        return redirect("snippets:snippet", row.pk)
    return _form_page(request, form, row)


def _saved_words(saved: Snippet) -> str:
    if saved.status == Snippet.Status.WAITING:
        return _("Saved. It waits for a colleague who may approve it.")
    return _("Saved.")


@require_POST
@practice_member(Act.REVIEW_SNIPPETS)
def review(request: MemberRequest, snippet_id: int) -> HttpResponse:
    standing = _standing(request, snippet_id)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, standing, form, _STATUS_INPUT)
    try:
        words = _decide(request, standing.snippet.pk, form)
    except ActionRefused as refusal:
        field = "note" if refusal.code in ("empty", "too_long") else None
        form.add_error(field, refusal.message)
        fresh = _standing(request, snippet_id)
        return _page(request, fresh, form, _status_of(refusal))
    messages.success(request, words)
    return redirect("snippets:list")


def _decide(request: MemberRequest, snippet_id: int, form: ReviewForm) -> str:
    data, actor, now = form.cleaned_data, request.membership, timezone.now()
    version = data["version"]
    if data["decision"] == "approve":
        row = actions.approve_snippet(
            snippet_id, actor=actor, now=now, months=data["months"], version=version
        )
        return _("“%(title)s” is offered from now on.") % {"title": row.title}
    row = actions.return_snippet(
        snippet_id, actor=actor, now=now, note=data["note"], version=version
    )
    return _("“%(title)s” went back to %(name)s with your note.") % {
        "title": row.title,
        "name": row.changed_by.first_name,
    }


@require_POST
@practice_member(Act.WRITE_SNIPPETS)
def retire(request: MemberRequest, snippet_id: int) -> HttpResponse:
    return _move(request, snippet_id, actions.retire_snippet, _("It is no longer offered."))


@require_POST
@practice_member(Act.WRITE_SNIPPETS)
def restore(request: MemberRequest, snippet_id: int) -> HttpResponse:
    words = _("It is back, and waits for a colleague who may approve it.")
    return _move(request, snippet_id, actions.restore_snippet, words)


def _move(
    request: MemberRequest, snippet_id: int, act: Callable[..., Snippet], words: str
) -> HttpResponse:
    standing = _standing(request, snippet_id)
    try:
        act(standing.snippet.pk, actor=request.membership, now=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
        return _page(request, standing, status=_status_of(refusal))
    messages.success(request, words)
    return redirect("snippets:snippet", snippet_id)


def _standing(request: MemberRequest, snippet_id: int) -> Standing:
    """404 for a snippet of another practice, as for one that never was."""
    standing = standing_of(request.practice, snippet_id, timezone.now())
    if standing is None:
        raise Http404
    return standing


def _status_of(refusal: ActionRefused) -> int:
    return _STATUS_INPUT if refusal.code in _ABOUT_INPUT else _STATUS_CHANGED


def _page(
    request: MemberRequest, standing: Standing, form: ReviewForm | None = None, status: int = 200
) -> HttpResponse:
    row = standing.snippet
    reading = reading_of(request.practice, row.body, row.audience)
    context = {
        "standing": standing,
        "snippet": row,
        "remarks": remarks(reading, row.body),
        "reading": reading,
        "review": form or ReviewForm(),
        "version": version_of(row),
        "is_own": row.changed_by_id == request.user.pk,
        "now": standing.now,
    }
    return render(request, "inbox/snippets/snippet.html", context, status=status)


def _form_page(
    request: MemberRequest, form: SnippetForm, row: Snippet | None = None
) -> HttpResponse:
    context = {"form": form, "snippet": row}
    status = _STATUS_INPUT if form.is_bound else 200
    return render(request, "inbox/snippets/form.html", context, status=status)


def _refused_form(
    request: MemberRequest, form: SnippetForm, refusal: ActionRefused, row: Snippet | None = None
) -> HttpResponse:
    """The same form with what was typed, and what is wrong with it or what changed meanwhile."""
    draft = form.draft
    reading = refusal.context.get("reading")
    newer: Snippet | None = refusal.context.get("snippet")
    if newer is None:
        form.refuse(refusal.code, refusal.message)
    else:
        # Having seen what a colleague wrote, whoever saves again means it.
        data = request.POST.copy()
        data["version"] = version_of(newer)
        form.data = data
    context = {
        "form": form,
        "snippet": newer or row,
        "newer": newer,
        "notice": refusal.message,
        "remarks": remarks(reading, draft.body) if reading else [],
    }
    return render(request, "inbox/snippets/form.html", context, status=_status_of(refusal))
