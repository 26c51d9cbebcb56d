"""Saving what somebody looks at again and again, sharing it, taking it away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from inbox.actions.base import require_text
from inbox.actions.errors import ActionRefused
from inbox.models import SavedView
from inbox.models.views import NAME_LENGTH
from practice_hub.audit.record import record
from practice_hub.practices.models import Membership

MOST = 40  # of one person: a rail that can still be read


@transaction.atomic(durable=True)
def save_view(
    *, actor: Membership, now: datetime, name: str, filters: Mapping[str, str], is_shared: bool
) -> SavedView:
    """Under a name of one's own; the same name again takes the place of what it was.

    Raises ActionRefused: "empty", "too_long", "too_many".
    """
    name = _name(name)
    mine = SavedView.objects.filter(practice=actor.practice, owner=actor.user)
    if not mine.filter(name=name).exists() and mine.count() >= MOST:
        raise ActionRefused(
            "too_many", _("%(most)s views are the most. Remove one first.") % {"most": MOST}
        )
    fresh = {"filters": dict(filters), "is_shared": is_shared, "changed_at": now}
    view, _created = SavedView.objects.update_or_create(
        practice=actor.practice,
        owner=actor.user,
        name=name,
        defaults=fresh,
        create_defaults=fresh | {"created_at": now},
    )
    _noted("view.saved", view, actor, now)
    return view


@transaction.atomic(durable=True)
def change_view(
    *, view_id: int, actor: Membership, now: datetime, name: str, is_shared: bool
) -> SavedView:
    """Another name, or shown to others or no longer.

    Raises ActionRefused: "not_allowed", "gone", "empty", "too_long", "taken".
    """
    view = _locked(view_id, actor)
    view.name, view.is_shared, view.changed_at = _name(name), is_shared, now
    others = SavedView.objects.filter(practice_id=view.practice_id, owner_id=view.owner_id)
    if others.filter(name=view.name).exclude(pk=view.pk).exists():
        raise ActionRefused("taken", _("There is a view of that name already."))
    view.save(update_fields=["name", "is_shared", "changed_at"])
    _noted("view.changed", view, actor, now)
    return view


@transaction.atomic(durable=True)
def remove_view(*, view_id: int, actor: Membership, now: datetime) -> None:
    """Raises ActionRefused: "not_allowed", "gone"."""
    view = _locked(view_id, actor)
    _noted("view.removed", view, actor, now)
    view.delete()


def _name(name: str) -> str:
    name = require_text(" ".join(name.split()), _("a name for the view"))
    if len(name) > NAME_LENGTH:
        raise ActionRefused(
            "too_long",
            _("A name has at most %(most)s letters.") % {"most": NAME_LENGTH},
        )
    return name


def _locked(view_id: int, actor: Membership) -> SavedView:
    mine = SavedView.objects.select_for_update().filter(practice_id=actor.practice_id)
    view = mine.filter(pk=view_id).first()
    if view is None:
        raise ActionRefused("gone", _("This view is no longer there."))
    if not view.may_change(actor):
        raise ActionRefused("not_allowed", _("Whoever made it, or a manager, can change it."))
    return view


def _noted(name: str, view: SavedView, actor: Membership, now: datetime) -> None:
    record(
        name,
        practice=actor.practice,
        subject=view,
        actor=actor.user,
        at=now,
        is_shared=view.is_shared,
    )
