"""Merging conversations, taking it back, and splitting one off again (A2, A14).

No row moves: an answer that is on its way, a clock, a draft stay where they are. Only the number
that the threads share changes, and who has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.actions.base import noted, require_live, require_not_held
from inbox.actions.claims import let_go
from inbox.actions.errors import ActionRefused
from inbox.actions.undoing import Given, given_to
from inbox.merging import is_of_several_people, may_be_given
from inbox.models import Conversation
from inbox.personal_alerts import tell_assigned
from inbox.role_words import ANYONE
from listening.ingest import lock_practice
from practice_hub.practices.models import Membership, User

_MOVED_ON = gettext_noop(
    "A colleague has just merged or split one of these. Look again, then decide."
)


@dataclass(frozen=True, slots=True)
class Was:
    """One thread before a merge."""

    pk: int
    matter: int | None
    merged_at: datetime | None
    given: Given  # whose it was
    became: Given  # whose the merge has made it
    token: int = 0  # of the claim that came with the merge; 0: it came before, or not at all


def _locked(ids: Iterable[int]) -> list[Conversation]:
    """`ids` and all that is merged with them, locked in the order in which a page of mentions
    locks, and read afterwards. Raises ActionRefused("moved_on")."""
    ids = sorted(ids)
    # An erasure locks what is a person's slice by slice, in no order that could be kept here.
    practices = Conversation.objects.filter(pk__in=ids).order_by("practice_id")
    for practice_id in practices.values_list("practice_id", flat=True).distinct():
        lock_practice(practice_id)
    matters = Conversation.objects.filter(pk__in=ids).exclude(matter=None)
    belongs = Q(pk__in=ids) | Q(matter__in=list(matters.values_list("matter", flat=True)))
    held = Conversation.objects.filter(belongs).select_for_update().order_by("pk")
    locked = list(held.values_list("pk", flat=True))
    related = ("claimed_by", "assigned_to", "author", "practice")
    rows = list(Conversation.objects.filter(pk__in=locked).select_related(*related).order_by("pk"))
    # While this waited somebody else may have merged more into it.
    now = {row.matter for row in rows if row.matter is not None}
    if Conversation.objects.filter(matter__in=now).exclude(pk__in=locked).exists():
        raise ActionRefused("moved_on", _(_MOVED_ON))
    return rows


@transaction.atomic(durable=True)
def merge(
    *, conversation_id: int, into_id: int, actor: User, now: datetime, reason: str = ""
) -> list[Was]:
    """Make one conversation of two, each with all that was merged with it before.

    Gives what it takes to take it back. Raises ActionRefused: "same" (they are one already),
    "practice", "imported", "claimed", "moved_on", or "reason" when different accounts wrote and
    nobody says how they belong together (P1).
    """
    rows = _locked([conversation_id, into_id])
    by_pk = {row.pk: row for row in rows}
    one, into = by_pk[conversation_id], by_pk[into_id]
    _require_two(one, into)
    for row in rows:
        require_live(row)
        require_not_held(row, actor, now)
    is_other = is_of_several_people([one, into])
    if is_other and not reason.strip():
        raise ActionRefused("reason", _("Say how you know that this is the same person's matter."))
    owner = into if any(given_to(into)) else one
    before = [
        Was(row.pk, row.matter, row.merged_at, given_to(row), _due_to(row, owner)) for row in rows
    ]
    matter = into.matter or into.pk
    Conversation.objects.filter(pk__in=by_pk).update(matter=matter, merged_at=now)
    for row in rows:
        if given_to(row) != _due_to(row, owner):
            _give(row, owner, actor=actor, now=now)
    for row, other in ((one, into), (into, one)):
        why = {"reason": reason.strip()[:240]} if reason.strip() else {}
        noted(
            "conversation.merged",
            row,
            actor=actor,
            now=now,
            other=other.pk,
            is_other_person=is_other,
            **why,
        )
    _tell([row for row in rows if row not in (one, into)], actor, now)
    return before


def _require_two(one: Conversation, into: Conversation) -> None:
    if one.practice_id != into.practice_id:
        raise ActionRefused("practice", _("These belong to different practices."))
    if one.pk == into.pk or (one.matter is not None and one.matter == into.matter):
        raise ActionRefused("same", _("These are one conversation already."))


def _due_to(row: Conversation, owner: Conversation) -> Given:
    """One has all that is still to do; what nobody has stays nobody's."""
    given = given_to(owner)
    return given_to(row) if row.is_ended or not any(given) else given


def _give(row: Conversation, owner: Conversation, *, actor: User, now: datetime) -> None:
    """As `owner` is given; to nobody new where that person has left the practice, or may not see
    a thread that is private only."""
    user, (user_id, role) = owner.assigned_to, given_to(owner)
    if not may_be_given(row, user, role):
        return
    if user is not None:
        members = Membership.objects.active().filter(practice_id=row.practice_id, user=user)
        tell_assigned(row, members.select_related("user").first(), actor=actor, at=now)
    Conversation.objects.filter(pk=row.pk).update(assigned_to=user_id, assigned_role=role)
    name = str(user) if user else ANYONE.get(role, "")
    noted("conversation.assigned", row, actor=actor, now=now, assignee=user_id, assignee_name=name)


def _tell(rows: Iterable[Conversation], actor: User, now: datetime) -> None:
    """Those that came along, because they were merged with one of the two before."""
    for row in rows:
        noted("conversation.merged", row, actor=actor, now=now)


@transaction.atomic(durable=True)
def undo_merge(*, before: Sequence[Was], at: datetime, actor: User, now: datetime) -> None:
    """As if it had not happened; `at` is when they were merged.

    Raises ActionRefused("moved_on") when something else was merged or split since.
    """
    rows = _locked([was.pk for was in before])
    if {row.pk for row in rows} != {was.pk for was in before}:
        raise ActionRefused("moved_on", _(_MOVED_ON))
    if {row.merged_at for row in rows} != {at}:
        raise ActionRefused("moved_on", _(_MOVED_ON))
    by_pk = {row.pk: row for row in rows}
    for was in before:
        found = Conversation.objects.filter(pk=was.pk)
        found.update(matter=was.matter, merged_at=was.merged_at)
        # Unless somebody gave it away meanwhile.
        still = found.filter(assigned_to=was.became.user_id, assigned_role=was.became.role)
        still.update(assigned_to=was.given.user_id, assigned_role=was.given.role)
        if was.token:
            let_go(by_pk[was.pk], actor=actor, now=now, token=was.token)
        noted("conversation.merge_undone", by_pk[was.pk], actor=actor, now=now)


@transaction.atomic(durable=True)
def split_off(*, conversation_id: int, actor: User, now: datetime) -> None:
    """Let one thread of a merged conversation stand alone again, with all that is its own.

    Raises ActionRefused: "same" (it stands alone already), "claimed", "moved_on".
    """
    rows = _locked([conversation_id])
    row = next(each for each in rows if each.pk == conversation_id)
    require_not_held(row, actor, now)
    left = [each for each in rows if each.pk != row.pk]
    if row.matter is None or not left:
        raise ActionRefused("same", _("It stands alone already."))
    Conversation.objects.filter(pk=row.pk).update(matter=None, merged_at=None)
    _settle_left(left)
    noted("conversation.split_off", row, actor=actor, now=now)
    for each in left:
        noted("conversation.split_off", each, actor=actor, now=now, other=row.pk)


def _settle_left(left: Sequence[Conversation]) -> None:
    """One alone is merged with nothing; several are named after one of them."""
    if len(left) == 1:
        Conversation.objects.filter(pk=left[0].pk).update(matter=None, merged_at=None)
    elif left[0].matter not in [each.pk for each in left]:
        ids = [each.pk for each in left]
        Conversation.objects.filter(pk__in=ids).update(matter=ids[0])
