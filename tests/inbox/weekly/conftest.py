"""The mail server of the alerts' tests."""

from __future__ import annotations

from tests.alerts.conftest import mail

__all__ = ["mail"]
