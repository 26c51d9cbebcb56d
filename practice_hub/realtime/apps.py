from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django_eventstream import eventstream

from practice_hub.telling import Publisher


class RealtimeConfig(AppConfig):
    name = "practice_hub.realtime"
    label = "realtime"

    def ready(self) -> None:
        """The library's own client would wait a minute for a Redis that hangs."""
        if settings.REDIS_URL:
            eventstream.redis_client = Publisher()
