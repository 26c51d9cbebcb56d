"""What else a person has written to the practice (A14)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from inbox.access import sees_private
from inbox.models import Conversation
from inbox.there import Part, may_have
from practice_hub.practices.models import Membership
from practice_hub.ready import ready


def earlier_conversations(
    conversation: Conversation, membership: Membership, *, limit: int = 8
) -> list[Conversation]:
    """The person's other conversations, newest first (A14), but for what it is merged with."""
    person = conversation.person
    if person is None or not may_have(conversation, Part.EARLIER):
        return []
    return _of_person(
        membership.practice_id,
        person.pk,
        conversation.pk,
        conversation.matter or 0,
        is_private_shown=sees_private(membership),
        limit=limit,
    )


# What a line about an earlier conversation says.
_OF_EARLIER = (
    *("preview", "has_private", "started_at", "is_imported", "state", "outcome"),
    *("account__network", "account__handle", "account__display_name", "account__external_id"),
)


@ready
def _of_person(
    practice_id: int,
    person_id: int,
    but_id: int,
    but_matter: int,
    /,
    *,
    is_private_shown: bool,
    limit: int,
) -> QuerySet[Conversation, Conversation]:
    found = Conversation.objects.filter(practice_id=practice_id, author_id=person_id, gone_at=None)
    if not is_private_shown:
        found = found.filter(has_public=True)
    found = found.select_related("account").exclude(pk=but_id)
    found = found.only(*_OF_EARLIER)
    found = found.filter(Q(matter=None) | ~Q(matter=but_matter))
    return found.order_by("-last_activity_at", "-pk")[:limit]
