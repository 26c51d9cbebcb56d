from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.alerts.builders import MailServer


@pytest.fixture
def post(settings: Any) -> Iterator[MailServer]:
    """Real SMTP, and no worker that could send: only the watch does."""
    from tests.alerts.builders import MailServer

    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.JOBS_ENABLED = False
    server.start()
    yield server
    server.stop()
