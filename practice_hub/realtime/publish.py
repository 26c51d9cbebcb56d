"""Tell open browsers that something changed: ids only, never content.

A browser that hears of an id asks for the fragment, and the usual access rules answer it. Who may
not know that something happened at all hears nothing either: an event has an audience.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from django.conf import settings
from django.db import transaction

from practice_hub.realtime.log import append
from practice_hub.roles import Act, may

logger = logging.getLogger(__name__)


# What not everybody in a practice may hear of.
AUDIENCES: Final = (Act.READ_PRIVATE, Act.READ_ALERTS, Act.MANAGE_PRACTICE)


def practice_channel(practice_id: int, heard_by: Act | None = None) -> str:
    """The channel of all members, or of those whose role may do `heard_by`, one of AUDIENCES."""
    return f"practice-{practice_id}" + (f"-{heard_by.value}" if heard_by else "")


def channels_of(practice_id: int, role: str) -> set[str]:
    """What a member with `role` may listen to."""
    theirs = {practice_channel(practice_id, act) for act in AUDIENCES if may(role, act)}
    return theirs | {practice_channel(practice_id)}


def publish_on_commit(
    practice_id: int, topic: str, ids: Iterable[int] = (), *, heard_by: Act | None = None
) -> None:
    """After commit, send `topic` ("conversations", "sources") with the ids that changed, to all
    members or to those whose role may do `heard_by`."""
    payload: dict[str, object] = {"topic": topic, "ids": sorted(set(ids))[:200]}
    channel = practice_channel(practice_id, heard_by)
    send: Callable[[], None] = partial(_send, channel, payload)
    transaction.on_commit(send, robust=True)


def _send(channel: str, payload: dict[str, object]) -> None:
    if not hasattr(settings, "EVENTSTREAM_REDIS"):
        return
    try:
        append(channel, json.dumps(payload))
    except Exception:  # Redis may be away: browsers poll slowly as a fallback.
        logger.warning("could not publish %s; browsers will poll", payload["topic"])
