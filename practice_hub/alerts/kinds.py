"""What people are alerted about, and every word that an alert may say: one table.

An alert carries no name and no content (issue 3, section 3; demand P5): a mail is read on locked
phones and by mail servers, a strip on a page is read by whoever walks past. So no word here has a
place for anything that belongs to a person or a post.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class Kind(models.TextChoices):
    RED_FLAG = "RED_FLAG"
    MEDICAL = "MEDICAL"
    APPROVAL_WANTED = "APPROVAL_WANTED"
    APPROVAL_LATE = "APPROVAL_LATE"
    APPROVAL_VOID = "APPROVAL_VOID"
    APPROVAL_EXPIRED = "APPROVAL_EXPIRED"
    PROMISE_DUE = "PROMISE_DUE"
    PROMISE_LAPSED = "PROMISE_LAPSED"
    MARK_REMOVED = "MARK_REMOVED"
    GUARD_OVERRIDDEN = "GUARD_OVERRIDDEN"
    NEW_ITEM = "NEW_ITEM"
    URGENT_ITEM = "URGENT_ITEM"
    TARGET_WARNING = "TARGET_WARNING"
    TARGET_MISSED = "TARGET_MISSED"
    ASSIGNED = "ASSIGNED"
    NOTE_MENTION = "NOTE_MENTION"
    TAKEN_OVER = "TAKEN_OVER"
    HANDED_OVER = "HANDED_OVER"
    CALLBACK_DUE = "CALLBACK_DUE"
    CALLBACK_LATE = "CALLBACK_LATE"
    SOURCE_DOWN = "SOURCE_DOWN"
    SOURCE_BACK = "SOURCE_BACK"
    ANSWER_RETURNED = "ANSWER_RETURNED"
    ANSWERS_BLOCKED = "ANSWERS_BLOCKED"
    SNOWBALL = "SNOWBALL"
    NOBODY_ON_DUTY = "NOBODY_ON_DUTY"
    SYSTEM_DOWN = "SYSTEM_DOWN"
    AUDIT_BROKEN = "AUDIT_BROKEN"
    REPORT_READY = "REPORT_READY"
    EXPORT_READY = "EXPORT_READY"
    IMPORT_DONE = "IMPORT_DONE"
    TEST = "TEST"


TAKE = "I have it"
SEEN = "Seen"


@dataclass(frozen=True, slots=True)
class Words:
    """`label` stands on the page and is the mail's subject; `sentence` is the mail's body.

    `acknowledge` is the word on the button that ends the alert for everybody.
    """

    label: str
    sentence: str
    acknowledge: str = SEEN


WORDS: dict[str, Words] = {
    Kind.RED_FLAG: Words(
        "A possible emergency needs a doctor now",
        "Something that was written to the practice may be an emergency. Please open it now. "
        "You will be told again until somebody says that they have it.",
        TAKE,
    ),
    Kind.MEDICAL: Words(
        "Something may be medical",
        "Something that was written to the practice may be a medical question, a complication or "
        "an adverse event. Please take a look.",
    ),
    Kind.APPROVAL_WANTED: Words(
        "An answer waits for your approval",
        "An answer waits for your approval before it can go out.",
        TAKE,
    ),
    Kind.APPROVAL_LATE: Words(
        "An approval is late",
        "An answer has waited for an approval longer than the practice wants it to.",
        TAKE,
    ),
    Kind.APPROVAL_VOID: Words(
        "An approval no longer holds",
        "Something changed after an answer was handed in or approved, so it was not sent.",
    ),
    Kind.APPROVAL_EXPIRED: Words(
        "Nobody approved an answer in time",
        "An answer waited for an approval until its time ran out, so it was not sent. Please read "
        "it again, then ask again.",
    ),
    Kind.PROMISE_DUE: Words(
        "A promise is about to lapse",
        "The practice promised something for a certain time, and that time is near.",
        TAKE,
    ),
    Kind.PROMISE_LAPSED: Words(
        "A promise has lapsed",
        "The practice promised something for a certain time, and that time has passed.",
        TAKE,
    ),
    Kind.MARK_REMOVED: Words(
        "A medical mark was removed",
        "Somebody decided that a conversation is not medical after all. Please take a look.",
    ),
    Kind.GUARD_OVERRIDDEN: Words(
        "The privacy guard was overridden",
        "Somebody let an answer pass that the privacy guard had stopped. Please take a look.",
    ),
    Kind.NEW_ITEM: Words(
        "Something new waits for an answer",
        "Something new was written to the practice and waits for an answer.",
    ),
    Kind.URGENT_ITEM: Words(
        "Something urgent waits for an answer",
        "Something urgent was written to the practice and waits for an answer. Please take a look "
        "now.",
        TAKE,
    ),
    Kind.TARGET_WARNING: Words(
        "An answer will soon be late",
        "Somebody waits for an answer, and the time that the practice set itself is nearly over.",
        TAKE,
    ),
    Kind.TARGET_MISSED: Words(
        "An answer is late",
        "Somebody waits for an answer, and the time that the practice set itself is over.",
        TAKE,
    ),
    Kind.ASSIGNED: Words(
        "A colleague gave you a conversation",
        "A colleague asks you to look after a conversation.",
        TAKE,
    ),
    Kind.NOTE_MENTION: Words(
        "A colleague mentioned you in a note",
        "A colleague wrote a note to you at a conversation.",
    ),
    Kind.TAKEN_OVER: Words(
        "A colleague took over what you were answering",
        "A colleague took over a conversation that you were answering, and says there why. What "
        "you had begun to write is kept.",
    ),
    Kind.HANDED_OVER: Words(
        "A colleague handed work over to you",
        "A colleague handed conversations over to you, with a line on what is to be known.",
    ),
    Kind.CALLBACK_DUE: Words(
        "A call is due soon",
        "The practice agreed to call somebody, and the time for it is near.",
        TAKE,
    ),
    Kind.CALLBACK_LATE: Words(
        "A call is late",
        "The practice agreed to call somebody, and the time for it has passed.",
        TAKE,
    ),
    Kind.SOURCE_DOWN: Words(
        "A source has stopped working",
        "The hub cannot read one of the practice's sources, so new posts there go unseen. Please "
        "take a look.",
        TAKE,
    ),
    Kind.SOURCE_BACK: Words(
        "A source has caught up",
        "The hub has read what came in while one of the practice's sources was away. The page of "
        "sources says how much was found, and how much of it late.",
    ),
    Kind.ANSWER_RETURNED: Words(
        "An answer was not sent",
        "An answer could not go out in time, and by now it is too old, or something has changed "
        "meanwhile, so it was not sent. Please read it again, then send it or take it back.",
    ),
    Kind.ANSWERS_BLOCKED: Words(
        "A network has stopped our answers",
        "A network does not take the practice's answers for now, because of what they say or how "
        "many there are. No more are sent from there until a manager lets them go again on the "
        "page of sources. Please take a look.",
        TAKE,
    ),
    Kind.SNOWBALL: Words(
        "One post draws a crowd",
        "Many people react to one and the same post. Please take a look before it grows.",
        TAKE,
    ),
    Kind.NOBODY_ON_DUTY: Words(
        "Nobody is on duty",
        "The practice is open, and nobody is on duty to see what comes in.",
        TAKE,
    ),
    Kind.SYSTEM_DOWN: Words(
        "A part of the hub has stopped",
        "A part of the hub does not work, so posts or alerts may come late, or backups are "
        "missing. The page says which. Please ask whoever looks after the installation.",
        TAKE,
    ),
    Kind.AUDIT_BROKEN: Words(
        "The audit was changed",
        "The record of who did what no longer fits together: something in it was changed, removed "
        "or put in afterwards. Please take a look, and ask whoever looks after the installation.",
        TAKE,
    ),
    Kind.REPORT_READY: Words("Your report is ready", "The report of the practice is ready."),
    Kind.EXPORT_READY: Words("Your file is ready", "The file that you asked for is ready."),
    Kind.IMPORT_DONE: Words(
        "The import has finished", "The import of past conversations has finished."
    ),
    Kind.TEST: Words(
        "This is a test",
        "You asked the hub for a test. Alerts reach you this way.",
    ),
}

URGENT = frozenset({Kind.RED_FLAG})
# It happened to the person who is told: seeing it ends it for that person alone.
PERSONAL = frozenset(
    {
        Kind.ASSIGNED,
        Kind.NOTE_MENTION,
        Kind.TAKEN_OVER,
        Kind.HANDED_OVER,
        Kind.SOURCE_BACK,
        Kind.REPORT_READY,
        Kind.EXPORT_READY,
        Kind.IMPORT_DONE,
        Kind.TEST,
    }
)
# What can wait until somebody looks is told, and stands in the list of alerts, but not on top of
# every page: the strip must stay calm. That nobody watches is said there by the roster itself, and
# that a source is down by a line of its own, to everybody (listening/outages.py).
NOT_IN_STRIP = (PERSONAL - {Kind.TEST}) | {Kind.NEW_ITEM, Kind.NOBODY_ON_DUTY, Kind.SOURCE_DOWN}
# One alert for many things: whoever raises it counts them (`new_items.py`).
COUNTED = frozenset({Kind.NEW_ITEM})


class Channel(models.TextChoices):
    """The ways to reach a person. The rows of PAGE are what the strip on every page shows."""

    PAGE = "PAGE", "In the page"
    MAIL = "MAIL", "Mail"
    DESKTOP = "DESKTOP", "Desktop"
    SMS = "SMS", "SMS"


# The channels that a worker sends on; PAGE and DESKTOP are fetched by the browser.
SENT = (Channel.MAIL.value, Channel.SMS.value)


class Hold(models.TextChoices):
    """Why somebody is told later than it happened."""

    DIGEST = "DIGEST", "kept for the summary"
    QUIET = "QUIET", "held over quiet hours"
    WEEKEND = "WEEKEND", "held over the weekend"
    ALONE = "ALONE", "held while you did not want to be disturbed"
