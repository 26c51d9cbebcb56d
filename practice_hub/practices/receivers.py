"""What follows when somebody signs in, gets a new password, or changes their second step."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from practice_hub.practices import known_devices
from practice_hub.practices.devices import end_devices, note_sign_in
from practice_hub.practices.models import User
from practice_hub.practices.standing import STEP_KEY, STEPS, has_second_step


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    note_sign_in(request, user, timezone.now())
    known_devices.remember(request, user.email)
    if has_second_step(user.pk):
        request.session[STEP_KEY] = True


@receiver([password_changed, password_set])
def _new_password(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever knew the old one is out everywhere else; this device goes on."""
    end_devices(user.pk, keep=request.session)


@receiver(password_reset)
def _reset_password(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever reads the person's mail gets in from here, however much others guess."""
    end_devices(user.pk)
    known_devices.remember(request, user.email, is_fresh=True)


@receiver([authenticator_added, authenticator_removed])
def _steps_changed(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """With the first second step, devices that came in without one have to come in with it; with
    the last one gone, none may go on as if there were one (see `lacks_second_step`)."""
    if authenticator.type not in STEPS:
        return
    steps = Authenticator.objects.filter(user=user, type__in=STEPS).exclude(pk=authenticator.pk)
    if not steps.exists():
        request.session.pop(STEP_KEY, None)
        end_devices(user.pk, keep=request.session)
