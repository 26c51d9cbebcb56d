"""The facts of the timeline as sentences, in English and marked; inbox/wording.py says them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_noop

Details = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened, said to who did it and to others; a reason may follow."""

    mine: str
    theirs: str
    has_reason: bool = False


SENTENCES: Final[dict[str, Fact]] = {
    "conversation.claimed": Fact(
        gettext_noop("You claimed it."), gettext_noop("%(who)s claimed it.")
    ),
    "conversation.released": Fact(
        gettext_noop("You gave it back."), gettext_noop("%(who)s gave it back.")
    ),
    "conversation.taken_over": Fact(
        gettext_noop("You took it over."), gettext_noop("%(who)s took it over."), has_reason=True
    ),
    "conversation.assigned": Fact(
        gettext_noop("You gave it to %(name)s."), gettext_noop("%(who)s gave it to %(name)s.")
    ),
    "conversation.assigned/nobody": Fact(
        gettext_noop("You took the assignment away."),
        gettext_noop("%(who)s took the assignment away."),
    ),
    "conversation.snoozed": Fact(
        gettext_noop("You snoozed it."), gettext_noop("%(who)s snoozed it.")
    ),
    "conversation.no_reply_needed": Fact(
        gettext_noop("You marked it as needing no reply."),
        gettext_noop("%(who)s marked it as needing no reply."),
        has_reason=True,
    ),
    "conversation.no_reply_undone": Fact(
        gettext_noop("You took that back: it wants an answer."),
        gettext_noop("%(who)s took that back: it wants an answer."),
    ),
    "conversation.resolved": Fact(
        gettext_noop("You resolved it."), gettext_noop("%(who)s resolved it.")
    ),
    "conversation.loop_skipped": Fact(
        gettext_noop("You closed it without public thanks."),
        gettext_noop("%(who)s closed it without public thanks."),
        has_reason=True,
    ),
    "conversation.loop_closed": Fact(
        gettext_noop("You thanked in public: the loop is closed."),
        gettext_noop("%(who)s thanked in public: the loop is closed."),
    ),
    "conversation.closed": Fact(gettext_noop("You closed it."), gettext_noop("%(who)s closed it.")),
    "conversation.reopened": Fact(
        gettext_noop("You opened it again."), gettext_noop("%(who)s opened it again.")
    ),
    "conversation.merged": Fact(
        gettext_noop("You merged it with another conversation."),
        gettext_noop("%(who)s merged it with another conversation."),
        has_reason=True,
    ),
    "conversation.merge_undone": Fact(
        gettext_noop("You took the merge back."), gettext_noop("%(who)s took the merge back.")
    ),
    "conversation.split_off": Fact(
        gettext_noop("You split a thread off."), gettext_noop("%(who)s split a thread off.")
    ),
    "conversation.posts_split": Fact(
        gettext_noop("You split posts off into a conversation of their own."),
        gettext_noop("%(who)s split posts off into a conversation of their own."),
        has_reason=True,
    ),
    "conversation.begun_by_split": Fact(
        gettext_noop("You began this with posts of another conversation."),
        gettext_noop("%(who)s began this with posts of another conversation."),
        has_reason=True,
    ),
    "mention.sentiment_corrected": Fact(
        gettext_noop("You corrected how the person feels."),
        gettext_noop("%(who)s corrected how the person feels."),
    ),
    "conversation.woken": Fact(
        gettext_noop("You ended the snooze."), gettext_noop("%(who)s ended the snooze.")
    ),
    "conversation.marked_medical": Fact(
        gettext_noop("You marked it as medical."), gettext_noop("%(who)s marked it as medical.")
    ),
    "conversation.marked_medical/red": Fact(
        gettext_noop("You marked it as a possible emergency."),
        gettext_noop("%(who)s marked it as a possible emergency."),
    ),
    "conversation.unmarked_medical": Fact(
        gettext_noop("You took the medical mark away."),
        gettext_noop("%(who)s took the medical mark away."),
        has_reason=True,
    ),
    "conversation.unmarked_medical/red": Fact(
        gettext_noop("You took the red flag away."),
        gettext_noop("%(who)s took the red flag away."),
        has_reason=True,
    ),
    "conversation.escalation_acknowledged": Fact(
        gettext_noop("You took the possible emergency."),
        gettext_noop("%(who)s took the possible emergency."),
    ),
    "promise.changed": Fact(
        gettext_noop("You moved the time of a promise."),
        gettext_noop("%(who)s moved the time of a promise."),
    ),
    "promise.kept": Fact(
        gettext_noop("You said that the promise was kept."),
        gettext_noop("%(who)s said that the promise was kept."),
    ),
    "promise.kept/late": Fact(
        gettext_noop("You said that the promise was kept, late."),
        gettext_noop("%(who)s said that the promise was kept, late."),
    ),
    "promise.dropped": Fact(
        gettext_noop("You dropped a promise."),
        gettext_noop("%(who)s dropped a promise."),
        has_reason=True,
    ),
    "promise.reopened": Fact(
        gettext_noop("You said that a promise is not kept yet."),
        gettext_noop("%(who)s said that a promise is not kept yet."),
    ),
    "callback.planned": Fact(
        gettext_noop("You planned a call."), gettext_noop("%(who)s planned a call.")
    ),
    "callback.changed": Fact(
        gettext_noop("You changed how or when to reach them."),
        gettext_noop("%(who)s changed how or when to reach them."),
    ),
    "callback.moved": Fact(
        gettext_noop("You moved the call."), gettext_noop("%(who)s moved the call.")
    ),
    "callback.given": Fact(
        gettext_noop("You changed who makes the call."),
        gettext_noop("%(who)s changed who makes the call."),
    ),
    "callback.tried": Fact(
        gettext_noop("You called: nobody was reached."),
        gettext_noop("%(who)s called: nobody was reached."),
    ),
    "callback.tried/NO_ANSWER": Fact(
        gettext_noop("You called: nobody picked up."),
        gettext_noop("%(who)s called: nobody picked up."),
    ),
    "callback.tried/VOICE_MAIL": Fact(
        gettext_noop("You called: left a voice mail."),
        gettext_noop("%(who)s called: left a voice mail."),
    ),
    "callback.tried/BUSY": Fact(
        gettext_noop("You called: the line was busy."),
        gettext_noop("%(who)s called: the line was busy."),
    ),
    "callback.tried/WRONG_NUMBER": Fact(
        gettext_noop("You called: it was the wrong number."),
        gettext_noop("%(who)s called: it was the wrong number."),
    ),
    "callback.tried/ANOTHER_TIME": Fact(
        gettext_noop("You called: they asked for another time."),
        gettext_noop("%(who)s called: they asked for another time."),
    ),
    "callback.done": Fact(
        gettext_noop("You called and spoke with them."),
        gettext_noop("%(who)s called and spoke with them."),
    ),
    "callback.done/late": Fact(
        gettext_noop("You called and spoke with them, late."),
        gettext_noop("%(who)s called and spoke with them, late."),
    ),
    "callback.canceled": Fact(
        gettext_noop("You canceled the call."), gettext_noop("%(who)s canceled the call.")
    ),
    "callback.resumed": Fact(
        gettext_noop("You planned the canceled call again."),
        gettext_noop("%(who)s planned the canceled call again."),
    ),
    "approval.given": Fact(
        gettext_noop("You approved an answer."), gettext_noop("%(who)s approved an answer.")
    ),
    "approval.given/edited": Fact(
        gettext_noop("You changed and approved an answer."),
        gettext_noop("%(who)s changed and approved an answer."),
    ),
    "approval.returned": Fact(
        gettext_noop("You returned a draft with a note."),
        gettext_noop("%(who)s returned a draft with a note."),
    ),
    "approval.undone": Fact(
        gettext_noop("You took a decision back: the draft waits again."),
        gettext_noop("%(who)s took a decision back: the draft waits again."),
    ),
    "reply.scheduled": Fact(
        gettext_noop("You wrote an answer that goes out later."),
        gettext_noop("%(who)s wrote an answer that goes out later."),
    ),
    "reply.rescheduled": Fact(
        gettext_noop("You chose another time for the answer."),
        gettext_noop("%(who)s chose another time for the answer."),
    ),
    "reply.sent_now": Fact(
        gettext_noop("You let the answer go out before its time."),
        gettext_noop("%(who)s let the answer go out before its time."),
    ),
    "reply.undone": Fact(
        gettext_noop("You took an answer back before it went out."),
        gettext_noop("%(who)s took an answer back before it went out."),
    ),
    "reply.discarded": Fact(
        gettext_noop("You took back an answer that did not go out."),
        gettext_noop("%(who)s took back an answer that did not go out."),
    ),
    "reply.retried": Fact(
        gettext_noop("You tried the answer again."), gettext_noop("%(who)s tried the answer again.")
    ),
    "reply.settled_as_sent": Fact(
        gettext_noop("You looked on the network: the answer went out."),
        gettext_noop("%(who)s looked on the network: the answer went out."),
    ),
    "reply.settled_send_again": Fact(
        gettext_noop("You looked on the network: the answer had not gone out."),
        gettext_noop("%(who)s looked on the network: the answer had not gone out."),
    ),
}
# Facts of which the details say which sentence fits: `name/variant`.
VARIANTS: Final[dict[str, Callable[[Details], str]]] = {
    "conversation.assigned": lambda details: "" if details.get("assignee_name") else "nobody",
    "conversation.marked_medical": lambda details: "red" if details.get("is_red_flag") else "",
    "conversation.unmarked_medical": lambda details: "red" if details.get("was_red_flag") else "",
    "promise.kept": lambda details: "late" if details.get("is_late") else "",
    "approval.given": lambda details: "edited" if details.get("is_edited") else "",
    "callback.tried": lambda details: str(details.get("outcome", "")),
    "callback.done": lambda details: "late" if details.get("is_late") else "",
}
BY_ITSELF: Final = {
    "conversation.woken": gettext_noop("The snooze is over."),
    "conversation.reopened": gettext_noop("The person wrote again: it is open again."),
    "conversation.found_medical": gettext_noop(
        "It may be medical: the practitioner and the manager were told."
    ),
    "conversation.red_flag": gettext_noop(
        "It may be an emergency: practitioners and managers were told."
    ),
    "conversation.found_in_past": gettext_noop(
        "It may be medical. It was written before this source was read for the first time."
    ),
    "conversation.escalation_late": gettext_noop(
        "Nobody took the possible emergency in time: everybody who may was told."
    ),
    "promise.kept_by_answer": gettext_noop("An answer went out in time: a promise counts as kept."),
    "promise.lapsed": gettext_noop("A promise has lapsed."),
    "callback.late": gettext_noop("A call is late."),
    "approval.asked": gettext_noop("Somebody was asked to approve an answer."),
    "approval.passed_on": gettext_noop("The next colleague was asked to approve the answer."),
    "approval.late": gettext_noop(
        "Nobody has decided on the answer: whoever manages the practice was told."
    ),
    "approval.expired": gettext_noop(
        "Nobody approved the answer in time: it went back to its author."
    ),
    "approval.voided": gettext_noop(
        "Something changed: what was asked or approved no longer holds."
    ),
    "mention.edited": gettext_noop("A post was edited on the network."),
    "mention.removed": gettext_noop("A post is gone, and was forgotten here."),
    "reply.failed": gettext_noop("An answer could not be sent."),
    "reply.uncertain": gettext_noop(
        "It is not certain that an answer went out; we are looking for it."
    ),
    "reply.held": gettext_noop("An answer waits until the account is connected again."),
}
