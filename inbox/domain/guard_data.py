"""Reading the guard's data files. They ship with the code and are read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("guard_rules")
LANGUAGE = "en"


@cache
def load_table(name: str) -> dict[str, Any]:
    """A data file by its name under `guard_rules`. Raises OSError or tomllib.TOMLDecodeError."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def language_table(name: str, language: str = LANGUAGE) -> dict[str, Any]:
    return load_table(f"{language}/{name}")


def rule_files(language: str = LANGUAGE) -> list[str]:
    """The rule sections of a language, in order of their numbers."""
    return sorted(path.name for path in (FOLDER / language).glob("[0-9]*.toml"))
