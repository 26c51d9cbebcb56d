"""What an approver sees: one card at a time, the longest waiting first (P4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.actions.approvals import others_waiting, time_of
from inbox.asking import candidates
from inbox.beside_threads import read_now, written
from inbox.gate import Judgement, judge, mark_of, wanted_of
from inbox.medical import words_of
from inbox.models import Approval, Conversation, Reply
from inbox.models.approvals import ApprovalQuerySet, ApprovalRule
from inbox.timeline import Entry, conversation_detail
from listening.models import Mention
from practice_hub.practices.models import Membership, Practice
from practice_hub.roles import Role

SHOWN = 3  # of what was said before; the rest is folded
_SAID = ("mention", "reply", "note")
_A_ROLE = {
    Role.PRACTITIONER.value: gettext_noop("a practitioner"),
    Role.MANAGER.value: gettext_noop("a manager"),
    Role.OWNER.value: gettext_noop("an owner"),
}


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said, oldest first: `folded`, then `shown`, then what the author had not read.

    `answered` is the post or message that the draft answers.
    """

    folded: list[Entry]
    shown: list[Entry]
    news: list[Entry]
    answered: Mention | None


@dataclass(frozen=True, slots=True)
class Card:
    """One request. `fingerprint`, `seen_seq` and `seen_beside` go with the form: what was shown is
    decided on.

    `place` is 0 for a card outside the reader's own pile; `why_not` says why they cannot decide.
    """

    approval: Approval
    conversation: Conversation
    talk: Talk
    judgement: Judgement
    medical_words: tuple[str, ...]
    fingerprint: str
    seen_seq: int
    seen_beside: str
    place: int
    why_not: str
    is_anybody_here: bool

    @property
    def reply(self) -> Reply:
        return self.approval.reply

    @property
    def mark(self) -> str:
        return mark_of_card(self.approval, self.seen_seq, self.seen_beside)

    @property
    def goes_out(self) -> str:
        return time_of(self.reply)

    @property
    def kinds(self) -> list[str]:
        """Why it needs a go-ahead, in the words of the policy; medical has a chip of its own."""
        labels = dict(ApprovalRule.Kind.choices)
        kinds = (kind for kind in self.approval.reasons if kind != ApprovalRule.Kind.MEDICAL)
        return [str(labels[kind]) for kind in kinds if kind in labels]


@dataclass(frozen=True, slots=True)
class Today:
    """The reader's own decisions of this day, in the practice's zone."""

    count: int
    median_seconds: float


def mark_of_card(approval: Approval, last_seq: int, beside: str) -> str:
    """Changes whenever the card would look different."""
    parts = (mark_of(approval.reply)[:16], str(last_seq), *beside.split(), time_of(approval.reply))
    return ".".join(parts)


def waiting_for(membership: Membership) -> ApprovalQuerySet:
    """What this person may decide on, the longest waiting first."""
    return Approval.objects.decidable_by(membership).order_by("requested_at", "pk")


def find(membership: Membership, approval_id: int) -> Approval | None:
    """A request of the practice, whatever became of it."""
    related = ("reply__target", "reply__leg", "reply__author", "reply__override_by")
    people = ("requested_by", "decided_by", "asked")
    found = Approval.objects.filter(practice_id=membership.practice_id, pk=approval_id)
    return found.select_related(*related, *people, "conversation__author").first()


def card_of(approval: Approval, membership: Membership, pile: list[int], *, now: datetime) -> Card:
    """The card of a waiting request; `pile` holds the ids of what the reader may decide on."""
    conversation = Conversation.objects.select_related("author", "account", "practice").get(
        pk=approval.conversation_id
    )
    detail = conversation_detail(conversation, membership, now=now)
    beside = [entry for entry in detail.merged if is_news(entry, approval)]
    said = [entry for entry in (*detail.timeline, *beside) if entry.kind in _SAID]
    mentions = [entry.object for entry in detail.timeline if entry.kind == "mention"]
    return Card(
        approval=approval,
        conversation=conversation,
        talk=talk_of(approval, said),
        judgement=judge(conversation, wanted_of(approval.reply), now=now),
        medical_words=words_of(mentions) if conversation.is_medical else (),
        fingerprint=mark_of(approval.reply),
        seen_seq=conversation.last_seq,
        seen_beside=written(read_now(detail.threads)),
        place=pile.index(approval.pk) + 1 if approval.pk in pile else 0,
        why_not=why_not(approval, membership),
        is_anybody_here=bool(candidates(approval, now=now)),
    )


def talk_of(approval: Approval, said: list[Entry]) -> Talk:
    news = [entry for entry in said if is_news(entry, approval)]
    known = [entry for entry in said if not is_news(entry, approval)]
    answered = _answered(approval.reply, known) or _answered(approval.reply, news)
    shown = known[-SHOWN:]
    if answered in known and answered not in shown:
        shown = [answered, *known[-SHOWN + 1 :]]
    return Talk(
        folded=[entry for entry in known if entry not in shown],
        shown=shown,
        news=news,
        answered=answered.object if answered else None,
    )


def is_news(entry: Entry, approval: Approval) -> bool:
    """Not read by the author of the draft: later in the talk, or a note written since then. What is
    said in a thread that this one is merged with is read by its own numbers."""
    if entry.kind == "note":
        return entry.at > approval.requested_at
    if entry.thread is None:
        return entry.seq > approval.reply.seen_seq
    read = (approval.reply.seen_beside or {}).get(str(entry.thread.pk))
    return entry.at > approval.requested_at if read is None else entry.seq > read


def _answered(reply: Reply, said: list[Entry]) -> Entry | None:
    """The post below which the answer goes; in private the last message of the person."""
    heard = [entry for entry in said if entry.kind == "mention" and not entry.object.is_own]
    private = [entry for entry in heard if entry.audience == Mention.Audience.PRIVATE]
    if reply.audience == Reply.Audience.PRIVATE and private:
        return private[-1]
    return next((entry for entry in heard if entry.object.pk == reply.target_id), None)


def why_not(approval: Approval, membership: Membership) -> str:
    """Why the reader cannot decide; empty when they can."""
    if approval.requested_by_id == membership.user_id:
        return _("You wrote this one, so somebody else has to approve it.")
    if membership.role in approval.approver_roles:
        return ""
    roles = [_(words) for role, words in _A_ROLE.items() if role in approval.approver_roles]
    return _("Only %(roles)s may approve this one.") % {"roles": _(" or ").join(roles)}


def today_of(membership: Membership, practice: Practice, *, now: datetime) -> Today | None:
    """How many the reader decided today and their median wait; None before the first one."""
    day = now.astimezone(practice.zone).date()
    midnight = datetime.combine(day, time(), practice.zone)
    decided = Approval.objects.filter(
        practice=practice, decided_by=membership.user, decided_at__gte=midnight
    ).values_list("requested_at", "decided_at")
    waits = [(end - start).total_seconds() for start, end in decided if end is not None]
    return Today(len(waits), median(waits)) if waits else None


def others_of(approval: Approval, membership: Membership) -> list[Approval]:
    """Other drafts to the same person that still wait, once this one is approved."""
    if approval.status != Approval.Status.APPROVED:
        return []
    return others_waiting(approval, membership)


def can_undo(approval: Approval, membership: Membership) -> bool:
    """Their own decision, and nothing has followed from it yet."""
    if approval.decided_by_id != membership.user_id:
        return False
    status = approval.reply.status
    if approval.status == Approval.Status.APPROVED:
        return bool(status == Reply.Status.QUEUED and not approval.reply.attempts)
    return bool(approval.status == Approval.Status.REJECTED and status == Reply.Status.REJECTED)
