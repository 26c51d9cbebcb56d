"""What is slow only once is done before the first request; gunicorn and Celery fork after it."""

from __future__ import annotations

import gc
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
    settle()


def settle() -> None:
    """What is loaded by now stays to the end, and processes that fork share it: nothing of it is
    looked through again."""
    gc.collect()
    gc.freeze()
