"""The People page: members, roles and open invitations."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member
from practice_hub.practices import actions
from practice_hub.practices.forms import InviteForm, RoleForm
from practice_hub.practices.fresh import still_you
from practice_hub.practices.models import Invitation, Membership
from practice_hub.practices.selectors import people_page


@require_safe
@practice_member(Act.MANAGE_PEOPLE)
def people(request: MemberRequest) -> HttpResponse:
    return _page(request, InviteForm(actor_role=request.membership.role))


@require_POST
@practice_member(Act.MANAGE_PEOPLE)
@still_you()
def invite(request: MemberRequest) -> HttpResponse:
    form = InviteForm(request.POST, actor_role=request.membership.role)
    if form.is_valid():
        try:
            invitation = actions.invite(
                actor=request.membership, at=timezone.now(), **form.cleaned_data
            )
        except actions.PeopleError as error:
            form.add_error(None, str(error))
        else:
            return _back_after_mail(request, invitation)
    return _page(request, form, status=422)


@require_POST
@practice_member(Act.MANAGE_PEOPLE)
@still_you()
def resend(request: MemberRequest, invitation_id: int) -> HttpResponse:
    invitation = _own_invitation(request, invitation_id)
    try:
        actions.resend(actor=request.membership, invitation=invitation, at=timezone.now())
    except actions.PeopleError as error:
        return _back(request, error)
    return _back_after_mail(request, invitation)


@require_POST
@practice_member(Act.MANAGE_PEOPLE)
def revoke(request: MemberRequest, invitation_id: int) -> HttpResponse:
    invitation = _own_invitation(request, invitation_id)
    try:
        actions.revoke(actor=request.membership, invitation=invitation, at=timezone.now())
    except actions.PeopleError as error:
        return _back(request, error)
    return _back(
        request, _("The invitation of %(email)s was withdrawn.") % {"email": invitation.email}
    )


@require_POST
@practice_member(Act.MANAGE_PEOPLE)
@still_you()
def role(request: MemberRequest, member_id: int) -> HttpResponse:
    member = _own_member(request, member_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _back(request, actions.PeopleError(_("Choose one of the roles.")))
    new_role = form.cleaned_data["role"]
    try:
        actions.change_role(
            actor=request.membership, member=member, role=new_role, at=timezone.now()
        )
    except actions.PeopleError as error:
        return _back(request, error)
    return _back(request, _("The role of %(name)s was saved.") % {"name": member.user})


@require_POST
@practice_member(Act.MANAGE_PEOPLE)
@still_you()
def remove(request: MemberRequest, member_id: int) -> HttpResponse:
    member = _own_member(request, member_id)
    try:
        actions.remove_member(actor=request.membership, member=member, at=timezone.now())
    except actions.PeopleError as error:
        return _back(request, error)
    return _back(request, _("%(name)s no longer belongs to the practice.") % {"name": member.user})


def _page(request: MemberRequest, form: InviteForm, status: int = 200) -> HttpResponse:
    context = people_page(request.membership, timezone.now()) | {"form": form}
    return render(request, "practices/people.html", context, status=status)


def _own_member(request: MemberRequest, member_id: int) -> Membership:
    members = Membership.objects.active().select_related("user")
    return get_object_or_404(members, pk=member_id, practice=request.practice)


def _own_invitation(request: MemberRequest, invitation_id: int) -> Invitation:
    return get_object_or_404(Invitation, pk=invitation_id, practice=request.practice)


def _back(request: MemberRequest, outcome: str | actions.PeopleError) -> HttpResponse:
    tell = messages.error if isinstance(outcome, actions.PeopleError) else messages.success
    tell(request, str(outcome))
    return redirect("people:list")


def _back_after_mail(request: MemberRequest, invitation: Invitation) -> HttpResponse:
    invitation.refresh_from_db(fields=["sent_at"])
    if invitation.sent_at:
        said = _("The invitation is on its way to %(email)s.") % {"email": invitation.email}
        return _back(request, said)
    said = _("The mail to %(email)s could not be sent. Copy the link below and pass it on.")
    messages.warning(request, said % {"email": invitation.email})
    return redirect("people:list")
