"""Secrets never reach a log, an error text or a page.

Two nets: shapes (names of parameters, headers, addresses with a password, links that let somebody
in), and the very values of this installation's own settings, in whatever spelling.
"""

from __future__ import annotations

import base64
import logging
import re
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from practice_hub import error_words
from practice_hub.error_words import traceback_of, without_words, words_of

HIDDEN: Final = error_words.HIDDEN
_NAMES: Final = (
    "access_token|appsecret_proof|input_token|fb_exchange_token|client_secret|app_secret"
    "|refresh_token|oauth_token|oauth_token_secret|oauth_signature|oauth_consumer_key"
    "|oauth_verifier|bearer_token|access_token_secret|page_access_token|consumer_key"
    "|consumer_secret|secret_key|password[12]?|oldpassword|passphrase|csrfmiddlewaretoken"
    "|(?:__Host-)?(?:sessionid|csrftoken)"
)
_SECRETS = re.compile(
    rf"(?ix) ( (?:{_NAMES}) [\"']? \s* (?:=|:|%3D) \s* [\"']? ) [^\s&\"',;}})\]]+"
)
_HEADER = re.compile(r"(?i)\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=%|-]{6,}")
_GRAPH_TOKEN = re.compile(r"\bEAA[A-Za-z0-9]{12,}")
_IN_ADDRESS = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://[^\s/:@\"']*):[^\s@\"']+@")
_LINK = re.compile(r"(/(?:invitation|unlock|reset/key|feed|calendar)/)[A-Za-z0-9._:~-]{12,}")
_SHORTEST: Final = 8  # shorter values would blank out ordinary words
_own: list[str] = []


def redact(text: str) -> str:
    """Return `text` with tokens, proofs, passwords and signatures replaced by `[hidden]`."""
    for value in _own:
        text = text.replace(value, HIDDEN)
    text = _IN_ADDRESS.sub(rf"\1:{HIDDEN}@", text)
    text = _SECRETS.sub(rf"\1{HIDDEN}", text)
    text = _HEADER.sub(rf"\1 {HIDDEN}", text)
    text = _LINK.sub(rf"\1{HIDDEN}", text)
    return _GRAPH_TOKEN.sub(HIDDEN, text)


def hide(values: Iterable[str]) -> None:
    """From now on these are hidden wherever they turn up, also in base64 and in addresses."""
    known = {spelled for value in values if len(value) >= _SHORTEST for spelled in _spelled(value)}
    _own[:] = sorted(known | set(_own), key=len, reverse=True)


def password_in(url: str) -> str:
    """The password of an address, "" without one or when the address cannot be read."""
    try:
        return unquote(urlsplit(url).password or "")
    except ValueError:
        return ""


class RedactFilter(logging.Filter):
    """Rewrites each record, tracebacks included, before a handler formats it: without secrets, and
    without the words of errors that may quote somebody."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                words_of(arg) if isinstance(arg, BaseException) else arg for arg in record.args
            )
        error = record.exc_info[1] if record.exc_info else None
        said = record.getMessage()
        record.msg = redact(without_words(said, error) if error else said)
        record.args = None
        if error is not None and not record.exc_text:
            record.exc_text = redact(traceback_of(error))
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


def watch_crashes() -> None:
    """What ends a program or a thread is printed without secrets too: no handler sees it."""
    sys.excepthook = _print_crash
    threading.excepthook = _print_thread_crash


def _print_crash(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    sys.stderr.write(redact(traceback_of(error)) + "\n")


def _print_thread_crash(crash: threading.ExceptHookArgs) -> None:
    if crash.exc_value is not None and not issubclass(crash.exc_type, SystemExit):
        _print_crash(crash.exc_type, crash.exc_value, crash.exc_traceback)


def _spelled(value: str) -> set[str]:
    encoded = value.encode()
    return {
        value,
        quote(value, safe=""),
        base64.b64encode(encoded).decode().rstrip("="),
        base64.urlsafe_b64encode(encoded).decode().rstrip("="),
        encoded.hex(),
    }
