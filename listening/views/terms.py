"""Watch terms: add, change, stop, remove."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from listening import terms
from listening.forms import TermForm
from listening.models import WatchTerm
from listening.refusals import SourceRefusedError
from listening.views.page import render_sources
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member


@require_POST
@practice_member(Act.MANAGE_SOURCES)
def add(request: MemberRequest) -> HttpResponse:
    form = TermForm(request.POST)
    if form.is_valid():
        try:
            term = terms.add_term(
                practice=request.practice,
                actor=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except SourceRefusedError as refusal:
            form.refuse(refusal)
        else:
            words = _("“%(query)s” is watched for from now on.") % {"query": term.query}
            return _back(request, words)
    return render_sources(request, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@practice_member(Act.MANAGE_SOURCES)
def edit(request: MemberRequest, term_id: int) -> HttpResponse:
    term = _own_term(request, term_id)
    form = TermForm(request.POST or None, initial={"kind": term.kind, "query": term.query})
    if request.method == "POST" and form.is_valid():
        try:
            terms.change_term(
                term=term, actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except SourceRefusedError as refusal:
            form.refuse(refusal)
        else:
            return _back(request, _("The watch term was saved."))
    context = {"form": form, "term": term}
    status = 422 if form.is_bound else 200
    return render(request, "listening/term.html", context, status=status)


@require_POST
@practice_member(Act.MANAGE_SOURCES)
def toggle(request: MemberRequest, term_id: int) -> HttpResponse:
    term = _own_term(request, term_id)
    is_active = request.POST.get("active") == "1"
    try:
        terms.toggle_term(term=term, is_active=is_active, actor=request.user, now=timezone.now())
    except SourceRefusedError as refusal:
        return _back(request, refusal)
    words = _("“%(query)s” is no longer watched for.")
    if is_active:
        words = _("“%(query)s” is watched for again.")
    return _back(request, words % {"query": term.query})


@require_POST
@practice_member(Act.MANAGE_SOURCES)
def remove(request: MemberRequest, term_id: int) -> HttpResponse:
    term = _own_term(request, term_id)
    try:
        terms.remove_term(term=term, actor=request.user, now=timezone.now())
    except SourceRefusedError as refusal:
        return _back(request, refusal)
    words = _("“%(query)s” was removed. What it has found stays.") % {"query": term.query}
    return _back(request, words)


def _own_term(request: MemberRequest, term_id: int) -> WatchTerm:
    return get_object_or_404(WatchTerm.objects.of(request.practice), pk=term_id)


def _back(request: MemberRequest, words: str | SourceRefusedError) -> HttpResponse:
    if isinstance(words, SourceRefusedError):
        messages.error(request, words.message)
    else:
        messages.success(request, words)
    return redirect(f"{reverse('listening:sources')}#terms")
