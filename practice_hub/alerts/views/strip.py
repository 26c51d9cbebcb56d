"""Thin: the link of a mail, the button of the strip, the strip anew."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practice_hub.alerts import actions
from practice_hub.alerts.models import Alert
from practice_hub.alerts.reading import mark_read
from practice_hub.alerts.selectors import alert_for
from practice_hub.alerts.strip import Strip, fresh_strip, strip_for
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member
from practice_hub.practices.middleware import SESSION_KEY
from practice_hub.practices.models import Membership


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@practice_member()
def open_alert(request: MemberRequest, alert_id: int) -> HttpResponse:
    """Where a mail leads: on to the page the alert is about.

    In another of one's practices a press is asked for. A link, which anybody could have written,
    would else change under open tabs for whom their person writes.
    """
    alert, membership = _found(request, alert_id)
    if request.method != "POST" and membership.practice_id != request.practice.pk:
        return render(request, "alerts/elsewhere.html", {"alert": alert})
    mark_read(alert.pk, reader=membership, now=timezone.now())
    request.session[SESSION_KEY] = membership.practice_id
    return redirect(alert.path)


@require_POST
@practice_member()
def acknowledge(request: MemberRequest, alert_id: int) -> HttpResponse:
    """ "I have it": the strip without it, or without JavaScript the page it is about."""
    alert, membership = _found(request, alert_id)
    try:
        actions.acknowledge(alert.pk, actor=membership, now=timezone.now())
    except actions.AlertError as error:
        messages.warning(request, str(error))
    if request.htmx:
        context = {"strip": fresh_strip(request), "is_fragment": True, "is_swapped": True}
        return render(request, "alerts/_acknowledged.html", context)
    if request.POST.get("back") == "list":
        return redirect("alerts:list")
    request.session[SESSION_KEY] = membership.practice_id
    return redirect(alert.path)


@require_safe
@never_cache
@practice_member()
def banner(request: MemberRequest) -> HttpResponse:
    """The inside of the strip; 204 when the page already shows just that (`have`), so that
    nothing is read out twice and no button is replaced under a finger."""
    strip: Strip = strip_for(request)
    if request.GET.get("have") == strip.mark:
        return HttpResponse(status=204)
    return render(request, "alerts/_strip.html", {"strip": strip, "is_swapped": True})


def _found(request: MemberRequest, alert_id: int) -> tuple[Alert, Membership]:
    """404 for an alert of a practice one does not belong to, 403 where the role reads none."""
    found = alert_for(request.memberships, alert_id)
    if found is not None:
        return found
    practices = [member.practice_id for member in request.memberships]
    if Alert.objects.filter(pk=alert_id, practice_id__in=practices).exists():
        raise PermissionDenied(Act.READ_ALERTS.value)
    raise Http404
