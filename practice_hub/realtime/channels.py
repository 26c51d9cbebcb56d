"""Who may listen to which channel."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django_eventstream.channelmanager import ChannelManagerBase

from practice_hub.practices.middleware import Visit
from practice_hub.practices.models import Membership, User
from practice_hub.realtime.publish import channels_of


class PracticeChannelManager(ChannelManagerBase):  # type: ignore[misc]
    """The channels of a practice: one for all active members, and one for each audience that not
    every role belongs to (an agency hears nothing of private conversations and of alerts)."""

    def get_channels_for_request(
        self, request: HttpRequest, view_kwargs: dict[str, Any]
    ) -> set[str]:
        practice_id, channels = int(view_kwargs["practice_id"]), set[str]()
        for member in cast(Visit, request).memberships:
            if member.practice_id == practice_id:
                channels |= channels_of(practice_id, member.role)
        return channels

    def can_read_channel(self, user: User | None, channel: str) -> bool:
        if user is None or not user.is_authenticated:
            return False
        practice_id = int(channel.split("-")[1])
        members = Membership.objects.active().filter(user=user, practice_id=practice_id)
        role = members.values_list("role", flat=True).first()
        return role is not None and channel in channels_of(practice_id, role)

    def is_channel_reliable(self, channel: str) -> bool:
        """What was missed is told to whoever comes back (`log.py`)."""
        return True
