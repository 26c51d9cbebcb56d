"""The setup page: a new practice is led by the hand, step by step."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from practice_hub.guide import actions
from practice_hub.guide.steps import Place, setup_of, step_of
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member
from practice_hub.practices.actions import PeopleError

# Since somebody opened the setup of this practice, the pages of its steps show the way back.
SESSION_KEY = "setup_of"
_ACTS = {
    "skip": (
        actions.skip_step,
        gettext_noop("Skipped for now. It stays here for when you have time."),
    ),
    "done": (actions.finish_step, gettext_noop("Noted as done.")),
    "resume": (actions.resume_step, gettext_noop("The step is open again.")),
}


@require_safe
@practice_member(Act.MANAGE_PRACTICE)
def setup(request: MemberRequest) -> HttpResponse:
    found = setup_of(request.practice, timezone.now())
    if found.is_over:
        request.session.pop(SESSION_KEY, None)
    else:
        request.session[SESSION_KEY] = request.practice.pk
    return render(request, "guide/setup.html", {"setup": found})


@require_POST
@practice_member(Act.MANAGE_PRACTICE)
def mark(request: MemberRequest, step: str) -> HttpResponse:
    """Skip a step, say that it is done, or take that back."""
    known = step_of(step)
    act, sentence = _ACTS.get(request.POST.get("mark", ""), (None, ""))
    if known is None or act is None:
        raise Http404
    try:
        act(actor=request.membership, step=known, at=timezone.now())
    except PeopleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _(sentence))
    return redirect("guide:setup")


@require_POST
@practice_member(Act.MANAGE_PRACTICE)
def leave(request: MemberRequest) -> HttpResponse:
    """Later: the way back no longer stands on every page; nothing is lost."""
    request.session.pop(SESSION_KEY, None)
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_safe
@practice_member(Act.MANAGE_PRACTICE)
def rehearsal(request: MemberRequest) -> HttpResponse:
    standing = setup_of(request.practice, timezone.now()).of(Place.REHEARSAL)
    context = {"standing": standing, "town_url": town_url()}
    return render(request, "guide/rehearsal.html", context)


def town_url() -> str:
    """Where the public writes in the demo; "" where no town runs."""
    return f"http://127.0.0.1:{settings.SANDBOX_PORT}/" if settings.IS_DEMO else ""
