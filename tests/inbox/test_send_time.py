"""No send outlasts its lease, nor a clean stop: the settings are checked at the start."""

from __future__ import annotations

from typing import Any

from inbox import tasks
from inbox.domain.delivery import SENDING_LEASE
from inbox.send_time import a_send_ends_before_its_lease, longest_send_seconds
from practice_hub.supervise import STOP_SECONDS


def test_settings_that_let_a_send_outlast_its_lease_are_refused_at_the_start(settings: Any) -> None:
    settings.HTTP_CONNECT_TIMEOUT_SECONDS, settings.HTTP_READ_TIMEOUT_SECONDS = 3.05, 20.0
    assert a_send_ends_before_its_lease(None) == []
    assert longest_send_seconds() < SENDING_LEASE.total_seconds()
    settings.HTTP_READ_TIMEOUT_SECONDS = 45.0
    (error,) = a_send_ends_before_its_lease(None)
    assert "go out twice" in error.msg and "14 s shorter" in str(error.hint)
    limit = tasks.deliver_reply.time_limit
    assert limit and limit < SENDING_LEASE.total_seconds()
    assert SENDING_LEASE.total_seconds() <= STOP_SECONDS  # so a clean stop cuts none
