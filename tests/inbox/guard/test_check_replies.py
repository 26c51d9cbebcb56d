"""`manage.py check_replies`: one answer for each line, in order, and nothing lost."""

from __future__ import annotations

import io
import json
from typing import Any

from inbox.management.commands.check_replies import check_stream


def _answers(*lines: str) -> tuple[list[dict[str, Any]], int]:
    target = io.StringIO()
    bad = check_stream(io.StringIO("".join(line + "\n" for line in lines)), target)
    return [json.loads(line) for line in target.getvalue().splitlines()], bad


def test_verdicts_and_spans() -> None:
    text = "So glad you love your lips!"
    answers, bad = _answers(json.dumps({"id": 1, "text": text, "audience": "PUBLIC"}))
    assert bad == 0
    assert answers[0]["id"] == 1
    assert answers[0]["verdict"] == "blocked"
    finding = answers[0]["findings"][0]
    assert set(finding) == {"rule", "start", "end", "why", "suggestion"}
    assert "lips" in text[finding["start"] : finding["end"]]


def test_mention_and_author_as_text_or_object() -> None:
    answers, _ = _answers(
        json.dumps({"id": "a", "text": "Thank you, Kim!", "author": "Kim Lee"}),
        json.dumps({"id": "b", "text": "Thank you, Kim!", "author": {"handle": "@bee"}}),
        json.dumps({"id": "c", "text": "A droopy forehead is upsetting.",
                    "mention": {"text": "My forehead droops"}}),
        json.dumps({"id": "d", "text": "A droopy forehead is upsetting.",
                    "mention": "My forehead droops"}),
        json.dumps({"id": "e", "text": "Thank you!", "mention": None, "author": None}),
    )  # fmt: skip
    verdicts = [answer["verdict"] for answer in answers]
    assert verdicts == ["pass", "blocked", "blocked", "blocked", "pass"]


def test_bad_lines_are_told_by_their_number_and_the_rest_goes_on() -> None:
    answers, bad = _answers(
        "{not json",
        json.dumps({"id": 2, "text": 5}),
        "",
        json.dumps([1]),
        json.dumps({"id": 5, "text": "Thank you!", "audience": "SECRET"}),
        json.dumps({"id": 6, "text": "Thank you!", "mention": 4}),
        json.dumps({"id": 7, "text": "Thank you!"}),
    )
    assert bad == 5
    assert [answer.get("line") for answer in answers] == [1, 2, 4, 5, 6, None]
    assert answers[1]["id"] == 2
    assert "Line 2" in answers[1]["error"]
    assert answers[-1] == {"id": 7, "verdict": "pass", "findings": []}


def test_private_lines() -> None:
    answers, _ = _answers(
        json.dumps({"id": 1, "text": "Your crown is ready.", "audience": "PRIVATE"})
    )
    assert answers[0]["verdict"] == "pass"
