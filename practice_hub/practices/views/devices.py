"""Where one is signed in, and how to end it; for a manager, all of a colleague's."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from practice_hub.http import MemberRequest, number_of
from practice_hub.permissions import Act, practice_member
from practice_hub.practices import actions
from practice_hub.practices.devices import devices_of
from practice_hub.practices.fresh import still_you
from practice_hub.practices.idle import Rules
from practice_hub.practices.models import Membership

OTHERS = "others"


@require_safe
@never_cache
@practice_member()
def devices(request: MemberRequest) -> HttpResponse:
    rows = devices_of(request.user.pk, request.session, timezone.now())
    rules = Rules.of(request.practice.sign_in_rules)
    context = {
        "devices": rows,
        "others": sum(not row.is_this for row in rows),
        "minutes": rules.minutes[request.membership.role],
        "days": rules.days,
    }
    return render(request, "practices/devices.html", context)


@require_POST
@practice_member()
def end(request: MemberRequest) -> HttpResponse:
    """One device by `device`, its id, or "others" for all but this one."""
    chosen = request.POST.get("device", "")
    device_id = None if chosen == OTHERS else number_of(chosen) or 0
    ended = actions.sign_out_devices(
        member=request.membership, session=request.session, device_id=device_id, at=timezone.now()
    )
    if not ended and chosen != OTHERS:
        raise Http404
    one, others = _("That device is signed out."), _("All other devices are signed out.")
    messages.success(request, one if device_id else others)
    return redirect("people:devices")


@require_POST
@practice_member(Act.MANAGE_PEOPLE)
@still_you()
def end_of_member(request: MemberRequest, member_id: int) -> HttpResponse:
    members = Membership.objects.active().select_related("user")
    member = get_object_or_404(members, pk=member_id, practice=request.practice)
    try:
        ended = actions.sign_out_member(actor=request.membership, member=member, at=timezone.now())
    except actions.PeopleError as error:
        messages.error(request, str(error))
    else:
        said = ngettext(
            "%(name)s was signed out of %(number)d device.",
            "%(name)s was signed out of %(number)d devices.",
            ended,
        )
        messages.success(request, said % {"name": member.user, "number": ended})
    return redirect("people:list")
