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
}

URGENT = frozenset({Kind.RED_FLAG})


class Channel(models.TextChoices):
    """The ways to reach a person. The rows of PAGE are what the strip on every page shows."""

    PAGE = "PAGE"
    MAIL = "MAIL"
