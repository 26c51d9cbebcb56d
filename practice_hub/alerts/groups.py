"""The kinds of alerts as people think of them, and what each role hears unless it chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from practice_hub.alerts.kinds import Kind
from practice_hub.roles import Role


class Group(models.TextChoices):
    EMERGENCY = "EMERGENCY", _("Emergencies")
    LATE = "LATE", _("Urgent and late")
    APPROVALS = "APPROVALS", _("Approvals")
    PROMISES = "PROMISES", _("Promises and calls")
    MEDICAL = "MEDICAL", _("Medical and privacy")
    MINE = "MINE", _("For you")
    NEW = "NEW", _("New posts")
    RUNNING = "RUNNING", _("Duty and sources")
    REPORTS = "REPORTS", _("Reports and files")


HELP: Final = {
    Group.EMERGENCY: gettext_noop(
        "Something that a doctor must see now. These cannot be switched off."
    ),
    Group.LATE: gettext_noop(
        "Something urgent came in, an answer is late or will be, a post draws a crowd."
    ),
    Group.APPROVALS: gettext_noop(
        "An answer waits for you, an approval is late or no longer holds."
    ),
    Group.PROMISES: gettext_noop("A promise or a call is near its time, or past it."),
    Group.MEDICAL: gettext_noop(
        "Something may be medical, a mark was removed, the guard was overridden."
    ),
    Group.MINE: gettext_noop(
        "A colleague gave you a conversation, took one over or named you in a note, or an "
        "answer was not sent."
    ),
    Group.NEW: gettext_noop("One alert for all that came in since somebody last looked."),
    Group.RUNNING: gettext_noop(
        "Nobody is on duty, a source or a part of the hub has stopped or is back."
    ),
    Group.REPORTS: gettext_noop("A report, a file or an import is ready."),
}

GROUP_OF: Final[dict[str, Group]] = {
    Kind.RED_FLAG: Group.EMERGENCY,
    Kind.TEST: Group.EMERGENCY,
    Kind.URGENT_ITEM: Group.LATE,
    Kind.TARGET_WARNING: Group.LATE,
    Kind.TARGET_MISSED: Group.LATE,
    Kind.SNOWBALL: Group.LATE,
    Kind.APPROVAL_WANTED: Group.APPROVALS,
    Kind.APPROVAL_LATE: Group.APPROVALS,
    Kind.APPROVAL_VOID: Group.APPROVALS,
    Kind.APPROVAL_EXPIRED: Group.APPROVALS,
    Kind.PROMISE_DUE: Group.PROMISES,
    Kind.PROMISE_LAPSED: Group.PROMISES,
    Kind.CALLBACK_DUE: Group.PROMISES,
    Kind.CALLBACK_LATE: Group.PROMISES,
    Kind.MEDICAL: Group.MEDICAL,
    Kind.MARK_REMOVED: Group.MEDICAL,
    Kind.GUARD_OVERRIDDEN: Group.MEDICAL,
    Kind.ASSIGNED: Group.MINE,
    Kind.NOTE_MENTION: Group.MINE,
    Kind.TAKEN_OVER: Group.MINE,
    Kind.HANDED_OVER: Group.MINE,
    Kind.NEW_ITEM: Group.NEW,
    Kind.SOURCE_DOWN: Group.RUNNING,
    Kind.SOURCE_BACK: Group.RUNNING,
    Kind.ANSWER_RETURNED: Group.MINE,
    Kind.ANSWERS_BLOCKED: Group.RUNNING,
    Kind.NOBODY_ON_DUTY: Group.RUNNING,
    Kind.SYSTEM_DOWN: Group.RUNNING,
    Kind.AUDIT_BROKEN: Group.RUNNING,
    Kind.REPORT_READY: Group.REPORTS,
    Kind.EXPORT_READY: Group.REPORTS,
    Kind.IMPORT_DONE: Group.REPORTS,
}

# What may go on from step to step; the practice chooses among these.
CHAINED: Final = (
    Kind.URGENT_ITEM,
    Kind.TARGET_WARNING,
    Kind.TARGET_MISSED,
    Kind.CALLBACK_DUE,
    Kind.CALLBACK_LATE,
    Kind.SNOWBALL,
    Kind.SOURCE_DOWN,
    Kind.ANSWERS_BLOCKED,
    Kind.NOBODY_ON_DUTY,
    Kind.SYSTEM_DOWN,
    Kind.NEW_ITEM,
)
DEFAULT_CHAIN: Final = tuple(kind for kind in CHAINED if kind != Kind.NEW_ITEM)


class MailWhen(models.TextChoices):
    NOW = "NOW", _("At once")
    DIGEST = "DIGEST", _("In the summary")
    NEVER = "NEVER", _("Never")


class Rhythm(models.TextChoices):
    HOURLY = "HOURLY", _("Every hour")
    DAILY = "DAILY", _("Once a day")


@dataclass(frozen=True, slots=True)
class Choice:
    """Where one person hears of one group; `page`: on top of every page."""

    page: bool = True
    desktop: bool = True
    mail: MailWhen = MailWhen.NOW
    sms: bool = False


EVERYWHERE: Final = Choice(sms=True)
_SUMMARY: Final = Choice(desktop=False, mail=MailWhen.DIGEST)
_LIST_ONLY: Final = Choice(desktop=False, mail=MailWhen.NEVER)
_DESK: Final = {Group.NEW: Choice(mail=MailWhen.NEVER)}
# Whoever leads hears of trouble at once and of the everyday in a summary.
_LEADS: Final = {Group.NEW: _SUMMARY}
DEFAULTS: Final[dict[str, dict[Group, Choice]]] = {
    Role.AGENT: _DESK,
    Role.PRACTITIONER: {Group.NEW: _LIST_ONLY},
    Role.MANAGER: _LEADS,
    Role.OWNER: _LEADS,
}


def default_choice(role: str, group: Group) -> Choice:
    """What holds for `role` until the person chooses; emergencies come by every way there is."""
    if group == Group.EMERGENCY:
        return EVERYWHERE
    return DEFAULTS.get(role, {}).get(group, Choice())
