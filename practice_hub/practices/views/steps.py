"""Second steps of one person go one at a time, so that the last one stays."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.mfa.totp import views as totp
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from practice_hub.practices.models import User

View = Callable[..., HttpResponse]


def one_at_a_time(view: View) -> View:
    """Let `view` look whether a second step is the last one, and take it away, under a lock of its
    person: else two at the same moment would each see the other one."""

    @wraps(view)
    def locked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method != "POST" or not isinstance(request.user, User):
            return view(request, *args, **kwargs)
        with transaction.atomic(durable=True):
            User.objects.select_for_update().get(pk=request.user.pk)
            return view(request, *args, **kwargs)

    return locked


deactivate_totp = one_at_a_time(totp.deactivate_totp)
