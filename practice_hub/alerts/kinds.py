"""What people are alerted about, on which ways, and what makes them hear of it later."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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

    PAGE = "PAGE", _("In the page")
    MAIL = "MAIL", _("Mail")
    DESKTOP = "DESKTOP", _("Desktop")
    SMS = "SMS", _("SMS")


# The channels that a worker sends on; PAGE and DESKTOP are fetched by the browser.
SENT = (Channel.MAIL.value, Channel.SMS.value)


class Hold(models.TextChoices):
    """Why somebody is told later than it happened."""

    DIGEST = "DIGEST", _("kept for the summary")
    QUIET = "QUIET", _("held over quiet hours")
    WEEKEND = "WEEKEND", _("held over the weekend")
    ALONE = "ALONE", _("held while you did not want to be disturbed")
