"""`manage.py check_replies < in.jsonl > out.jsonl`: the guard's verdict on each line, in order.

In: `{"id", "text", "audience": "PUBLIC" | "PRIVATE", "mention"?, "author"?}`; `mention` is a text
or `{"text", "category"}`, `author` a name or `{"name", "handle"}`. Out: `{"id", "verdict",
"findings": [{"rule", "start", "end", "why", "suggestion"}]}`; a line that cannot be read
gives `{"line", "id", "error"}`. It answers line by line, keeps nothing,
and ends with 1 when a line was bad.
"""

from __future__ import annotations

import json
import sys
from typing import IO, Any

from django.core.management.base import BaseCommand

from inbox.domain.guard import PRIVATE, PUBLIC, GuardResult, Heard, check_safely


class BadLineError(ValueError):
    """Says in plain words what is wrong with a line."""


def _field(entry: Any, key: str) -> str:
    """A text of the entry; empty when absent. Raises BadLineError for anything else."""
    value = entry.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLineError(f'"{key}" must be text')
    return value


def _part(entry: dict[str, Any], key: str, main: str) -> dict[str, Any]:
    """`mention` and `author` may be a text or an object; either way an object."""
    value = entry.get(key)
    if value is None:
        return {}
    if isinstance(value, str):
        return {main: value}
    if not isinstance(value, dict):
        raise BadLineError(f'"{key}" must be text or an object')
    return value


def read_heard(entry: dict[str, Any]) -> Heard | None:
    """The mention that is answered, when the line tells one."""
    mention, author = _part(entry, "mention", "text"), _part(entry, "author", "name")
    if not mention and not author:
        return None
    name = _field(author, "name")
    return Heard(
        text=_field(mention, "text"),
        author_handle=_field(author, "handle") or (name if name.startswith("@") else ""),
        author_name="" if name.startswith("@") else name,
        category=_field(mention, "category"),
    )


def read_line(line: str) -> dict[str, Any]:
    """A line's object. Raises BadLineError in plain words."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLineError("this line is not JSON") from error
    if not isinstance(entry, dict):
        raise BadLineError("this line is not a JSON object")
    if not isinstance(entry.get("text"), str):
        raise BadLineError('"text" is missing or is not text')
    if entry.get("audience", PUBLIC) not in (PUBLIC, PRIVATE):
        raise BadLineError('"audience" must be "PUBLIC" or "PRIVATE"')
    return entry


def answer(entry: dict[str, Any], result: GuardResult) -> dict[str, Any]:
    return {
        "id": entry.get("id"),
        "verdict": result.verdict.value,
        "findings": [
            {
                "rule": finding.rule,
                "start": finding.start,
                "end": finding.end,
                "why": finding.why,
                "suggestion": finding.suggestion,
            }
            for finding in result.findings
        ],
    }


def check_line(line: str) -> dict[str, Any]:
    """The answer to one line. Raises BadLineError."""
    entry = read_line(line)
    result = check_safely(
        entry["text"], audience=entry.get("audience", PUBLIC), heard=read_heard(entry)
    )
    return answer(entry, result)


def _known_id(line: str) -> Any:
    try:
        return json.loads(line).get("id")
    except (ValueError, AttributeError, RecursionError):
        return None


def check_stream(source: IO[str], target: IO[str]) -> int:
    """Answer every line that is not empty; returns the number of bad ones."""
    bad = 0
    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        try:
            given = check_line(line)
        except BadLineError as error:
            bad += 1
            given = {"line": number, "id": _known_id(line), "error": f"Line {number}: {error}."}
        target.write(json.dumps(given, ensure_ascii=True) + "\n")
        target.flush()
    return bad


class Command(BaseCommand):
    help = "Read replies as JSON lines from standard input and write the guard's verdicts."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        if bad := check_stream(sys.stdin, sys.stdout):
            self.stderr.write(f"{bad} line(s) could not be read; see the errors in the output.")
            sys.exit(1)
