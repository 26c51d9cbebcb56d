"""The two files of settings: `.env`, which is read, and `.env.example`, which is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class EnvError(Exception):
    """One or more environment variables are wrong or missing; `problems` has a sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Variable:
    """What the product knows of one variable; `default` is a text, None when it is required."""

    name: str
    kind: str
    default: str | None
    help: str


# Read by docker-compose.yml and by nothing else.
COMPOSE_VARIABLES = (
    Variable(
        "SITE_HOST",
        "host name",
        "",
        "With docker-compose.yml only: the name under which people reach the site.",
    ),
    Variable(
        "POSTGRES_PASSWORD",
        "secret",
        "",
        "With docker-compose.yml only: the database's password, letters and digits.",
    ),
)


def read_env_file(path: Path) -> dict[str, str]:
    """Read `NAME=value` lines of a `.env` file; comments, `export` and quotes are understood.

    A missing file is an empty one. Raises :class:`EnvError` naming each line that is neither
    blank, comment nor assignment.
    """
    if not path.is_file():
        return {}
    values: dict[str, str] = {}
    problems: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not _read_env_line(line.strip(), values):
            problems.append(
                f"Line {number} of {path.name} is not of the form NAME=value: correct or remove it."
            )
    if problems:
        raise EnvError(problems)
    return values


def render_example(variables: Mapping[str, Variable], folder: Path) -> str:
    """Return the text of `.env.example`: each variable with its meaning, form and default.

    Defaults inside `folder`, where the product is installed, are written relative to it.
    """
    blocks = [
        "# Every setting Practice Hub reads, with its meaning and its default.\n"
        "# Copy this file to .env, or set the variables yourself, and uncomment what you change."
    ]
    for variable in (*variables.values(), *COMPOSE_VARIABLES):
        need = ", required" if variable.default is None else ""
        words = f"{as_sentence(variable.help)} ({variable.kind}{need})"
        default = (variable.default or "").replace(f"{folder}/", "")
        blocks.append(f"# {words}\n# {variable.name}={default}")
    return "\n\n".join(blocks) + "\n"


def _read_env_line(line: str, values: dict[str, str]) -> bool:
    if not line or line.startswith("#"):
        return True
    match = re.fullmatch(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)", line)
    if match is None:
        return False
    if value := _unquoted(match[2]):
        values[match[1]] = value
    return True


def _unquoted(raw: str) -> str:
    if len(raw) >= 2 and raw[0] == raw[-1] and raw[0] in "'\"":
        return raw[1:-1]
    return re.sub(r"(^|\s+)#.*$", "", raw).strip()


def as_sentence(help_text: str) -> str:
    """Return the text with a full stop at its end."""
    sentence = help_text.strip()
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
