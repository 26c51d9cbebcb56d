"""How long one send may take, from the settings, and that nobody takes its row before that.

Looking at the post, uploading pictures, sending and asking why not are many calls, each with time
limits of its own; together they could last for a quarter of an hour. So all of them share one
limit, a worker that overruns even that is ended, and only then is the row somebody else's (P1).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any, Final

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from inbox.domain.delivery import SENDING_LEASE

SEND_SECONDS: Final = 70.0  # all calls of one send; the last of them may begin just before
_BOOKING_SECONDS: Final = 5.0  # what it reads before and writes after
_NOBODY_SECONDS: Final = 10.0  # between the end of a worker and the next who may take the row


def longest_send_seconds() -> float:
    """When a send has ended, one way or another; its worker is killed then (inbox/tasks.py)."""
    one_silence = settings.HTTP_CONNECT_TIMEOUT_SECONDS + settings.HTTP_READ_TIMEOUT_SECONDS
    return SEND_SECONDS + one_silence + _BOOKING_SECONDS


@register(Tags.compatibility)
def a_send_ends_before_its_lease(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    """An Error when the settings let a send outlast its lease."""
    lease = SENDING_LEASE.total_seconds()
    over = longest_send_seconds() + _NOBODY_SECONDS - lease
    if over <= 0:
        return []
    words = (
        f"A send could take {longest_send_seconds():.0f} s, and after {lease:.0f} s another worker "
        "takes its sender for dead: an answer could go out twice."
    )
    hint = f"Make HTTP_READ_TIMEOUT_SECONDS {ceil(over)} s shorter, or the time to connect."
    return [Error(words, hint=hint, id="inbox.E001")]
