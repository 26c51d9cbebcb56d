"""Secrets never reach a log, an error text or a page."""

from __future__ import annotations

import logging
import re

_SECRETS = re.compile(
    r"""(?ix)
    ( (?:access_token|appsecret_proof|input_token|fb_exchange_token|client_secret|app_secret
        |refresh_token|oauth_token|oauth_token_secret|oauth_signature|oauth_consumer_key
        |oauth_verifier|bearer_token|consumer_secret|password)
      ["']? \s* (?:=|:|%3D) \s* ["']? )
    [^\s&"',;}\])]+
    """
)
_HEADER = re.compile(r"(?i)\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=%|-]{6,}")
_GRAPH_TOKEN = re.compile(r"\bEAA[A-Za-z0-9]{12,}")
HIDDEN = "[hidden]"


def redact(text: str) -> str:
    """Return `text` with tokens, proofs and signatures replaced by `[hidden]`."""
    text = _SECRETS.sub(rf"\1{HIDDEN}", text)
    text = _HEADER.sub(rf"\1 {HIDDEN}", text)
    return _GRAPH_TOKEN.sub(HIDDEN, text)


class RedactFilter(logging.Filter):
    """Rewrites each record, tracebacks included, before a handler formats it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact(record.getMessage())
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
        return True
