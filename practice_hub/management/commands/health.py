"""`manage.py health`: what is alive, also when database or Redis are not; exit status 1 if not."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import datetime
from textwrap import fill
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from practice_hub.health.report import Finding, Scope, Section, State, gather, worst

WIDTH = 96
INDENT = " " * 14
_HEADS = {
    State.OK: "Everything is alive.",
    State.SLOW: "Nothing is down; something is late or needs a person.",
    State.DOWN: "Something is down.",
}


class Command(BaseCommand):
    help = (
        "Says whether database, Redis, the clock (beat), workers, pages, mail and every source are "
        "alive. Exit status: 0, or 1 when something is down."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        sections = gather(Scope(now, may_wait=True))
        state = worst(sections)
        if options["json"]:
            self.stdout.write(json.dumps(_as_data(sections, state, now), indent=2))
        else:
            self._print(sections, state, now)
        if state == State.DOWN:
            sys.exit(1)

    def _print(self, sections: Sequence[Section], state: State, now: datetime) -> None:
        self.stdout.write(_HEADS[state])
        for section in sections:
            self.stdout.write(f"\n{section.title}")
            for finding in section.findings:
                for line in _lines(finding, now):
                    self.stdout.write(line)


def _lines(finding: Finding, now: datetime) -> list[str]:
    """What it is and what to do, folded beside the state."""
    first = (f"{finding.name}: {finding.sentence}", f"  {finding.label:<10}  ")
    rest = [(words, INDENT) for words in (finding.todo, _since(finding, now)) if words]
    return [
        fill(words, WIDTH, initial_indent=head, subsequent_indent=INDENT)
        for words, head in (first, *rest)
    ]


def _since(finding: Finding, now: datetime) -> str:
    """Only what is wrong is worth a line of its own."""
    if finding.since is None or finding.state in (State.OK, State.NOT_SET_UP):
        return ""
    minutes = int((now - finding.since).total_seconds() // 60)
    return f"Since {finding.since:%Y-%m-%d %H:%M} UTC, {minutes:,} min."


def _as_data(sections: Sequence[Section], state: State, now: datetime) -> dict[str, object]:
    return {
        "state": state.value,
        "checked_at": now.isoformat(),
        "parts": [_part(section, finding) for section in sections for finding in section.findings],
    }


def _part(section: Section, finding: Finding) -> dict[str, object]:
    return {
        "section": section.name,
        "key": finding.key,
        "name": finding.name,
        "state": finding.state.value,
        "word": finding.label,
        "sentence": finding.sentence,
        "todo": finding.todo,
        "since": finding.since.isoformat() if finding.since else None,
    }
