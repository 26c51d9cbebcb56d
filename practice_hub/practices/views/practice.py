"""Settings of the practice and its locations."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member
from practice_hub.practices import actions
from practice_hub.practices.forms import LocationForm, PracticeForm
from practice_hub.practices.models import Location
from practice_hub.practices.views.saving import own_copy, save_practice


@require_http_methods(["GET", "HEAD", "POST"])
@practice_member(Act.MANAGE_PRACTICE)
def settings(request: MemberRequest) -> HttpResponse:
    form = PracticeForm(request.POST or None, instance=own_copy(request))
    if save_practice(request, form):
        return _back(request, _("The practice was saved."))
    return _page(request, form, LocationForm(prefix="new"))


@require_POST
@practice_member(Act.MANAGE_PRACTICE)
def location_add(request: MemberRequest) -> HttpResponse:
    form = LocationForm(request.POST, prefix="new")
    if form.is_valid():
        try:
            actions.add_location(actor=request.membership, at=timezone.now(), **form.cleaned_data)
        except actions.PeopleError as error:
            form.add_error("name", str(error))
        else:
            return _back(request, _("The location was added."))
    return _page(request, PracticeForm(instance=request.practice), form)


@require_http_methods(["GET", "HEAD", "POST"])
@practice_member(Act.MANAGE_PRACTICE)
def location(request: MemberRequest, location_id: int) -> HttpResponse:
    own = _own_location(request, location_id)
    form = LocationForm(request.POST or None, instance=_own_location(request, location_id))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_location(
                actor=request.membership, location=own, at=timezone.now(), **form.cleaned_data
            )
        except actions.PeopleError as error:
            form.add_error("name", str(error))
        else:
            return _back(request, _("The location was saved."))
    status = 422 if form.is_bound else 200
    context = {"location": own, "form": form}
    return render(request, "practices/location.html", context, status=status)


@require_POST
@practice_member(Act.MANAGE_PRACTICE)
def location_remove(request: MemberRequest, location_id: int) -> HttpResponse:
    own = _own_location(request, location_id)
    try:
        actions.remove_location(actor=request.membership, location=own, at=timezone.now())
    except actions.PeopleError as error:
        messages.error(request, str(error))
        return redirect("people:practice")
    return _back(request, _("%(name)s was removed.") % {"name": own.name})


def _page(request: MemberRequest, form: PracticeForm, new: LocationForm) -> HttpResponse:
    locations = Location.objects.filter(practice=request.practice).order_by("name")
    context = {"form": form, "new_location": new, "locations": locations}
    status = 422 if form.is_bound or new.is_bound else 200
    return render(request, "practices/practice.html", context, status=status)


def _own_location(request: MemberRequest, location_id: int) -> Location:
    return get_object_or_404(Location, pk=location_id, practice=request.practice)


def _back(request: MemberRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("people:practice")
