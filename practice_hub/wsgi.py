"""Pages run under WSGI; see docs/decisions.md."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from practice_hub.logs.ids import name_process
from practice_hub.warm import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice_hub.settings")
name_process("web")
application = get_wsgi_application()
warm_up()
# Imported by name, because models are loaded only now.
import_string("practice_hub.health.watch.start_when_serving")("web")
