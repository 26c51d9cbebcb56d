"""One's own notifications: what, where, when; and a test."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from practice_hub.alerts import settings_actions
from practice_hub.alerts.actions import AlertError
from practice_hub.alerts.channels import SENDERS
from practice_hub.alerts.forms import NotificationsForm
from practice_hub.alerts.kinds import Channel
from practice_hub.alerts.listing import last_test
from practice_hub.alerts.preferences import preferences
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@practice_member(Act.READ_ALERTS)
def notifications(request: MemberRequest) -> HttpResponse:
    person = preferences(request.membership)
    has_sms = SENDERS[Channel.SMS].is_set_up()
    form = NotificationsForm(request.POST or None, person=person, has_sms=has_sms)
    if request.method == "POST" and form.is_valid():
        settings_actions.change_settings(
            member=request.membership, wishes=form.wishes(), now=timezone.now()
        )
        messages.success(request, _("Saved. This is how you hear of things from now on."))
        return redirect("alerts:settings")
    context = {
        "form": form,
        "has_sms": has_sms,
        "has_mail": SENDERS[Channel.MAIL].is_set_up(),
        "test": last_test(request.membership),
    }
    status = 422 if form.is_bound else 200
    return render(request, "alerts/settings.html", context, status=status)


@require_POST
@practice_member(Act.READ_ALERTS)
def test(request: MemberRequest) -> HttpResponse:
    """To oneself, by every way that is on."""
    try:
        settings_actions.send_test(member=request.membership, now=timezone.now())
    except AlertError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("A test is on its way to you."))
    return redirect("alerts:settings")
