"""Everything that a worker loads, loaded once by the process that all others are forked from.

A worker of its own takes more than a second of the machine to load and to read its rules; a fork of
a process that has done so is as real, can be killed as dead, and costs a fifth of it.
"""

from __future__ import annotations

import gc
import importlib

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
    gc.collect()
    gc.freeze()  # else every child would copy what its collector touches
