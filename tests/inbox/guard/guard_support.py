"""The guard's own cases, and ways in which people hide a word."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inbox.domain.guard import GuardResult, Heard, check

CASES = Path(__file__).with_name("cases")
LOOKALIKES = str.maketrans("aceopxyisjh", "асеорхуіѕјһ")
SIGNS = str.maketrans({"o": "0", "i": "1", "e": "3", "a": "4", "s": "5"})
FULL_WIDTH = {c: chr(ord(c) + 0xFEE0) for c in map(chr, range(0x21, 0x7F))}
BOLD = {chr(ord("a") + n): chr(0x1D41A + n) for n in range(26)}


def load_cases() -> list[dict[str, Any]]:
    lines = [
        line
        for path in sorted(CASES.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [json.loads(line) for line in lines if line.strip()]


def judge(case: dict[str, Any], text: str | None = None) -> GuardResult:
    heard = None
    if case.get("mention") or case.get("author"):
        heard = Heard(
            text=case.get("mention", ""),
            author_name=case.get("author", ""),
            category=case.get("category", ""),
        )
    return check(case["text"] if text is None else text, audience="PUBLIC", heard=heard)


def _between_letters(text: str, inserted: str) -> str:
    pairs = zip(text, text[1:] + " ", strict=True)
    return "".join(a + inserted if a.isalpha() and b.isalpha() else a for a, b in pairs)


def _split_words(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    at = chance.randrange(len(words))
    words[at] = words[at] + "\n"
    return " ".join(words)


MUTATIONS: dict[str, Callable[[str], str]] = {
    "upper case": str.upper,
    "mixed case": lambda text: "".join(
        c.upper() if n % 2 else c.lower() for n, c in enumerate(text)
    ),
    "look-alikes": lambda text: text.translate(LOOKALIKES),
    "signs for letters": lambda text: text.translate(SIGNS),
    "full width": lambda text: "".join(FULL_WIDTH.get(c, c) for c in text),
    "mathematical": lambda text: "".join(BOLD.get(c, c) for c in text.lower()),
    "zero width": lambda text: _between_letters(text, "\u200b"),
    "bidi controls": lambda text: _between_letters(text, "\u202d"),
    "soft hyphens": lambda text: _between_letters(text, "\u00ad"),
    "accents": lambda text: _between_letters(text, "\u0301"),
    "dotted": lambda text: _between_letters(text, "."),
    "spaced": lambda text: "   ".join(" ".join(word) for word in text.split(" ")),
    "emoji inside": lambda text: _between_letters(text, "💖"),
    "entities": lambda text: "".join(f"&#{ord(c)};" if c.isalpha() else c for c in text),
    "line breaks": lambda text: text.replace(" ", "\n"),
    "typographic": lambda text: text.replace("'", "’").replace(" ", "\u00a0"),
    "stretched": lambda text: "".join(c * 3 if c in "aeiou" else c for c in text),
    "emoji between": lambda text: text.replace(" ", " ✨ "),
}
