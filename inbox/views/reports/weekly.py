"""The report by mail: the Monday one for oneself and for the practice, and one right now."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inbox.actions.errors import ActionRefused
from inbox.models import ReportLetter
from inbox.reports.filters import parse_filters
from inbox.views.reports.links import Links
from inbox.weekly.booking import mail_me
from inbox.weekly.wishes import choose, is_on, readers, switch, wants
from practice_hub.alerts.channels import SENDERS
from practice_hub.alerts.kinds import Channel
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, may, practice_member

_SHOWN = 10


@require_safe
@practice_member(Act.READ_REPORTS)
def weekly(request: MemberRequest) -> HttpResponse:
    """Who gets the Monday report, one's own switch, the practice's, and what went out."""
    letters = ReportLetter.objects.filter(practice=request.practice, user=request.user)
    may_switch = may(request.membership.role, Act.MANAGE_PRACTICE)
    context = {
        "is_on": is_on(request.practice.pk),
        "is_wanted": wants(request.membership),
        "may_switch": may_switch,
        "has_mail": SENDERS[Channel.MAIL].is_set_up(),
        "people": [(member.user.name, wants(member)) for member in readers(request.practice.pk)],
        "letters": letters.order_by("-pk")[:_SHOWN],
    }
    return render(request, "inbox/reports/weekly.html", context)


@require_POST
@practice_member(Act.READ_REPORTS)
def choose_mine(request: MemberRequest) -> HttpResponse:
    """Have it or not, for oneself."""
    is_wanted = request.POST.get("on") == "1"
    choose(member=request.membership, is_wanted=is_wanted, now=timezone.now())
    said = (
        _("You get the report every Monday.")
        if is_wanted
        else _("You no longer get it on Mondays.")
    )
    messages.success(request, said)
    return redirect("reports:weekly")


@require_POST
@practice_member(Act.MANAGE_PRACTICE)
def switch_practice(request: MemberRequest) -> HttpResponse:
    """Have it or not, for everybody."""
    wanted = request.POST.get("on") == "1"
    switch(practice=request.practice, is_on=wanted, actor=request.user, now=timezone.now())
    said = _("The Monday report is on.") if wanted else _("The Monday report is off for everybody.")
    messages.success(request, said)
    return redirect("reports:weekly")


@require_POST
@practice_member(Act.READ_REPORTS)
def mail_now(request: MemberRequest) -> HttpResponse:
    """The report with the filters of the address, to whoever presses."""
    f = parse_filters(request.GET, request.practice, timezone.now())
    try:
        mail_me(member=request.membership, f=f, now=timezone.now())
        messages.success(request, _on_its_way(request.user.email))
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    return redirect(Links(f).page("overview"))


def _on_its_way(email: str) -> str:
    if SENDERS[Channel.MAIL].is_set_up():
        return _("The report is on its way to %(email)s.") % {"email": email}
    return _("Mail is not set up here: the report is printed in the log of the server.")
