"""What happens to one colleague: a conversation is given to them or taken over, a note names them
(O2, O3).

Runs in the caller's transaction, with the conversation locked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import reduce

from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.domain.naming import Colleague, Mention, find_mentions, mentioned
from inbox.models import Conversation, Note
from practice_hub.alerts.actions import close_alerts, raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.practices.duty import available
from practice_hub.practices.models import Membership, User
from practice_hub.roles import Act, may
from practice_hub.roster.selectors import on_duty


def tell_assigned(
    row: Conversation, member: Membership | None, *, actor: User, at: datetime
) -> None:
    """It belongs to `member` now (None: to nobody): who had it before is left alone.

    An outside agency hears no alerts; nobody is told of what they gave to themselves.
    """
    close_alerts(Kind.ASSIGNED, practice_id=row.practice_id, subject=row, at=at)
    if member is None or member.user_id == actor.pk or not may(member.role, Act.READ_ALERTS):
        return
    raise_alert(
        Kind.ASSIGNED,
        practice_id=row.practice_id,
        subject=row,
        path=reverse("inbox:conversation", args=[row.pk]),
        recipients=[member.user_id],
        at=at,
    )


def tell_role(row: Conversation, team: Sequence[Membership], *, actor: User, at: datetime) -> None:
    """It waits for whoever of `team` takes it first: those on duty are told, and all who are here
    when none of them is."""
    close_alerts(Kind.ASSIGNED, practice_id=row.practice_id, subject=row, at=at)
    others = [member for member in team if member.user_id != actor.pk]
    watching = {member.user_id for member in on_duty(row.practice_id, at)}
    told = [member for member in others if member.user_id in watching]
    told = told or available(others, at) or others
    wanted = [member.user_id for member in told if may(member.role, Act.READ_ALERTS)]
    if wanted:
        raise_alert(
            Kind.ASSIGNED,
            practice_id=row.practice_id,
            subject=row,
            path=reverse("inbox:conversation", args=[row.pk]),
            recipients=wanted,
            at=at,
        )


def tell_taken_over(row: Conversation, held_by: int | None, *, at: datetime) -> None:
    """Whoever was at it learns that a colleague has it now; why is said on its page."""
    if held_by is not None:
        raise_alert(
            Kind.TAKEN_OVER,
            practice_id=row.practice_id,
            subject=row,
            path=reverse("inbox:conversation", args=[row.pk]),
            recipients=[held_by],
            at=at,
        )


def tell_mentioned(note: Note, row: Conversation, *, at: datetime) -> None:
    """Whoever the note names clearly, and who may read notes; never its author."""
    if "@" not in note.body:
        return
    found = mentioned(find_mentions(note.body, colleagues_of(row.practice_id)))
    others = [user_id for user_id in found if user_id != note.author_id]
    if others:
        raise_alert(
            Kind.NOTE_MENTION,
            practice_id=row.practice_id,
            subject=note,
            path=reverse("inbox:conversation", args=[row.pk]),
            recipients=others,
            at=at,
        )


def colleagues_of(practice_id: int) -> list[Colleague]:
    """Everybody who works here now; one query."""
    members = Membership.objects.active().filter(practice_id=practice_id).select_related("user")
    return [
        Colleague(member.user_id, member.user.name, may(member.role, Act.READ_PRIVATE))
        for member in members.order_by("pk")
    ]


def words_on_mentions(text: str, practice_id: int) -> str:
    """What the writer should know of the names in a note: "" when all of them are clear."""
    if "@" not in text:
        return ""
    unclear = [m for m in find_mentions(text, colleagues_of(practice_id)) if not m.is_clear]
    return " ".join(dict.fromkeys(_words(text, mention) for mention in unclear))


def _words(text: str, mention: Mention) -> str:
    name = text[mention.begin : mention.end]
    if len(mention.fits) == 1:
        words = _("%(who)s cannot read notes, so %(name)s was not told.")
        return words % {"who": mention.fits[0].name, "name": name}
    who = reduce(_either, (colleague.name for colleague in mention.fits))
    words = _("%(name)s may be %(who)s: nobody was told. Write the whole name.")
    return words % {"name": name, "who": who}


def _either(one: str, other: str) -> str:
    return _("%(one)s or %(other)s") % {"one": one, "other": other}
