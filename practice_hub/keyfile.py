"""The keys of a demo or development installation, made once and kept in DATA_DIR."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping, Sequence
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
        return read_keys(path)
    except OSError as error:
        raise KeyFileError(
            f"Cannot keep the generated keys in {path} ({error.strerror}): make the folder "
            "writable or set DATA_DIR to another one."
        ) from error


def replace_credential_keys(path: Path, keys: Sequence[str]) -> None:
    """Put these into the file, newest first; whoever reads meanwhile sees the old or the new list.

    Raises :class:`KeyFileError`.
    """
    try:
        with _written_aside(path, read_keys(path) | {"CREDENTIAL_KEYS": ",".join(keys)}) as aside:
            aside.replace(path)
    except OSError as error:
        raise KeyFileError(
            f"Cannot write {path} ({error.strerror}): nothing was changed. Make the folder "
            "writable for the user that runs Practice Hub and try again."
        ) from error


def new_credential_key() -> str:
    """A Fernet key: 32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _create(path: Path) -> None:
    keys = {"SECRET_KEY": secrets.token_urlsafe(48), "CREDENTIAL_KEYS": new_credential_key()}
    # Linked, so that of two processes starting at once both end up with the same keys.
    with contextlib.suppress(FileExistsError), _written_aside(path, keys) as aside:
        os.link(aside, path)


@contextlib.contextmanager
def _written_aside(path: Path, keys: Mapping[str, str]) -> Iterator[Path]:
    """A whole file next to `path`, mode 0600 from the start, so that none reads half of one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")
    aside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(dict(keys), file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        yield aside
    finally:
        aside.unlink(missing_ok=True)


def read_keys(path: Path) -> dict[str, str]:
    """`SECRET_KEY` and `CREDENTIAL_KEYS` of the file. Raises KeyFileError, OSError."""
    try:
        keys = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(keys[name]) for name in ("SECRET_KEY", "CREDENTIAL_KEYS")}
    except (ValueError, KeyError, TypeError) as error:
        raise KeyFileError(
            f"{path} does not hold the keys of this installation: restore it from a backup, or "
            "remove it if no network is connected yet."
        ) from error
