"""What the townspeople say: pools of texts with slots, and a writer that does not repeat itself."""

from __future__ import annotations

import json
import string
from collections import deque
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

FOLDER = Path(__file__).parent / "texts"
OPENER_FILES = ("praise", "questions", "complaints", "medical", "colour", "spanish")
MEMORY = 200
"""A text is not used again before this many others have been."""

_TAILS = (
    " #lakeside",
    " 🌊",
    " Just saying.",
    " – sent from the number 9",
    " – sent from the bakery line",
    " – sent from the boathouse",
)
_EMOJI = ("💜", "✨", "👏", "🙂", "🤔", "🌊", "😅", "🔥")


@cache
def load(name: str) -> Any:
    """The content of texts/<name>.json."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@cache
def openers() -> dict[str, list[str]]:
    """Texts that begin a conversation, by kind."""
    pools: dict[str, list[str]] = {}
    for name in OPENER_FILES:
        pools.update(load(name))
    return pools


def pool(file: str, kind: str) -> list[str]:
    """One list of texts, for instance ("reactions", "thanks")."""
    texts: list[str] = load(file)[kind]
    return texts


def names_practice(template: str, called: str) -> str:
    """The template with `{p}` as it is called here: "@handle" on X, a short name elsewhere.

    A post that opens with the handle speaks *to* the practice when a word of speaks_to.json
    follows. Elsewhere there is no handle to open with, so a comma is needed: "Lumen, how much..."
    """
    if not called.startswith("@") and template.startswith("{p} "):
        following = template[4:].split(" ", 1)[0].lower().rstrip(",.!?")
        if following in load("speaks_to"):
            template = "{p}, " + template[4:]
    return template.replace("{p}", called)


class Writer:
    """Draws texts without repeating itself, fills their slots, and remembers the last 200."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._decks: dict[tuple[str, ...], list[str]] = {}
        self._recent: deque[str] = deque(maxlen=MEMORY)

    def write(self, texts: list[str], *, called: str = "Lumen", **known: str) -> str:
        """A filled text from the list which is not among the last 200."""
        if not any(texts):
            return ""
        text = ""
        for _ in range(12):
            text = self._fill(names_practice(self._draw(texts), called), known)
            if text not in self._recent:
                break
        return self.remember(self._vary(text))

    def line(self, text: str, **known: str) -> str:
        """One given line with its slots filled; said as it is, however often it was said before."""
        return self.remember(self._fill(text, known))

    def remember(self, text: str) -> str:
        """Count a text as said."""
        self._recent.append(text)
        return text

    def _draw(self, texts: list[str]) -> str:
        key = tuple(texts)
        if not self._decks.get(key):
            self._decks[key] = self.rng.sample(texts, len(texts))
        return self._decks[key].pop()

    def _vary(self, text: str) -> str:
        tails = _EMOJI if not any(char.isalnum() for char in text) else _TAILS
        while text in self._recent:
            text += self.rng.choice(tails)
        return text

    def _fill(self, template: str, known: dict[str, str]) -> str:
        slots = load("slots")
        values = {
            name: known.get(name) or self.rng.choice(slots[name])
            for _, name, _, _ in string.Formatter().parse(template)
            if name
        }
        return template.format(**values)
