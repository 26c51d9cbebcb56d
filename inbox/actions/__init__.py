"""One named function per business act."""

from __future__ import annotations

from inbox.actions.by_hand import record_answered_there, record_private_contact
from inbox.actions.claims import Claim, assign, claim, release, renew_claim, take_over
from inbox.actions.errors import ActionRefused
from inbox.actions.outgoing import (
    discard_reply,
    retry_reply,
    settle_as_sent,
    settle_send_again,
    undo_reply,
)
from inbox.actions.progress import (
    add_note,
    close,
    mark_no_reply_needed,
    reopen,
    resolve,
    skip_loop,
    snooze,
    wake,
    wake_due,
)
from inbox.actions.scheduling import reschedule_reply, schedule_waiting, send_now
from inbox.actions.sending import ReplyDraft, queue_reply

__all__ = [
    "ActionRefused",
    "Claim",
    "ReplyDraft",
    "add_note",
    "assign",
    "claim",
    "close",
    "discard_reply",
    "mark_no_reply_needed",
    "queue_reply",
    "record_answered_there",
    "record_private_contact",
    "release",
    "renew_claim",
    "reopen",
    "reschedule_reply",
    "resolve",
    "retry_reply",
    "schedule_waiting",
    "send_now",
    "settle_as_sent",
    "settle_send_again",
    "skip_loop",
    "snooze",
    "take_over",
    "undo_reply",
    "wake",
    "wake_due",
]
