"""Typed reading of environment variables.

Every variable the product knows is read through one :class:`Env`. Reading never stops at the
first mistake: problems are collected and :meth:`Env.check` names all of them at once, each in
one plain sentence that says what to do. Each reading is also remembered, so that `.env.example`
can be written from, and compared with, what the settings really read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from practice_hub import env_parse, redact, running
from practice_hub.env_file import EnvError, Variable, as_sentence, read_env_file, render_example
from practice_hub.keyfile import KEY_FILE_NAME, KeyFileError, generated_keys
from practice_hub.service_urls import (
    celery_broker,
    database_from_url,
    email_from_url,
    redis_kwargs,
)

__all__ = [
    "REQUIRED",
    "Env",
    "EnvError",
    "Variable",
    "database_from_url",
    "read_env_file",
    "redis_kwargs",
    "render_example",
]

# The reader's methods are named after the types they return, which hides the builtins from
# annotations inside the class body.
Text = str
Number = int
Fraction = float
Flag = bool
TextList = list[str]
Parsed = TypeVar("Parsed")


class _Required:
    """Type of :data:`REQUIRED`, the mark of a variable without a default."""


REQUIRED: Final = _Required()
ENVIRONMENT_NAME: Final = "PRACTICE_HUB_ENV"
# How the names of secrets end; of an address the password is one.
_SECRET_ENDINGS: Final = ("_KEY", "_KEYS", "_FALLBACKS", "_TOKEN", "_PASSPHRASE", "_PASSWORD")
GENERATED: Final = "generated on first start outside production"


class Env:
    """Reads typed values from a mapping, collecting problems instead of raising at once."""

    def __init__(self, values: Mapping[Text, Text]) -> None:
        self._values = values
        self._read_values: dict[Text, Any] = {}
        self._made: dict[Text, Text] = {}
        self._problems: dict[Text, Text] = {}
        self.variables: dict[Text, Variable] = {}

    @classmethod
    def load(cls, folder: Path) -> Env:
        """Read the environment; below it `folder/.env`; below that what a running `up` announces.

        The last lets a command in another terminal reach the embedded servers. Tests see neither.
        """
        if os.environ.get(ENVIRONMENT_NAME) == "test":
            return cls(os.environ)
        problems: TextList = []
        given = {name: value for name, value in os.environ.items() if value.strip()}
        try:
            given = {**read_env_file(folder / ".env"), **given}
        except EnvError as error:
            problems = error.problems
        data_dir = Path(given.get("DATA_DIR") or folder / "data").expanduser()
        env = cls({**running.announced(data_dir), **given})
        for sentence in problems:
            env.problem(sentence, sentence)
        return env

    @property
    def problems(self) -> TextList:
        """Every problem found so far, one sentence each."""
        return list(self._problems.values())

    def problem(self, name: Text, sentence: Text) -> None:
        """Add a problem found by the caller, such as two settings that contradict each other."""
        self._problems.setdefault(name, sentence)

    def secret_values(self) -> TextList:
        """Every secret that was read or made, for what must never be shown."""
        given = {name: self._values.get(name, "") for name in self.variables} | self._made
        listed = (value for name, value in given.items() if name.endswith(_SECRET_ENDINGS))
        found = [part for value in listed for part in env_parse.comma_list(value)]
        return [*found, *(redact.password_in(url) for url in given.values() if "://" in url)]

    def check(self) -> None:
        """Raise :class:`EnvError` with every problem found so far, if there is any."""
        if self._problems:
            raise EnvError(self.problems)

    def str(self, name: Text, *, default: Text | _Required = REQUIRED, help: Text) -> Text:
        """Read a text; surrounding white space is removed."""
        return self._read(Variable(name, "text", _text(default), help), default, Text) or ""

    def int(
        self,
        name: Text,
        *,
        default: Number | _Required = REQUIRED,
        help: Text,
        minimum: Number | None = None,
        maximum: Number | None = None,
    ) -> Number:
        """Read a whole number, optionally within bounds (both included)."""
        variable = Variable(name, "whole number", _text(default), help)
        value = self._read(
            variable, default, lambda raw: env_parse.whole_number(raw, minimum, maximum)
        )
        return value or 0

    def port(self, name: Text, *, default: Number | _Required = REQUIRED, help: Text) -> Number:
        """Read a port that a program may listen on, 1 to 65535."""
        return self.int(name, default=default, help=help, minimum=1, maximum=65535)

    def float(
        self,
        name: Text,
        *,
        default: Fraction | _Required = REQUIRED,
        help: Text,
        minimum: Fraction | None = 0,
        maximum: Fraction | None = None,
    ) -> Fraction:
        """Read a number, by default not negative, optionally within bounds (both included)."""
        variable = Variable(name, "number", _text(default), help)
        value = self._read(variable, default, lambda raw: env_parse.number(raw, minimum, maximum))
        return value or 0.0

    def bool(self, name: Text, *, default: Flag | _Required = REQUIRED, help: Text) -> Flag:
        """Read yes or no in any of the usual spellings."""
        variable = Variable(name, "true or false", _text(default), help)
        return bool(self._read(variable, default, env_parse.flag))

    def url(
        self,
        name: Text,
        *,
        default: Text | _Required = REQUIRED,
        help: Text,
        schemes: Sequence[Text] = ("http", "https"),
    ) -> Text:
        """Read an address whose scheme is one of `schemes`; blank stays blank."""
        variable = Variable(name, "address", _text(default), help)
        return self._read(variable, default, lambda raw: env_parse.address(raw, schemes)) or ""

    def list(
        self, name: Text, *, default: Sequence[Text] | _Required = REQUIRED, help: Text
    ) -> TextList:
        """Read a list separated by commas; empty entries are dropped."""
        variable = Variable(name, "list separated by commas", _text(default), help)
        return [*(self._read(variable, default, env_parse.comma_list) or [])]

    def path(self, name: Text, *, default: Path | Text | _Required = REQUIRED, help: Text) -> Path:
        """Read a file or folder; `~` is expanded and the result is absolute."""
        variable = Variable(name, "file or folder", _text(default), help)
        return Path(self._read(variable, default, Path) or ".").expanduser().absolute()

    def choice(
        self,
        name: Text,
        choices: Sequence[Text],
        *,
        default: Text | _Required = REQUIRED,
        help: Text,
    ) -> Text:
        """Read one of a few words."""
        variable = Variable(name, f"one of {', '.join(choices)}", _text(default), help)
        return self._read(variable, default, lambda raw: env_parse.chosen(raw, choices)) or ""

    def seconds(
        self, name: Text, *, default: Number | _Required = REQUIRED, help: Text, minimum: Number = 0
    ) -> Number:
        """Read a duration in seconds: `90`, or with a unit, `15m`, `2h`, `1d`."""
        variable = Variable(name, "duration", _text(default), help)
        return self._read(variable, default, lambda raw: env_parse.duration(raw, minimum)) or 0

    def secret(self, name: Text, *, help: Text, minimum_length: Number = 50) -> Text:
        """Read a secret; outside production one is made on first start and kept in DATA_DIR."""
        return (
            self._secret(name, help, lambda raw: env_parse.secret_text(raw, minimum_length)) or ""
        )

    def secrets(self, name: Text, *, help: Text) -> TextList:
        """Read Fernet keys, newest first; outside production one is made on first start."""
        return self._secret(name, help, env_parse.fernet_keys) or []

    def secret_file(self, name: Text) -> Path | None:
        """The file where a secret that was generated is kept; None: the environment gives it."""
        is_given = self._values.get(name, "").strip() or self._is_production
        return None if is_given else self._data_dir / KEY_FILE_NAME

    def email_url(self, name: Text, *, default: Text, help: Text) -> dict[Text, Any]:
        """Read the address of the mail server into Django's mail settings; "" means required."""
        schemes = ("smtp", "smtps", "console")
        url = self.url(name, default=default or REQUIRED, help=help, schemes=schemes)
        return email_from_url(url or "console://")

    def celery_broker(self, redis_url: Text) -> Text:
        """Return Celery's spelling of the Redis address."""
        return celery_broker(redis_url)

    def _secret(self, name: Text, help: Text, parse: Callable[[Text], Parsed]) -> Parsed | None:
        if self._values.get(name, "").strip() or self._is_production:
            value: Parsed | None = self._read(Variable(name, "secret", None, help), REQUIRED, parse)
        else:
            value = self._generated(name, parse)
        self.variables[name] = Variable(name, f"secret, {GENERATED}", "", help)
        return value

    def _generated(self, name: Text, parse: Callable[[Text], Parsed]) -> Parsed | None:
        try:
            self._made[name] = generated_keys(self._data_dir)[name]
            return parse(self._made[name])
        except KeyFileError as error:
            self.problem("secrets", Text(error))
            return None

    @property
    def _data_dir(self) -> Path:
        folder = self._read_values.get("DATA_DIR") or self._values.get("DATA_DIR") or "data"
        return Path(folder).expanduser().absolute()

    @property
    def _is_production(self) -> Flag:
        return self._values.get(ENVIRONMENT_NAME, "").strip() == "production"

    def _read(self, variable: Variable, default: Any, parse: Callable[[Text], Any]) -> Any:
        self.variables[variable.name] = variable
        value = self._parsed(variable, default, parse)
        self._read_values[variable.name] = value
        return value

    def _parsed(self, variable: Variable, default: Any, parse: Callable[[Text], Any]) -> Any:
        fallback = None if isinstance(default, _Required) else default
        raw = self._values.get(variable.name, "").strip()
        meaning = f"Its meaning: {as_sentence(variable.help)}"
        try:
            if raw:
                return parse(raw)
        except ValueError as error:
            self.problem(variable.name, f"{variable.name} is wrong: {error}. {meaning}")
            return fallback
        if isinstance(default, _Required):
            self.problem(
                variable.name,
                f"{variable.name} is missing: set it in the environment or in .env. {meaning}",
            )
        return fallback


def _text(value: Any) -> str | None:
    if isinstance(value, _Required):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(str(entry) for entry in value)
    return "" if value is None else str(value)
