"""Alerts, their deliveries, and how people want to be told."""

from __future__ import annotations

from practice_hub.alerts.models.alert import Alert, AlertQuerySet, Step
from practice_hub.alerts.models.delivery import AlertDelivery, AlertDeliveryQuerySet, Digest
from practice_hub.alerts.models.preferences import AlertPhone, AlertSettings, ChainSettings

__all__ = [
    "Alert",
    "AlertDelivery",
    "AlertDeliveryQuerySet",
    "AlertPhone",
    "AlertQuerySet",
    "AlertSettings",
    "ChainSettings",
    "Digest",
    "Step",
]
