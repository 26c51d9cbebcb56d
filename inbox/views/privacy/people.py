"""Find a person, and see what is kept about them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from inbox.domain.lifecycle import WORKING
from inbox.forms_privacy import EraseForm, SearchForm
from inbox.models import Conversation
from inbox.privacy.erasing import mark_of
from inbox.privacy.holdings import conversations_of, counts_of, going, staying
from inbox.privacy.people import chosen, search, were_here
from listening.models import Author
from practice_hub.audit.looks import looked
from practice_hub.http import MemberRequest, number_of
from practice_hub.permissions import Act, practice_member

NOBODY = gettext_noop("Nothing is kept of this person any more. Search again to be sure.")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@practice_member(Act.MANAGE_PRACTICE)
def find(request: MemberRequest) -> HttpResponse:
    """Search by name or handle; `?conversation=` leads from a conversation to its person."""
    number = number_of(request.GET.get("conversation", ""))
    if number is not None:
        rows = Conversation.objects.filter(practice=request.practice)
        row = get_object_or_404(rows, pk=number)
        return redirect(person_path(_writers(row)))
    if request.method != "POST":
        return render(request, "inbox/privacy/find.html", {"form": SearchForm()})
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, "inbox/privacy/find.html", {"form": form}, status=422)
    looked(request, request.practice, what="people_search")
    found = search(request.practice, form.cleaned_data["words"], form.cleaned_data["network"])
    return render(request, "inbox/privacy/find.html", {"form": form, "found": found})


def _writers(row: Conversation) -> list[int]:
    """Who wrote there: with a merged conversation all accounts, as they are said to be one's."""
    rows = Conversation.objects.filter(practice=row.practice_id, matter=row.matter)
    named = rows if row.matter is not None else [row]
    return sorted({each.author_id for each in named if each.author_id})


@require_safe
@never_cache
@practice_member(Act.MANAGE_PRACTICE)
def person(request: MemberRequest) -> HttpResponse:
    """What is kept of the chosen identities, with what can be done about it."""
    people = people_of(request, request.GET)
    if not people:
        return redirect("data:find")
    ids = [one.pk for one in people]
    looked(request, request.practice, what="person_data", people=ids)
    return render(request, "inbox/privacy/person.html", person_context(people))


def people_of(request: MemberRequest, chosen_in: QueryDict) -> list[Author]:
    """The identities that an address or a form names.

    Of those who were forgotten meanwhile none is left, which is said; 404 for who never was here.
    """
    ids = chosen_in.getlist("person")
    people = chosen(request.practice, ids)
    if not people and ids and not were_here(request.practice, ids):
        raise Http404
    if not people:
        messages.info(request, _(NOBODY))
    return people


def person_path(ids: list[int]) -> str:
    return f"{reverse('data:person')}?{urlencode([('person', pk) for pk in ids])}"


def person_context(
    people: list[Author], form: EraseForm | None = None, error: str = ""
) -> dict[str, Any]:
    """For the template; about a dozen queries."""
    ids = [one.pk for one in people]
    counts = counts_of(ids)
    working = [state.value for state in WORKING]
    return {
        "people": people,
        "going": going(counts),
        "staying": staying(counts),
        "mark": mark_of(counts),
        "open_count": conversations_of(ids).filter(state__in=working, is_imported=False).count(),
        "form": form or EraseForm(),
        "error": error,
    }
