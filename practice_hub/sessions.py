"""What a session remembers, unreadable in the database and in its backups (P1).

Django signs it only, and for some minutes it holds what lets somebody in: the key of a link for a
new password, the secret of an authenticator app that is being set up.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealedSerializer:
    """JSON, encrypted with a key made of SECRET_KEY; SECRET_KEY_FALLBACKS read too."""

    def dumps(self, remembered: Any) -> bytes:
        return _keys().encrypt(json.dumps(remembered, separators=(",", ":")).encode())

    def loads(self, stored: bytes) -> Any:
        """Of a version that did not encrypt, what it signed: nobody is signed out by an upgrade."""
        try:
            plain = _keys().decrypt(stored)
        except InvalidToken:
            plain = stored
        return json.loads(plain)


def _keys() -> MultiFernet:
    return _made_of(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=4)
def _made_of(*secrets: str) -> MultiFernet:
    digests = (hashlib.sha256(b"sessions:" + secret.encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
