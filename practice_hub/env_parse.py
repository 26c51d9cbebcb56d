"""Parsers of single environment values; each raises ValueError with half a sentence."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

TRUE_WORDS: Final = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS: Final = frozenset({"0", "false", "no", "off"})
SECONDS_PER_UNIT: Final = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
FERNET_KEY_BYTES: Final = 32


def whole_number(raw: str, minimum: float | None, maximum: float | None) -> int:
    """Return a whole number within bounds, both included."""
    try:
        value = int(raw)
    except ValueError:
        raise ValueError(f"{shown(raw)} is not a whole number") from None
    _check_bounds(value, minimum, maximum)
    return value


def number(raw: str, minimum: float | None, maximum: float | None) -> float:
    """Return a finite number within bounds, both included."""
    try:
        value = float(raw)
    except ValueError:
        value = float("nan")
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"{shown(raw)} is not a number")
    _check_bounds(value, minimum, maximum)
    return value


def flag(raw: str) -> bool:
    """Return yes or no from the usual spellings."""
    word = raw.lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ValueError(f"{shown(raw)} is neither yes nor no (write true or false)")


def address(raw: str, schemes: Sequence[str]) -> str:
    """Return an address whose scheme is one of `schemes`.

    The value may carry a password, so the error never repeats it.
    """
    try:
        parts = urlsplit(raw)
        _ = parts.port
    except ValueError:
        raise ValueError("it is not a well-formed address; check its host and port") from None
    if parts.scheme not in schemes:
        forms = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ValueError(f"it must begin with {forms}")
    if parts.scheme in ("http", "https") and not parts.hostname:
        raise ValueError("it names no host")
    return raw


def comma_list(raw: str) -> list[str]:
    """Return the entries between commas, without blank ones."""
    return [entry.strip() for entry in raw.split(",") if entry.strip()]


def chosen(raw: str, choices: Sequence[str]) -> str:
    """Return `raw` when it is one of `choices`."""
    if raw not in choices:
        raise ValueError(f"{shown(raw)} is not one of {', '.join(choices)}")
    return raw


def duration(raw: str, minimum: int) -> int:
    """Return seconds from `90`, `15m`, `2h` or `1d`."""
    match = re.fullmatch(r"(\d+)\s*([smhd]?)", raw.lower())
    if match is None:
        raise ValueError(f"{shown(raw)} is not a duration such as 90, 15m, 2h or 1d")
    value = int(match[1]) * SECONDS_PER_UNIT[match[2]]
    _check_bounds(value, minimum, None)
    return value


def secret_text(raw: str, minimum_length: int) -> str:
    """Return a secret that is long enough; the error never repeats it."""
    if len(raw) < minimum_length:
        raise ValueError(f"it has {len(raw)} characters and needs at least {minimum_length}")
    return raw


def fernet_keys(raw: str) -> list[str]:
    """Return Fernet keys (32 bytes in URL-safe base64), newest first."""
    keys = comma_list(raw)
    for position, key in enumerate(keys, start=1):
        if not _is_fernet_key(key):
            raise ValueError(f"key number {position} is not 32 bytes in URL-safe base64")
    return keys


def shown(raw: str) -> str:
    """Return a value fit for an error sentence."""
    return f'"{raw}"' if len(raw) <= 40 else f'"{raw[:37]}…"'


def _is_fernet_key(key: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key.encode())) == FERNET_KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def _check_bounds(value: float, minimum: float | None, maximum: float | None) -> None:
    if minimum is not None and value < minimum:
        raise ValueError(f"{value} is below the smallest allowed, {minimum}")
    if maximum is not None and value > maximum:
        raise ValueError(f"{value} is above the largest allowed, {maximum}")
