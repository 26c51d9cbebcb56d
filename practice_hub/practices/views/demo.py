"""One-click sign-in for the demo, on this machine only."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from practice_hub.audit.sign_ins import note_account
from practice_hub.http import is_from_this_machine
from practice_hub.practices.demo import DEMO_PEOPLE, demo_person
from practice_hub.practices.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


def is_demo_request(request: HttpRequest) -> bool:
    """True in demo mode for a browser on this very machine; a proxy makes it false."""
    return settings.IS_DEMO and is_from_this_machine(request)


@never_cache
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    _refuse_strangers(request)
    return render(request, "practices/demo.html", {"people": DEMO_PEOPLE})


@never_cache
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the person named in `person`; 404 for anybody but the demo people."""
    _refuse_strangers(request)
    person = demo_person(request.POST.get("person", ""))
    user = User.objects.filter(email=person.email).first() if person else None
    if user is None:
        raise Http404
    request.session.flush()  # whoever was signed in before leaves nothing behind
    login(request, user, backend=BACKEND)
    note_account("account.signed_in", user, way="demo")  # past allauth, which would have told
    return redirect(settings.LOGIN_REDIRECT_URL)


def _refuse_strangers(request: HttpRequest) -> None:
    if not is_demo_request(request):
        raise Http404
