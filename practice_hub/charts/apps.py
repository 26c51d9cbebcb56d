from __future__ import annotations

from django.apps import AppConfig


class ChartsConfig(AppConfig):
    name = "practice_hub.charts"
    label = "charts"
