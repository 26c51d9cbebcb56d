"""Everything that a worker loads, loaded once by the process that all others are forked from.

A worker of its own takes more than a second of the machine to load and to read its rules; a fork of
a process that has done so is as real, can be killed as dead, and costs a fifth of it.
"""

from __future__ import annotations

import gc
import importlib

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.template.loader import get_template
from django.urls import reverse

from practice_hub.celery import app
from practice_hub.warm import warm_up

# Celery loads these when it starts a worker or a clock, and not before.
_WHEN_IT_STARTS = (
    "celery.app.trace",
    "celery.apps.worker",
    "celery.beat",
    "celery.bin.worker",
    "celery.concurrency.prefork",
    "celery.concurrency.solo",
    "celery.worker",
    "celery.worker.consumer",
    "kombu.transport.redis",
)


def load_everything() -> None:
    """Call it before the first fork; Django is set up by it when nobody has done so."""
    app.loader.import_default_modules()
    for name in _WHEN_IT_STARTS:
        importlib.import_module(name)
    warm_up()
    keep_for_all_forks()


def load_pages() -> None:
    """What a web process has read after its first pages: addresses, views, every template."""
    BaseHandler().load_middleware()
    reverse("inbox:list")
    folder = settings.BASE_DIR / "templates"
    for path in folder.rglob("*.html"):
        get_template(path.relative_to(folder).as_posix())
    keep_for_all_forks()


def keep_for_all_forks() -> None:
    gc.collect()
    gc.freeze()  # else every child would copy what its collector touches
