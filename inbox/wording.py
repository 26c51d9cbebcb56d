"""Past facts as sentences for the timeline. What has no sentence is not shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from practice_hub.audit.models import AuditEvent

Details = dict[str, Any]


def _because(details: Details) -> str:
    reason = str(details.get("reason", "")).strip().rstrip(".")
    return f": {reason}." if reason else "."


def _assigned(who: str, details: Details) -> str:
    name = details.get("assignee_name")
    return f"{who} gave it to {name}." if name else f"{who} took the assignment away."


def _plain(words: str) -> Callable[[str, Details], str]:
    return lambda who, details: f"{who} {words}."


def _reasoned(words: str) -> Callable[[str, Details], str]:
    return lambda who, details: f"{who} {words}{_because(details)}"


def _marked(who: str, details: Details) -> str:
    what = "a possible emergency" if details.get("is_red_flag") else "medical"
    return f"{who} marked it as {what}."


def _cleared(who: str, details: Details) -> str:
    what = "the red flag away" if details.get("was_red_flag") else "the medical mark away"
    return f"{who} took {what}{_because(details)}"


def _kept(who: str, details: Details) -> str:
    return f"{who} said that the promise was kept{', late' if details.get('is_late') else ''}."


def _approved(who: str, details: Details) -> str:
    return f"{who} {'changed and approved' if details.get('is_edited') else 'approved'} an answer."


_TRIED = {
    "NO_ANSWER": "nobody picked up",
    "VOICE_MAIL": "left a voice mail",
    "BUSY": "the line was busy",
    "WRONG_NUMBER": "it was the wrong number",
    "ANOTHER_TIME": "they asked for another time",
}


def _tried(who: str, details: Details) -> str:
    became = _TRIED.get(str(details.get("outcome", "")), "nobody was reached")
    return f"{who} called: {became}."


def _called(who: str, details: Details) -> str:
    return f"{who} called and spoke with them{', late' if details.get('is_late') else ''}."


_SENTENCES: dict[str, Callable[[str, Details], str]] = {
    "conversation.claimed": _plain("claimed it"),
    "conversation.released": _plain("gave it back"),
    "conversation.taken_over": _reasoned("took it over"),
    "conversation.assigned": _assigned,
    "conversation.snoozed": _plain("snoozed it"),
    "conversation.no_reply_needed": _reasoned("marked it as needing no reply"),
    "conversation.no_reply_undone": _plain("took that back: it wants an answer"),
    "conversation.resolved": _plain("resolved it"),
    "conversation.loop_skipped": _reasoned("closed it without public thanks"),
    "conversation.loop_closed": _plain("thanked in public: the loop is closed"),
    "conversation.closed": _plain("closed it"),
    "conversation.reopened": _plain("opened it again"),
    "conversation.merged": _reasoned("merged it with another conversation"),
    "conversation.merge_undone": _plain("took the merge back"),
    "conversation.split_off": _plain("split a thread off"),
    "conversation.posts_split": _reasoned("split posts off into a conversation of their own"),
    "conversation.begun_by_split": _reasoned("began this with posts of another conversation"),
    "mention.sentiment_corrected": _plain("corrected how the person feels"),
    "conversation.woken": _plain("ended the snooze"),
    "conversation.marked_medical": _marked,
    "conversation.unmarked_medical": _cleared,
    "conversation.escalation_acknowledged": _plain("took the possible emergency"),
    "promise.changed": _plain("moved the time of a promise"),
    "promise.kept": _kept,
    "promise.dropped": _reasoned("dropped a promise"),
    "promise.reopened": _plain("said that a promise is not kept yet"),
    "callback.planned": _plain("planned a call"),
    "callback.changed": _plain("changed how or when to reach them"),
    "callback.moved": _plain("moved the call"),
    "callback.given": _plain("changed who makes the call"),
    "callback.tried": _tried,
    "callback.done": _called,
    "callback.canceled": _plain("canceled the call"),
    "callback.resumed": _plain("planned the canceled call again"),
    "approval.given": _approved,
    "approval.returned": _plain("returned a draft with a note"),
    "approval.undone": _plain("took a decision back: the draft waits again"),
    "reply.scheduled": _plain("wrote an answer that goes out later"),
    "reply.rescheduled": _plain("chose another time for the answer"),
    "reply.sent_now": _plain("let the answer go out before its time"),
    "reply.undone": _plain("took an answer back before it went out"),
    "reply.discarded": _plain("took back an answer that did not go out"),
    "reply.retried": _plain("tried the answer again"),
    "reply.settled_as_sent": _plain("looked on the network: the answer went out"),
    "reply.settled_send_again": _plain("looked on the network: the answer had not gone out"),
}
_BY_ITSELF = {
    "conversation.woken": "The snooze is over.",
    "conversation.reopened": "The person wrote again: it is open again.",
    "conversation.found_medical": "It may be medical: the practitioner and the manager were told.",
    "conversation.red_flag": "It may be an emergency: practitioners and managers were told.",
    "conversation.found_in_past": "It may be medical. It was written before this source was read "
    "for the first time.",
    "conversation.escalation_late": "Nobody took the possible emergency in time: "
    "everybody who may was told.",
    "promise.kept_by_answer": "An answer went out in time: a promise counts as kept.",
    "promise.lapsed": "A promise has lapsed.",
    "callback.late": "A call is late.",
    "approval.asked": "Somebody was asked to approve an answer.",
    "approval.passed_on": "The next colleague was asked to approve the answer.",
    "approval.late": "Nobody has decided on the answer: whoever manages the practice was told.",
    "approval.expired": "Nobody approved the answer in time: it went back to its author.",
    "approval.voided": "Something changed: what was asked or approved no longer holds.",
    "mention.edited": "A post was edited on the network.",
    "mention.removed": "A post is gone, and was forgotten here.",
    "reply.failed": "An answer could not be sent.",
    "reply.uncertain": "It is not certain that an answer went out; we are looking for it.",
    "reply.held": "An answer waits until the account is connected again.",
}


def event_sentence(event: AuditEvent, *, reader_id: int | None) -> str:
    """One line for one audit row ("You claimed it."), or "" when there is nothing to tell."""
    if event.actor is None:
        return _BY_ITSELF.get(event.name, "")
    sentence = _SENTENCES.get(event.name)
    if sentence is None:
        return ""
    who = "You" if event.actor_id == reader_id else event.actor.first_name
    return sentence(who, event.details)
