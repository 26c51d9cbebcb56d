"""Marks words of the domain for the catalogs. Pure Python: who shows them translates them."""

from __future__ import annotations


def gettext_noop(text: str) -> str:
    """`text` itself, in English; scripts/words.py finds it by the name of this function."""
    return text
