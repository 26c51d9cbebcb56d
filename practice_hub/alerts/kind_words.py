"""Every word that an alert may say: one table.

An alert carries no name and no content (issue 3, section 3; demand P5): a mail is read on locked
phones and by mail servers, a strip on a page is read by whoever walks past. So no word here has a
place for anything that belongs to a person or a post.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from practice_hub.alerts.kinds import Kind

TAKE = gettext_noop("I have it")
SEEN = gettext_noop("Seen")


@dataclass(frozen=True, slots=True)
class Words:
    """`label` stands on the page and is the mail's subject; `sentence` is the mail's body.

    `acknowledge` is the word on the button that ends the alert for everybody. In English in the
    table; `said` is the same in the language of who reads it.
    """

    label: str
    sentence: str
    acknowledge: str = SEEN

    def said(self) -> Words:
        return Words(_(self.label), _(self.sentence), _(self.acknowledge))


WORDS: dict[str, Words] = {
    Kind.RED_FLAG: Words(
        gettext_noop("A possible emergency needs a doctor now"),
        gettext_noop(
            "Something that was written to the practice may be an emergency. Please open it now. "
            "You will be told again until somebody says that they have it."
        ),
        TAKE,
    ),
    Kind.MEDICAL: Words(
        gettext_noop("Something may be medical"),
        gettext_noop(
            "Something that was written to the practice may be a medical question, a complication "
            "or an adverse event. Please take a look."
        ),
    ),
    Kind.APPROVAL_WANTED: Words(
        gettext_noop("An answer waits for your approval"),
        gettext_noop("An answer waits for your approval before it can go out."),
        TAKE,
    ),
    Kind.APPROVAL_LATE: Words(
        gettext_noop("An approval is late"),
        gettext_noop("An answer has waited for an approval longer than the practice wants it to."),
        TAKE,
    ),
    Kind.APPROVAL_VOID: Words(
        gettext_noop("An approval no longer holds"),
        gettext_noop(
            "Something changed after an answer was handed in or approved, so it was not sent."
        ),
    ),
    Kind.APPROVAL_EXPIRED: Words(
        gettext_noop("Nobody approved an answer in time"),
        gettext_noop(
            "An answer waited for an approval until its time ran out, so it was not sent. Please "
            "read it again, then ask again."
        ),
    ),
    Kind.PROMISE_DUE: Words(
        gettext_noop("A promise is about to lapse"),
        gettext_noop("The practice promised something for a certain time, and that time is near."),
        TAKE,
    ),
    Kind.PROMISE_LAPSED: Words(
        gettext_noop("A promise has lapsed"),
        gettext_noop(
            "The practice promised something for a certain time, and that time has passed."
        ),
        TAKE,
    ),
    Kind.MARK_REMOVED: Words(
        gettext_noop("A medical mark was removed"),
        gettext_noop(
            "Somebody decided that a conversation is not medical after all. Please take a look."
        ),
    ),
    Kind.GUARD_OVERRIDDEN: Words(
        gettext_noop("The privacy guard was overridden"),
        gettext_noop(
            "Somebody let an answer pass that the privacy guard had stopped. Please take a look."
        ),
    ),
    Kind.NEW_ITEM: Words(
        gettext_noop("Something new waits for an answer"),
        gettext_noop("Something new was written to the practice and waits for an answer."),
    ),
    Kind.URGENT_ITEM: Words(
        gettext_noop("Something urgent waits for an answer"),
        gettext_noop(
            "Something urgent was written to the practice and waits for an answer. Please take a "
            "look now."
        ),
        TAKE,
    ),
    Kind.TARGET_WARNING: Words(
        gettext_noop("An answer will soon be late"),
        gettext_noop(
            "Somebody waits for an answer, and the time that the practice set itself is nearly "
            "over."
        ),
        TAKE,
    ),
    Kind.TARGET_MISSED: Words(
        gettext_noop("An answer is late"),
        gettext_noop(
            "Somebody waits for an answer, and the time that the practice set itself is over."
        ),
        TAKE,
    ),
    Kind.ASSIGNED: Words(
        gettext_noop("A colleague gave you a conversation"),
        gettext_noop("A colleague asks you to look after a conversation."),
        TAKE,
    ),
    Kind.NOTE_MENTION: Words(
        gettext_noop("A colleague mentioned you in a note"),
        gettext_noop("A colleague wrote a note to you at a conversation."),
    ),
    Kind.TAKEN_OVER: Words(
        gettext_noop("A colleague took over what you were answering"),
        gettext_noop(
            "A colleague took over a conversation that you were answering, and says there why. "
            "What you had begun to write is kept."
        ),
    ),
    Kind.HANDED_OVER: Words(
        gettext_noop("A colleague handed work over to you"),
        gettext_noop(
            "A colleague handed conversations over to you, with a line on what is to be known."
        ),
    ),
    Kind.CALLBACK_DUE: Words(
        gettext_noop("A call is due soon"),
        gettext_noop("The practice agreed to call somebody, and the time for it is near."),
        TAKE,
    ),
    Kind.CALLBACK_LATE: Words(
        gettext_noop("A call is late"),
        gettext_noop("The practice agreed to call somebody, and the time for it has passed."),
        TAKE,
    ),
    Kind.SOURCE_DOWN: Words(
        gettext_noop("A source has stopped working"),
        gettext_noop(
            "The hub cannot read one of the practice's sources, so new posts there go unseen. "
            "Please take a look."
        ),
        TAKE,
    ),
    Kind.SOURCE_BACK: Words(
        gettext_noop("A source has caught up"),
        gettext_noop(
            "The hub has read what came in while one of the practice's sources was away. The page "
            "of sources says how much was found, and how much of it late."
        ),
    ),
    Kind.ANSWER_RETURNED: Words(
        gettext_noop("An answer was not sent"),
        gettext_noop(
            "An answer could not go out in time, and by now it is too old, or something has "
            "changed meanwhile, so it was not sent. Please read it again, then send it or take it "
            "back."
        ),
    ),
    Kind.ANSWERS_BLOCKED: Words(
        gettext_noop("A network has stopped our answers"),
        gettext_noop(
            "A network does not take the practice's answers for now, because of what they say or "
            "how many there are. No more are sent from there until a manager lets them go again on "
            "the page of sources. Please take a look."
        ),
        TAKE,
    ),
    Kind.SNOWBALL: Words(
        gettext_noop("One post draws a crowd"),
        gettext_noop(
            "Many people react to one and the same post. Please take a look before it grows."
        ),
        TAKE,
    ),
    Kind.NOBODY_ON_DUTY: Words(
        gettext_noop("Nobody is on duty"),
        gettext_noop("The practice is open, and nobody is on duty to see what comes in."),
        TAKE,
    ),
    Kind.SYSTEM_DOWN: Words(
        gettext_noop("A part of the hub has stopped"),
        gettext_noop(
            "A part of the hub does not work, so posts or alerts may come late, or backups are "
            "missing. The page says which. Please ask whoever looks after the installation."
        ),
        TAKE,
    ),
    Kind.AUDIT_BROKEN: Words(
        gettext_noop("The audit was changed"),
        gettext_noop(
            "The record of who did what no longer fits together: something in it was changed, "
            "removed or put in afterwards. Please take a look, and ask whoever looks after the "
            "installation."
        ),
        TAKE,
    ),
    Kind.REPORT_READY: Words(
        gettext_noop("Your report is ready"), gettext_noop("The report of the practice is ready.")
    ),
    Kind.EXPORT_READY: Words(
        gettext_noop("Your file is ready"), gettext_noop("The file that you asked for is ready.")
    ),
    Kind.IMPORT_DONE: Words(
        gettext_noop("The import has finished"),
        gettext_noop("The import of past conversations has finished."),
    ),
    Kind.TEST: Words(
        gettext_noop("This is a test"),
        gettext_noop("You asked the hub for a test. Alerts reach you this way."),
    ),
}
