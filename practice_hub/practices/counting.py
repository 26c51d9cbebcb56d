"""How counts are named in the table that all processes share."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def key_of(key: str, prefix: str, version: int) -> str:
    """A digest that only we can make: the library names counts by addresses and by plain digests of
    what strangers typed, and neither is for a table that goes into every backup."""
    said = f"count:{prefix}:{version}:{key}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()
