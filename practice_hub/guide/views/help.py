"""The help: the pages of docs/, for members, inside the product."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from practice_hub.guide.pages import page_of, search
from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member

QUERY_LENGTH = 100


@require_safe
@practice_member()
def index(request: MemberRequest) -> HttpResponse:
    query = request.GET.get("q", "")[:QUERY_LENGTH].strip()
    context = {"query": query, "chapters": search(query)}
    return render(request, "guide/help.html", context)


@require_safe
@practice_member()
def page(request: MemberRequest, slug: str) -> HttpResponse:
    found = page_of(slug)
    if found is None:
        raise Http404
    return render(request, "guide/help_page.html", {"page": found, "body": found.render()})
