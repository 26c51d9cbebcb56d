"""Unsent texts of a conversation, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from inbox.columns import unseen
from inbox.models import Conversation, SavedDraft
from inbox.there import Part, may_have
from practice_hub.practices.models import Membership
from practice_hub.ready import ready
from practice_hub.roles import Act, may

NEEDED = {
    SavedDraft.Audience.PUBLIC.value: Act.ANSWER_PUBLIC,
    SavedDraft.Audience.PRIVATE.value: Act.ANSWER_PRIVATE,
    SavedDraft.Audience.NOTE.value: Act.READ_PRIVATE,
}


@dataclass(frozen=True, slots=True)
class Drafts:
    """`own` by audience, also emptied ones; `begun` by audience: texts of colleagues."""

    own: Mapping[str, SavedDraft] = field(default_factory=dict)
    begun: Mapping[str, tuple[SavedDraft, ...]] = field(default_factory=dict)

    def text(self, audience: str) -> str:
        saved = self.own.get(audience)
        return saved.text if saved else ""

    def version(self, audience: str) -> int:
        saved = self.own.get(audience)
        return saved.version if saved else 0

    @property
    def seen_seq(self) -> int | None:
        """How far the page had been read when the oldest of one's own answers was written."""
        answers = [d.seen_seq for name, d in self.own.items() if d.text and name != "NOTE"]
        return min(answers, default=None)

    @property
    def newest(self) -> str:
        """The audience that was written to last; "" for none."""
        written = [draft for draft in self.own.values() if draft.text]
        return max(written, key=lambda draft: draft.updated_at).audience if written else ""


def drafts_of(
    conversation: Conversation, member: Membership, answered: Mapping[str, datetime | None]
) -> Drafts:
    """One query, none where nothing was begun. `answered`: when each audience was answered last;
    what a colleague began before that is over. Notes that colleagues have not saved are theirs
    alone."""
    if not may_have(conversation, Part.DRAFTS):
        return Drafts()
    own: dict[str, SavedDraft] = {}
    begun: dict[str, list[SavedDraft]] = {}
    for draft in _saved(conversation.pk):
        if not may(member.role, NEEDED[draft.audience]):
            continue
        if draft.user_id == member.user_id:
            own[draft.audience] = draft
        elif draft.text and draft.audience != "NOTE" and _is_open(draft, answered):
            begun.setdefault(draft.audience, []).append(draft)
    return Drafts(own, {name: tuple(drafts) for name, drafts in begun.items()})


@ready
def _saved(conversation_id: int, /) -> QuerySet[SavedDraft, SavedDraft]:
    saved = SavedDraft.objects.filter(conversation_id=conversation_id).select_related("user")
    return saved.defer(*unseen(users=["user"])).order_by("updated_at")


def _is_open(draft: SavedDraft, answered: Mapping[str, datetime | None]) -> bool:
    last = answered.get(draft.audience)
    return last is None or draft.updated_at > last
