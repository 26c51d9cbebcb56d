"""Who may listen to which channel."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django_eventstream.channelmanager import ChannelManagerBase

from practice_hub.practices.models import Membership, User
from practice_hub.realtime.publish import practice_channel


class PracticeChannelManager(ChannelManagerBase):  # type: ignore[misc]
    """One channel a practice; only its active members may read it."""

    def get_channels_for_request(
        self, request: HttpRequest, view_kwargs: dict[str, Any]
    ) -> set[str]:
        return {practice_channel(int(view_kwargs["practice_id"]))}

    def can_read_channel(self, user: User | None, channel: str) -> bool:
        if user is None or not user.is_authenticated:
            return False
        practice_id = int(channel.rsplit("-", 1)[1])
        return Membership.objects.active().filter(user=user, practice_id=practice_id).exists()

    def is_channel_reliable(self, channel: str) -> bool:
        return False
