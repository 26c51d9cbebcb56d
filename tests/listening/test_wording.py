"""How a watch term reads in a sentence."""

from __future__ import annotations

import pytest

from listening.wording import quoted


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("lumen", "“lumen”"),
        ('"Lumen Aesthetics"', "“Lumen Aesthetics”"),
        (' "Lumen" ', "“Lumen”"),
        ('"Lumen" OR "Lumin"', '"Lumen" OR "Lumin"'),
        ('lumen -"floor lamp"', 'lumen -"floor lamp"'),
        ('""', '""'),
    ],
)
def test_a_term_stands_in_one_pair_of_quotation_marks(query: str, words: str) -> None:
    assert quoted(query) == words
