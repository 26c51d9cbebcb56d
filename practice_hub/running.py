"""What commands in another terminal need to know of a running `up`: servers, and whether a demo."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

FILE_NAME: Final = "running.json"


def announce(data_dir: Path, settings: Mapping[str, str]) -> None:
    """Write the settings (one carries a password) where only their owner can read them."""
    path = data_dir / FILE_NAME
    withdraw(data_dir)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(dict(settings), file)


def withdraw(data_dir: Path) -> None:
    """Remove the settings: the servers are stopping."""
    (data_dir / FILE_NAME).unlink(missing_ok=True)


def announced(data_dir: Path) -> dict[str, str]:
    """Return the settings of the `up` that runs on `data_dir`, none when none runs."""
    try:
        stored = json.loads((data_dir / FILE_NAME).read_text())
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in stored.items()}
