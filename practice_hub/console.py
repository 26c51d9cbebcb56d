"""The terminal that several processes share, each line with the name of its process."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from typing import Final, TextIO

from practice_hub.logs.lines import wrapped

COLORS: Final = ("36", "33", "32", "35", "34", "96", "93", "92")
OWN_NAME: Final = "up"


class Console:
    """Writes lines with the name of the process they come from, colored on a terminal."""

    def __init__(self, stream: TextIO, names: Sequence[str], *, is_json: bool = False) -> None:
        self._stream = stream
        self._is_json = is_json  # then a line tells its process itself
        self._width = max(len(name) for name in (*names, OWN_NAME))
        has_color = stream.isatty() and "NO_COLOR" not in os.environ
        colors = {name: COLORS[n % len(COLORS)] for n, name in enumerate((*names, OWN_NAME))}
        self._colors = colors if has_color else {}

    def line(self, name: str, text: str) -> None:
        """Write one line of the process called `name`."""
        if self._is_json:
            self.plain(wrapped(name, text))
            return
        prefix = f"{name:<{self._width}} |"
        if name in self._colors:
            prefix = f"\033[{self._colors[name]}m{prefix}\033[0m"
        self.plain(f"{prefix} {text}")

    def plain(self, text: str) -> None:
        """Write a line without a name; a terminal that has gone away is no reason to stop."""
        with contextlib.suppress(OSError):
            self._stream.write(f"{text}\n")
            self._stream.flush()
