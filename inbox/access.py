"""May this person touch this object? The only place that answers; a stranger gets 404."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from inbox.columns import unseen
from inbox.models import Conversation, Reply
from inbox.models.conversations import ConversationQuerySet
from inbox.there import look
from listening.models import Mention
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, may
from practice_hub.practices.models import Membership
from practice_hub.ready import ready


def sees_private(membership: Membership) -> bool:
    return may(membership.role, Act.READ_PRIVATE)


def visible_conversations(membership: Membership) -> ConversationQuerySet:
    """All of the practice; an outside agency only those with a public leg."""
    found = Conversation.objects.filter(practice_id=membership.practice_id)
    return found if sees_private(membership) else found.filter(has_public=True)


def visible_context(membership: Membership, context: dict[str, Any]) -> dict[str, Any]:
    """The rows that a refusal shows, without the private ones for an outside agency."""
    if sees_private(membership):
        return context
    return {
        name: [row for row in value if row.audience == Reply.Audience.PUBLIC]
        if isinstance(value, list)
        else value
        for name, value in context.items()
    }


def get_conversation(request: MemberRequest, pk: int, *, is_shown: bool = False) -> Conversation:
    """`is_shown`: for its page, with a look at what there is on it (inbox/there.py)."""
    member = request.membership
    found = _with_people.first(
        pk, member.practice_id, is_private_shown=sees_private(member), is_shown=is_shown
    )
    if found is None:
        raise Http404
    found.practice = request.practice
    return found


def conversation_for_act(request: MemberRequest, pk: int) -> Conversation:
    """The row alone: an act locks and reads what it needs, and the page after it is read anew."""
    member = request.membership
    found = _alone.first(pk, member.practice_id, is_private_shown=sees_private(member))
    if found is None:
        raise Http404
    found.practice = request.practice
    return found


@ready
def _alone(
    pk: int, practice_id: int, /, *, is_private_shown: bool
) -> QuerySet[Conversation, Conversation]:
    return _readable(pk, practice_id, is_private_shown=is_private_shown)


def _readable(pk: int, practice_id: int, *, is_private_shown: bool) -> ConversationQuerySet:
    found = Conversation.objects.filter(pk=pk, practice_id=practice_id)
    return found if is_private_shown else found.filter(has_public=True)


@ready
def _with_people(
    pk: int, practice_id: int, /, *, is_private_shown: bool, is_shown: bool
) -> QuerySet[Conversation, Conversation]:
    found = _readable(pk, practice_id, is_private_shown=is_private_shown)
    if is_shown:
        found = look(found)
    users = ("claimed_by", "assigned_to")
    related = found.select_related("author", "account", *users)
    return related.defer(*unseen(users=users, accounts=["account"]))


def get_reply(request: MemberRequest, pk: int) -> Reply:
    member = request.membership
    reply = _reply.first(pk, member.practice_id, is_private_shown=sees_private(member))
    if reply is None:
        raise Http404
    return reply


@ready
def _reply(pk: int, practice_id: int, /, *, is_private_shown: bool) -> QuerySet[Reply, Reply]:
    found = Reply.objects.filter(pk=pk, practice_id=practice_id)
    if not is_private_shown:
        found = found.filter(audience=Reply.Audience.PUBLIC)
    related = found.select_related("leg", "author")
    return related.defer(*unseen(users=["author"]))


def get_mention(request: MemberRequest, pk: int) -> Mention:
    found = Mention.objects.filter(pk=pk, practice_id=request.membership.practice_id)
    if not sees_private(request.membership):
        found = found.filter(audience=Mention.Audience.PUBLIC)
    mention = found.first()
    if mention is None:
        raise Http404
    return mention
