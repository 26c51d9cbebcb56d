"""Why a decision on an answer was refused, in words for whoever decided."""

from __future__ import annotations

from inbox.actions.errors import ActionRefused
from inbox.models import Approval

RAN_OUT = "This one waited too long and ran out."


def somebody_else(*, is_edited: bool) -> ActionRefused:
    """By the policy of this moment the actor's word is not enough."""
    if is_edited:
        return ActionRefused(
            "four_eyes",
            "Your practice asks for a second person when you write yourself. Return it with a "
            "note, or approve it as it is.",
        )
    return ActionRefused(
        "not_allowed",
        "This changed since it was asked for, and your role is not enough by now. Leave it to who "
        "may approve it, or return it so that it is asked for anew.",
    )


def why_not_waiting(approval: Approval) -> str:
    who = approval.decided_by.first_name if approval.decided_by else "Somebody"
    match approval.status:
        case Approval.Status.APPROVED:
            return f"{who} has approved this one already."
        case Approval.Status.REJECTED:
            return f"{who} has returned this one already."
        case Approval.Status.VOID:
            return f"This no longer waits: {approval.get_void_reason_display()}."
        case Approval.Status.EXPIRED:
            return RAN_OUT
    return f"{approval.requested_by.first_name} has taken this one back."
