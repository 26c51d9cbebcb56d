"""Why a decision on an answer was refused, in words for whoever decided."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.actions.errors import ActionRefused
from inbox.models import Approval

RAN_OUT = gettext_noop("This one waited too long and ran out.")


def somebody_else(*, is_edited: bool) -> ActionRefused:
    """By the policy of this moment the actor's word is not enough."""
    if is_edited:
        return ActionRefused(
            "four_eyes",
            _(
                "Your practice asks for a second person when you write yourself. Return it with a "
                "note, or approve it as it is."
            ),
        )
    return ActionRefused(
        "not_allowed",
        _(
            "This changed since it was asked for, and your role is not enough by now. Leave it to "
            "who may approve it, or return it so that it is asked for anew."
        ),
    )


def why_not_waiting(approval: Approval) -> str:
    who = approval.decided_by.first_name if approval.decided_by else _("Somebody")
    match approval.status:
        case Approval.Status.APPROVED:
            return _("%(name)s has approved this one already.") % {"name": who}
        case Approval.Status.REJECTED:
            return _("%(name)s has returned this one already.") % {"name": who}
        case Approval.Status.VOID:
            reason = approval.get_void_reason_display()
            return _("This no longer waits: %(reason)s.") % {"reason": reason}
        case Approval.Status.EXPIRED:
            return _(RAN_OUT)
    by = approval.requested_by.first_name
    return _("%(name)s has taken this one back.") % {"name": by}
