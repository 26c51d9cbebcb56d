"""The event stream runs in a small ASGI process of its own; see docs/decisions.md."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application
from django.utils.module_loading import import_string

from practice_hub.logs.ids import name_process
from practice_hub.realtime.entry import limited
from practice_hub.warm import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice_hub.settings")
name_process("events")
application = limited(get_asgi_application())
# Imported by name, because models are loaded only now.
import_string("practice_hub.health.watch.start")("events")
import_string("practice_hub.realtime.closing.watch_signals")()
settle()
