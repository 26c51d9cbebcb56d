"""The keys of a demo or development installation, made once and kept in DATA_DIR."""

from __future__ import annotations

import base64
import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import Final

KEY_FILE_NAME: Final = "secrets.json"


class KeyFileError(Exception):
    """The key file cannot be read or written; the message says what to do."""


def generated_keys(data_dir: Path) -> dict[str, str]:
    """Return `SECRET_KEY` and `CREDENTIAL_KEYS` from `data_dir`, making them when there are none.

    Raises :class:`KeyFileError`. The file is readable by its owner only.
    """
    path = data_dir / KEY_FILE_NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _create(path)
        return _read(path)
    except OSError as error:
        raise KeyFileError(
            f"Cannot keep the generated keys in {path} ({error.strerror}): make the folder "
            "writable or set DATA_DIR to another one."
        ) from error


def _create(path: Path) -> None:
    keys = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "CREDENTIAL_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }
    # Written aside (mode 0600 from the start) and linked, so that of two processes starting at
    # once both end up with the same keys and none reads half a file.
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(keys, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, path)
    except FileExistsError:
        return
    finally:
        Path(aside).unlink()


def _read(path: Path) -> dict[str, str]:
    try:
        keys = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(keys[name]) for name in ("SECRET_KEY", "CREDENTIAL_KEYS")}
    except (ValueError, KeyError, TypeError) as error:
        raise KeyFileError(
            f"{path} does not hold the keys of this installation: restore it from a backup, or "
            "remove it if no network is connected yet."
        ) from error
