"""Every rule with sentences that must be pointed out and near misses that must not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inbox.domain.coach import PUBLIC, Draft, advise, all_keys

CASES = Path(__file__).parent / "cases"


def _groups() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (f"{path.stem}: {name}", group.get("key", name), group)
        for path in [*sorted(CASES.glob("a*.json")), CASES / "good.json"]
        for name, group in json.loads(path.read_text(encoding="utf-8")).items()
    ]


def _draft(text: str, fields: dict[str, Any]) -> Draft:
    plain: dict[str, Any] = {
        key: tuple(v) if isinstance(v, list) else v for key, v in fields.items()
    }
    return Draft(text, PUBLIC, **plain)


@pytest.mark.parametrize(
    ("key", "group"), [pytest.param(key, group, id=name) for name, key, group in _groups()]
)
def test_advised_and_quiet(key: str, group: dict[str, Any]) -> None:
    """`*` stands for any advice at all."""
    wrong: list[str] = []
    for wanted, texts in ((True, group["advised"]), (False, group["quiet"])):
        for text in texts:
            found = advise(_draft(text, group["draft"]))
            given = [advice for advice in found if key in ("*", advice.key)]
            if bool(given) != wanted:
                wrong.append(f"{'missed' if wanted else 'false'}: {text!r} {given}")
            assert all(0 <= a.start <= a.end <= len(text) for a in found), text
    assert not wrong, "\n".join(wrong)


def test_every_rule_has_cases() -> None:
    """A rule nobody wrote an example for is not known to work."""
    tested = {key for _, key, group in _groups() if group["advised"]}
    # These need more than a text: they are in test_coach.py.
    elsewhere = {"A1.public_first", "A8.repeat", "A8.repeat_private", "A8.often", "A11.length"}
    assert set(all_keys()) == tested | elsewhere


def test_every_message_is_one_plain_sentence() -> None:
    for _, key, group in _groups():
        for text in group["advised"]:
            for advice in advise(_draft(text, group["draft"])):
                assert advice.message.endswith("."), key
                assert advice.message.count(". ") == 0, key
                assert "{" not in advice.message, key
                assert advice.key.startswith(advice.demand + "."), key


def test_the_span_is_the_words_meant() -> None:
    text = "We are sorry.  Please   CALL our office — thank you."
    (advice,) = advise(Draft(text.replace("   ", " "), PUBLIC, "COMPLAINT"))
    assert text.replace("   ", " ")[advice.start : advice.end] == "CALL our office"
    assert advice.offer == "callback"
