"""A mail server of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.alerts.builders import MailServer


@pytest.fixture
def mail(settings: Any) -> Iterator[MailServer]:
    """Real SMTP; nobody nudges a worker, the tests themselves are the workers."""
    from tests.alerts.builders import MailServer

    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.PUBLIC_URL = "https://hub.example"
    settings.JOBS_ENABLED = False
    server.start()
    yield server
    server.stop()
