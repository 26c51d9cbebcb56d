"""The keys that came with a backup: without them nobody can read the tokens in the database."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from django.conf import settings

from practice_hub import vault
from practice_hub.backups.errors import BackupError
from practice_hub.keyfile import KeyFileError, replace_credential_keys

ASIDE: Final = "keys-from-backup.json"


def adopt(keys: Mapping[str, str]) -> str:
    """Make the backup's keys known to this installation; gives what to do, "" for nothing.

    Where the keys are generated ones, theirs come behind ours. Where they are set by hand, nobody
    but a person can add them: they are put into a file that only its owner can read. Raises
    BackupError.
    """
    try:
        return _adopt(keys)
    except KeyFileError as error:
        raise BackupError(f"{error} Nothing was changed.") from error
    except OSError as error:
        raise BackupError(
            f"{settings.DATA_DIR} cannot be written ({error.strerror}). Nothing was changed."
        ) from error


def _adopt(keys: Mapping[str, str]) -> str:
    known = vault.known_keys()
    missing = [key for key in keys["CREDENTIAL_KEYS"].split(",") if key and key not in known]
    if not missing:
        return ""
    if settings.CREDENTIAL_KEYS_FILE is not None:
        replace_credential_keys(settings.CREDENTIAL_KEYS_FILE, [*known, *missing])
        return "The keys that came with the backup were added to the generated ones."
    aside = Path(settings.DATA_DIR) / ASIDE
    _write(aside, {"CREDENTIAL_KEYS": ",".join(missing)})
    return (
        f"ATTENTION: the backup was made with other keys. Put those in {aside} behind yours in "
        "CREDENTIAL_KEYS before you start, then remove that file; until then no network account "
        "and no second factor works."
    )


def _write(path: Path, values: Mapping[str, str]) -> None:
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(dict(values), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
