"""The words of the audit for conversations, answers and what belongs to them."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from practice_hub.audit.words import Group, register_words

register_words(
    Group.CONVERSATIONS,
    {
        "conversation.viewed": gettext_noop("looked at the conversation"),
        "private_messages.viewed": gettext_noop(
            "looked at the conversation with its private messages"
        ),
        "conversation.opened": (
            gettext_noop("opened the conversation"),
            gettext_noop("A conversation began."),
        ),
        "conversation.claimed": gettext_noop("took the conversation"),
        "conversation.released": gettext_noop("gave the conversation back"),
        "conversation.taken_over": gettext_noop("took the conversation over from a colleague"),
        "work.handed_over": gettext_noop("handed work over to a colleague"),
        "conversation.assigned": gettext_noop("changed who the conversation is given to"),
        "conversation.snoozed": gettext_noop("snoozed the conversation"),
        "conversation.woken": (gettext_noop("ended a snooze"), gettext_noop("A snooze was over.")),
        "conversation.no_reply_needed": gettext_noop("marked the conversation as needing no reply"),
        "conversation.no_reply_undone": gettext_noop("took back that no reply is needed"),
        "conversation.resolved": gettext_noop("resolved the conversation"),
        "conversation.loop_skipped": gettext_noop("closed it without public thanks"),
        "conversation.loop_closed": (
            gettext_noop("thanked in public"),
            gettext_noop("The public thanks went out."),
        ),
        "conversation.closed": (
            gettext_noop("closed the conversation"),
            gettext_noop("A conversation was closed."),
        ),
        "conversation.reopened": (
            gettext_noop("opened it again"),
            gettext_noop("The person wrote again: it is open again."),
        ),
        "conversation.merged": gettext_noop("merged the conversation with another one"),
        "conversation.merge_undone": gettext_noop("took a merge back"),
        "conversation.split_off": gettext_noop("split a thread off a merged conversation"),
        "conversation.posts_split": gettext_noop(
            "split posts off into a conversation of their own"
        ),
        "conversation.begun_by_split": gettext_noop(
            "began a conversation with posts of another one"
        ),
        "mention.edited": (
            gettext_noop("edited a post"),
            gettext_noop("A post was edited on the network."),
        ),
        "mention.removed": (
            gettext_noop("removed a post"),
            gettext_noop("A post is gone, and was forgotten here."),
        ),
        "mention.sentiment_corrected": gettext_noop("corrected how the person feels"),
        "note.added": gettext_noop("wrote a note for colleagues"),
        "contact.recorded": gettext_noop("noted how to reach the person"),
        "view.saved": gettext_noop("saved a view of the list"),
        "view.changed": gettext_noop("changed a saved view"),
        "view.removed": gettext_noop("removed a saved view"),
        "thread.spreading": (
            gettext_noop("marked a crowd"),
            gettext_noop("A post began to draw a crowd."),
        ),
        "thread.calmed": (gettext_noop("ended a crowd"), gettext_noop("The crowd at a post went.")),
    },
)
register_words(
    Group.ANSWERS,
    {
        "approval.viewed": gettext_noop("looked at a draft that waits for approval"),
        "reply.queued": gettext_noop("sent an answer"),
        "reply.scheduled": gettext_noop("sent an answer, to go out at a time of their choice"),
        "reply.rescheduled": gettext_noop("chose another time for an answer to go out"),
        "reply.sent_now": gettext_noop("let an answer go out before its time"),
        "reply.changed": gettext_noop("changed an answer before it went out"),
        "reply.undone": gettext_noop("took an answer back before it went out"),
        "reply.discarded": gettext_noop("took back an answer that did not go out"),
        "reply.retried": gettext_noop("tried an answer again"),
        "reply.sending": (
            gettext_noop("began to send"),
            gettext_noop("An answer was handed to the network."),
        ),
        "reply.sent": (gettext_noop("sent an answer"), gettext_noop("An answer went out.")),
        "reply.will_retry": (
            gettext_noop("put it off"),
            gettext_noop("The network was busy: the answer is tried again."),
        ),
        "reply.failed": (
            gettext_noop("failed to send"),
            gettext_noop("An answer could not be sent."),
        ),
        "reply.uncertain": (
            gettext_noop("does not know"),
            gettext_noop("It is not certain that an answer went out."),
        ),
        "reply.held": (
            gettext_noop("holds an answer"),
            gettext_noop("An answer waits for its account."),
        ),
        "reply.not_found": (
            gettext_noop("did not find it"),
            gettext_noop("An answer was not found on the network."),
        ),
        "reply.found_on_network": (
            gettext_noop("found it"),
            gettext_noop("An answer was found on the network."),
        ),
        "reply.written_on_network": (
            gettext_noop("answered on the network itself"),
            gettext_noop("An answer was written on the network itself."),
        ),
        "reply.answered_there": gettext_noop("said that it was answered on the network itself"),
        "reply.settled_as_sent": gettext_noop("looked on the network: the answer went out"),
        "reply.settled_send_again": gettext_noop(
            "looked on the network: the answer had not gone out"
        ),
        "approval.asked": (
            gettext_noop("asked for an approval"),
            gettext_noop("Somebody was asked to approve an answer."),
        ),
        "approval.passed_on": (
            gettext_noop("passed it on"),
            gettext_noop("The next colleague was asked to approve."),
        ),
        "approval.late": (
            gettext_noop("is late"),
            gettext_noop("Nobody decided in time: the managers were told."),
        ),
        "approval.expired": (
            gettext_noop("let it run out"),
            gettext_noop("Nobody approved in time: it went back."),
        ),
        "approval.voided": (
            gettext_noop("voided it"),
            gettext_noop("Something changed: an approval no longer holds."),
        ),
        "approval.given": gettext_noop("approved an answer"),
        "approval.returned": gettext_noop("returned a draft with a note"),
        "approval.undone": gettext_noop("took a decision back"),
        "approval_policy.changed": gettext_noop("changed which answers need an approval"),
    },
)
register_words(
    Group.MEDICAL,
    {
        "conversation.found_medical": (
            gettext_noop("found it medical"),
            gettext_noop("Something may be medical."),
        ),
        "conversation.found_in_past": (
            gettext_noop("found it medical"),
            gettext_noop("Something of the past may be medical."),
        ),
        "conversation.red_flag": (
            gettext_noop("raised a red flag"),
            gettext_noop("Something may be an emergency."),
        ),
        "conversation.escalation_late": (
            gettext_noop("took it late"),
            gettext_noop("Nobody took a possible emergency in time: everybody who may was told."),
        ),
        "conversation.escalation_acknowledged": gettext_noop("took a possible emergency"),
        "conversation.marked_medical": gettext_noop("marked the conversation as medical"),
        "conversation.unmarked_medical": gettext_noop("took a medical mark away"),
        "guard.blocked": (
            gettext_noop("was stopped by the privacy guard"),
            gettext_noop("The privacy guard stopped a text."),
        ),
        "guard.overridden": gettext_noop("let an answer pass that the privacy guard had stopped"),
    },
)
register_words(
    Group.CALLS,
    {
        "calls.viewed": gettext_noop("looked at the calls and their numbers"),
        "calendar.made": gettext_noop("made a calendar address of the own calls"),
        "calendar.stopped": gettext_noop("stopped the calendar address of the own calls"),
        "callback.planned": gettext_noop("planned a call"),
        "callback.changed": gettext_noop("changed how or when to reach somebody"),
        "callback.moved": gettext_noop("moved a call"),
        "callback.given": gettext_noop("changed who makes a call"),
        "callback.tried": gettext_noop("called: nobody was reached"),
        "callback.done": gettext_noop("called and spoke with them"),
        "callback.canceled": (
            gettext_noop("canceled a call"),
            gettext_noop("A call was canceled."),
        ),
        "callback.resumed": gettext_noop("planned a canceled call again"),
        "callback.late": (gettext_noop("is late with a call"), gettext_noop("A call is late.")),
        "promise.changed": gettext_noop("moved the time of a promise"),
        "promise.kept": gettext_noop("said that a promise was kept"),
        "promise.kept_by_answer": (
            gettext_noop("kept a promise"),
            gettext_noop("An answer kept a promise."),
        ),
        "promise.dropped": gettext_noop("dropped a promise"),
        "promise.reopened": gettext_noop("said that a promise is not kept yet"),
        "promise.lapsed": (
            gettext_noop("let a promise lapse"),
            gettext_noop("A promise has lapsed."),
        ),
    },
)
register_words(
    Group.SNIPPETS,
    {
        "snippet.created": gettext_noop("wrote a snippet"),
        "snippet.changed": gettext_noop("changed a snippet"),
        "snippet.renamed": gettext_noop("renamed a snippet"),
        "snippet.approved": gettext_noop("approved a snippet"),
        "snippet.returned": gettext_noop("returned a snippet"),
        "snippet.retired": gettext_noop("retired a snippet"),
        "snippet.restored": gettext_noop("restored a snippet"),
        "advice.dismissed": gettext_noop("waved an advice of the coach away"),
        "advice.muted": gettext_noop("switched an advice of the coach off"),
        "advice.unmuted": gettext_noop("switched an advice of the coach on"),
    },
)
register_words(
    Group.REPORTS,
    {
        "report_list.viewed": gettext_noop("looked at the conversations behind a number"),
        "voice.viewed": gettext_noop("looked at the voice of the people and its advocates"),
        "report.downloaded": gettext_noop("downloaded a report ({format})"),
        "report_list.downloaded": gettext_noop(
            "downloaded the conversations behind a number ({format})"
        ),
        "export.started": gettext_noop("asked for a long file"),
        "export.canceled": gettext_noop("canceled a long file"),
        "export.done": (gettext_noop("made a long file"), gettext_noop("A long file was made.")),
        "export.downloaded": gettext_noop("downloaded a long file"),
        "history.viewed": gettext_noop("looked at the imports of history"),
        "history.import_started": gettext_noop("began an import of history"),
        "history.import_canceled": gettext_noop("canceled an import of history"),
        "history.imported": (
            gettext_noop("imported history"),
            gettext_noop("An import of history was done."),
        ),
        "history_problems.downloaded": gettext_noop(
            "downloaded the lines that could not be imported"
        ),
        "weekly.booked": (
            gettext_noop("booked the report"),
            gettext_noop("The report of the week was booked."),
        ),
        "weekly.sent": (
            gettext_noop("sent the report"),
            gettext_noop("The report of the week was mailed."),
        ),
        "weekly.chosen": gettext_noop("chose whether to get the report every Monday"),
        "weekly.switched": gettext_noop("switched the report every Monday on or off"),
    },
)
register_words(Group.SETTINGS, {"targets.changed": gettext_noop("changed the targets")})
register_words(
    Group.MEDICAL,
    {
        "people_search.viewed": gettext_noop("searched for a person's data"),
        "person_data.viewed": gettext_noop("looked at what is kept of a person"),
        "person_file.started": gettext_noop("asked for a file with everything about a person"),
        "person_file.done": (
            gettext_noop("made a file about a person"),
            gettext_noop("A file about a person was made."),
        ),
        "person_file.deleted": (
            gettext_noop("deleted a file about a person"),
            gettext_noop("A file about a person went."),
        ),
        "person_file.viewed": gettext_noop("looked how far a file about a person is"),
        "person_file.downloaded": gettext_noop("downloaded everything about a person"),
        "erasure.started": gettext_noop("began to erase a person"),
        "erasure.done": (
            gettext_noop("erased a person"),
            gettext_noop("A person was erased ({digest})."),
        ),
        "erasure.repeated": (
            gettext_noop("erased a person again"),
            gettext_noop("A person was erased again, because a restored backup still held them."),
        ),
        "erasure.viewed": gettext_noop("looked at an erasure"),
        "retention.changed": gettext_noop("changed how long what is kept"),
        "retention.started": (
            gettext_noop("began to clear out"),
            gettext_noop("The nightly clearing out began."),
        ),
        "retention.done": (
            gettext_noop("cleared out"),
            gettext_noop("What was kept long enough is gone."),
        ),
        "receipt.downloaded": gettext_noop("downloaded the receipt of an erasure"),
    },
)
