"""The event stream runs in a small ASGI process of its own; see docs/decisions.md."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice_hub.settings")
application = get_asgi_application()
