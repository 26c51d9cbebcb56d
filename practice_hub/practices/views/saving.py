"""Forms about the practice itself, saved in one way."""

from __future__ import annotations

from typing import Any

from django.forms import ModelForm
from django.utils import timezone

from practice_hub.http import MemberRequest
from practice_hub.practices import actions
from practice_hub.practices.models import Practice


def own_copy(request: MemberRequest) -> Practice:
    """A form writes what was typed into its instance, valid or not: never into the request's."""
    return Practice.objects.get(pk=request.practice.pk)


def save_practice(request: MemberRequest, form: ModelForm[Any]) -> bool:
    """Was it posted and saved? If it could not be, the form says why."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        actions.change_practice(
            actor=request.membership, values=form.cleaned_data, at=timezone.now()
        )
    except actions.PeopleError as error:
        form.add_error(None, str(error))
        return False
    return True
