"""What people have just written calls the desk: the title of the tab, a dot on it, a sound (L2).

Told apart from all else that changes, because a colleague's claim or answer calls nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from inbox.hearing import PRIVATE
from listening.events import MentionsIngested
from listening.models import Mention
from practice_hub.realtime.publish import publish_on_commit

TOPIC: Final = "news"
# What a new source finds from earlier days is work too, but no reason for a sound.
RECENT: Final = timedelta(hours=24)


def announce(event: MentionsIngested, came: Iterable[tuple[int, Mention]]) -> None:
    """Conversations (their ids) with a new post or message of somebody; who reads nothing private
    hears of the public ones only."""
    public, private = set[int](), set[int]()
    for conversation_id, mention in came:
        if event.at - mention.posted_at <= RECENT:
            is_public = mention.audience == Mention.Audience.PUBLIC
            (public if is_public else private).add(conversation_id)
    for act, ids in ((None, public), (PRIVATE, private - public)):
        if ids:
            publish_on_commit(event.account.practice_id, TOPIC, ids, heard_by=act)
