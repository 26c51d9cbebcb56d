"""What is slow only once is done before the first request; gunicorn and Celery fork after it."""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


def warm_up() -> None:
    """Run what the settings name. A failure costs the first request its time, nothing more."""
    for name in settings.WARM_UP:
        try:
            import_string(name)()
        except Exception:
            logger.exception("could not warm up %s", name)
