"""Tell open browsers that something changed: ids only, never content.

A browser that hears of an id asks for the fragment, and the usual access rules answer it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial

from django.conf import settings
from django.db import transaction
from django_eventstream import send_event

logger = logging.getLogger(__name__)


def practice_channel(practice_id: int) -> str:
    return f"practice-{practice_id}"


def publish_on_commit(practice_id: int, topic: str, ids: Iterable[int] = ()) -> None:
    """After commit, send `topic` ("conversations", "sources") with the ids that changed."""
    payload: dict[str, object] = {"topic": topic, "ids": sorted(set(ids))[:200]}
    send: Callable[[], None] = partial(_send, practice_id, payload)
    transaction.on_commit(send, robust=True)


def _send(practice_id: int, payload: dict[str, object]) -> None:
    if not hasattr(settings, "EVENTSTREAM_REDIS"):
        return
    try:
        send_event(practice_channel(practice_id), "changed", payload)
    except Exception:  # Redis may be away: browsers poll slowly as a fallback.
        logger.warning("could not publish %s; browsers will poll", payload["topic"])
