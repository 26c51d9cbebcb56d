"""Reads of the coach: what was waved away, what is switched off, which texts went out before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from inbox.domain.coach import Advice, Use, all_keys
from inbox.domain.coach_load import messages, rules
from inbox.domain.guard import Invitation, safe_invitations
from inbox.domain.marking import Counted
from inbox.gate_context import LOOK_BACK
from inbox.models import AdviceDismissal, Conversation, MutedAdvice, Reply
from listening.models import Category
from practice_hub.practices.models import User
from practice_hub.ready import ready

MOST_USES = 3
_VOICE_LOOK_BACK = timedelta(days=90)
# A message names numbers of one text; in the table of all of them it speaks of any.
_ANY = {
    "same": gettext_noop("The same"),
    "people": gettext_noop("other people"),
    "count": gettext_noop("several"),
    "as_whom": "",
    "over": gettext_noop("some characters"),
    "limit": gettext_noop("every network has its own limit"),
}
_FITTING = {Category.MEDICAL.value: "urgent", Category.PRAISE.value: "thanks"}


@dataclass(frozen=True, slots=True)
class Usage:
    """One earlier answer with the same words: to whom, when, where."""

    name: str
    sent_at: datetime
    conversation_id: int
    is_identical: bool


@dataclass(frozen=True, slots=True)
class KeyCount:
    """One thing the coach says, how often it was waved away, and whether it is switched off."""

    key: str
    message: str
    is_blocking: bool
    times: int
    people: int
    muted: MutedAdvice | None


def silent_keys(row: Conversation, user: User, audience: str) -> frozenset[str]:
    """What this person waved away here, and what the practice switched off. One query."""
    return frozenset(key for (key,) in _silent(row.practice_id, row.pk, user.pk, audience))


@ready
def _silent(
    practice_id: int, conversation_id: int, user_id: int, audience: str, /
) -> QuerySet[MutedAdvice, tuple[str]]:
    muted = MutedAdvice.objects.filter(practice_id=practice_id).values_list("key")
    waved = AdviceDismissal.objects.filter(conversation_id=conversation_id, user_id=user_id)
    return muted.union(waved.filter(audience=audience).values_list("key"))


def usages(row: Conversation, audience: str, uses: Iterable[Use]) -> tuple[Usage, ...]:
    """Where the latest of `uses` went; one query, none when there are no uses."""
    identical = {use.earlier.text: use.is_identical for use in uses}
    if not identical:
        return ()
    found = (
        Reply.objects.filter(
            practice_id=row.practice_id, audience=audience, body__in=list(identical)
        )
        .exclude(conversation=row)
        .exclude(status__in=[Reply.Status.WITHDRAWN, Reply.Status.FAILED, Reply.Status.REJECTED])
        .select_related("conversation__author")
        .order_by("-created_at")[:MOST_USES]
    )
    return tuple(
        Usage(
            name=_name_of(reply.conversation),
            sent_at=reply.sent_at or reply.created_at,
            conversation_id=reply.conversation_id,
            is_identical=identical[reply.body],
        )
        for reply in found
    )


def _name_of(row: Conversation) -> str:
    return str(row.person.name) if row.person else _("somebody")


def invitation_groups(row: Conversation, now: datetime) -> list[tuple[str, list[Invitation]]]:
    """The approved invitations by voice (P2): what fits first, then the practice's own habit."""
    groups: dict[str, list[Invitation]] = {}
    for invitation in safe_invitations():
        groups.setdefault(invitation.voice, []).append(invitation)
    habit = _habit(row, now)
    fitting = "urgent" if row.is_medical else _FITTING.get(row.category, "")
    # Thanks to somebody unhappy, or an emergency number to somebody happy, would be a slip.
    hidden = {"urgent", "thanks"} - {fitting}
    order = sorted(
        (voice for voice in groups if voice not in hidden),
        key=lambda voice: (voice != fitting, -habit.get(voice, 0)),
    )
    return [(voice, groups[voice]) for voice in order]


def _habit(row: Conversation, now: datetime) -> dict[str, int]:
    """How often the practice sent an invitation of each voice lately."""
    voice_of = {invitation.text: invitation.voice for invitation in safe_invitations()}
    sent = Reply.objects.filter(
        practice_id=row.practice_id,
        status=Reply.Status.SENT,
        created_at__gte=now - _VOICE_LOOK_BACK,
        body__in=list(voice_of),
    )
    counted: dict[str, int] = {}
    for body, times in sent.values_list("body").annotate(times=Count("pk")):
        counted[voice_of[body]] = counted.get(voice_of[body], 0) + times
    return counted


def key_counts(practice_id: int, now: datetime) -> list[KeyCount]:
    """Every piece of advice with its dismissals of the last 30 days, the most frequent first."""
    found = AdviceDismissal.objects.filter(
        practice_id=practice_id, dismissed_at__gte=now - LOOK_BACK
    )
    counted = {
        each["key"]: (each["times"], each["people"])
        for each in found.values("key").annotate(
            times=Count("pk"), people=Count("user", distinct=True)
        )
    }
    muted = MutedAdvice.objects.filter(practice_id=practice_id).select_related("muted_by")
    switched_off = {row.key: row for row in muted}
    rows = [
        KeyCount(key, *advice_words(key), *counted.get(key, (0, 0)), switched_off.get(key))
        for key in all_keys()
    ]
    return sorted(rows, key=lambda each: (-each.times, each.key))


def advice_words(key: str) -> tuple[str, bool]:
    """What a piece of advice says, and whether it blocks. Raises KeyError."""
    said = {rule.key: rule.says for rule in rules()} | dict(messages())
    words = _(said[key].message).format_map({name: _(any_of) for name, any_of in _ANY.items()})
    return words, said[key].is_blocking


def said_of(advice: Advice) -> str:
    """What it says, in the language of the page."""
    if not advice.slots:
        return _(advice.message)
    return _(advice.says).format_map({name: _slot(value) for name, value in advice.slots})


def _slot(value: str | Counted) -> str:
    if isinstance(value, str):
        return _(value)
    return ngettext(value.one, value.many, value.count) % {"count": value.count}
