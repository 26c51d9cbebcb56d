"""What quotes a forgotten post goes with it, in the same transaction.

Answers that never went out, what was asked to be approved, lines of an import that still wait.
What stays: our published answers (they are ours, and still on the network) and the notes of
colleagues (their own words, for nobody outside). With ERASED the notes go too. The whole list with
its reasons stands in docs/forgetting.md.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_noop

from inbox.holding import alert_author
from inbox.models import (
    Approval,
    Callback,
    CallbackAttempt,
    CallbackMove,
    Conversation,
    ImportLine,
    Leg,
    Note,
    Promise,
    Reply,
    ReplyAttachment,
    SavedDraft,
)
from listening.connectors.base import ErrorKind
from listening.events import MentionsIngested
from listening.models import Author, Mention

ERASED = gettext_noop("Erased on request.")
_Status = Reply.Status
_NEVER_OUT = [_Status.REJECTED, _Status.FAILED, _Status.WITHDRAWN]
_ON_ITS_WAY = [_Status.AWAITING_APPROVAL, _Status.QUEUED]
_GONE = gettext_noop(
    "The post is gone, so nothing was sent, and the words of the answer went with it."
)


def drop_quotes(event: MentionsIngested) -> None:
    """After conversations and approvals were settled; the caller holds their locks."""
    theirs = [mention for mention in event.gone if not mention.is_own]
    if theirs:
        _stop_answers(theirs, event.at)
        drop_unsent(theirs)
        _drop_drafts(theirs)
        _empty_lines(event, theirs)
    if event.nobodies:
        _cut_ways(event.nobodies)
    if event.erased:
        _erase(event.erased)


def _stop_answers(gone: Sequence[Mention], at: datetime) -> None:
    """Nothing can be sent to what is gone; its author reads why."""
    to_it = Q(target__in=gone)
    # One that names no post answers the conversation's newest.
    to_nothing = Q(
        target=None,
        audience=Reply.Audience.PUBLIC,
        conversation__gone_at__isnull=False,
        conversation__items__mention__in=gone,
    )
    found = Reply.objects.filter(to_it | to_nothing, status__in=_ON_ITS_WAY)
    waiting = {reply.pk: reply for reply in found.select_related("conversation")}
    Reply.objects.filter(pk__in=waiting).update(
        status=_Status.FAILED, error_kind=ErrorKind.GONE.value, error_detail=_GONE, held_at=None
    )
    for reply in waiting.values():
        if reply.goes_out_at is not None:  # nobody is looking at it any more
            alert_author(reply.conversation, reply, now=at)


def drop_unsent(gone: Collection[Mention]) -> None:
    """The words of answers to `gone` that never went out: they may quote, and lead nowhere."""
    about = Q(target__in=gone) | Q(
        conversation__gone_at__isnull=False, conversation__items__mention__in=gone
    )
    unsent = Reply.objects.filter(about, status__in=_NEVER_OUT)
    ids = sorted(set(unsent.values_list("pk", flat=True)))
    if not ids:
        return
    Approval.objects.filter(reply__in=ids).update(asked_body="", note="")
    Promise.objects.filter(reply__in=ids).update(words="")
    ReplyAttachment.objects.filter(reply__in=ids).delete()
    Reply.objects.filter(pk__in=ids).update(body="", previous_body="")


def _drop_drafts(gone: Collection[Mention]) -> None:
    """What colleagues had begun to write in conversations of which nothing is left."""
    rows = Conversation.objects.filter(items__mention__in=gone).exclude(gone_at=None)
    SavedDraft.objects.filter(conversation__in=rows).delete()


def _empty_lines(event: MentionsIngested, gone: Sequence[Mention]) -> None:
    """An import that is under way holds its lines until their conversation is stored."""
    lines = ImportLine.objects.filter(
        run__practice_id=event.account.practice_id,
        network=event.account.network,
        external_id__in=[mention.external_id for mention in gone],
    )
    lines.update(text="", author="")


def _cut_ways(nobodies: Sequence[Author]) -> None:
    """Whom private messages would go to: the number names the person."""
    legs = Leg.objects.filter(
        account__practice_id=nobodies[0].practice_id,
        account__network=nobodies[0].network,
        recipient_id__in=[person.external_id for person in nobodies],
    )
    legs.update(recipient_id="", thread_id="")
    # A private talk is found by a thread whose name holds the person's number (X).
    rows = Conversation.objects.filter(author__in=nobodies, key__contains=":private:")
    for row in rows.select_for_update():
        Conversation.objects.filter(pk=row.pk).update(key=f"gone:{row.pk}", thread_id="")
    talks = Mention.objects.filter(counterpart__in=nobodies) | Mention.objects.filter(
        author__in=nobodies, audience=Mention.Audience.PRIVATE
    )
    talks.update(thread_id="")


def _erase(mention_ids: Sequence[int]) -> None:
    """What colleagues wrote down of the person, wherever nothing else is left."""
    rows = Conversation.objects.filter(items__mention__in=mention_ids).exclude(gone_at=None)
    ids = list(rows.values_list("pk", flat=True).distinct())
    Note.objects.filter(conversation__in=ids).update(body=ERASED)
    Conversation.objects.filter(pk__in=ids).exclude(outcome="").update(outcome=ERASED)
    calls = Callback.objects.filter(conversation__in=ids)
    calls.update(reach=ERASED, wishes="", windows=[])
    calls.exclude(outcome="").update(outcome=ERASED)
    calls.exclude(cancel_reason="").update(cancel_reason=ERASED)
    CallbackAttempt.objects.filter(callback__in=calls).update(note="")
    CallbackMove.objects.filter(callback__in=calls).update(reason=ERASED)
