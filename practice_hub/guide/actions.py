"""What people may say about the setup and the tour."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from practice_hub.audit.record import record
from practice_hub.guide.models import SetupMark, TourEnd
from practice_hub.guide.steps import Step
from practice_hub.practices.actions import PeopleError
from practice_hub.practices.actions.common import acting, lock
from practice_hub.practices.models import Membership
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act


@transaction.atomic(durable=True)
def skip_step(*, actor: Membership, step: Step, at: datetime) -> None:
    """Pass a step over for now; it can be done, or taken up again, any time. Raises PeopleError."""
    _mark(actor, step, SetupMark.Mark.SKIPPED, at)
    _note("setup.skipped", actor, step, at)


@transaction.atomic(durable=True)
def finish_step(*, actor: Membership, step: Step, at: datetime) -> None:
    """Say that a step is done which leaves no trace in the hub. Raises PeopleError."""
    _mark(actor, step, SetupMark.Mark.DONE, at)
    _note("setup.finished", actor, step, at)


@transaction.atomic(durable=True)
def resume_step(*, actor: Membership, step: Step, at: datetime) -> None:
    """Take back what was said about a step. Raises PeopleError."""
    lock(actor.practice_id)
    acting(actor, Act.MANAGE_PRACTICE)
    gone, _ = SetupMark.objects.filter(practice_id=actor.practice_id, step=step.key).delete()
    if gone:
        _note("setup.resumed", actor, step, at)


@transaction.atomic(durable=True)
def end_tour(*, member: Membership, at: datetime) -> None:
    """Closed, or gone through to the end: it does not come back by itself."""
    _, is_new = TourEnd.objects.get_or_create(user_id=member.user_id, defaults={"ended_at": at})
    if is_new:
        record("tour.ended", practice=member.practice_id, subject=member, actor=member.user, at=at)


def _mark(actor: Membership, step: Step, mark: SetupMark.Mark, at: datetime) -> None:
    lock(actor.practice_id)
    acting(actor, Act.MANAGE_PRACTICE)
    if mark == SetupMark.Mark.DONE and not step.is_by_word:
        raise PeopleError(_("The hub sees by itself when this step is done."))
    SetupMark.objects.update_or_create(
        practice_id=actor.practice_id,
        step=step.key,
        defaults={"mark": mark, "marked_by_id": actor.user_id, "marked_at": at},
    )


def _note(name: str, actor: Membership, step: Step, at: datetime) -> None:
    practice = actor.practice
    record(name, practice=practice, subject=practice, actor=actor.user, at=at, step=step.key)
    publish_on_commit(actor.practice_id, "practice")
