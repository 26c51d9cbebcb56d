"""What invented people say: the words of the posts that benchmarks make."""

from __future__ import annotations

from typing import Final

PHRASES: Final = (
    "the front desk was so kind to my mother today",
    "waited fifty minutes past my slot and nobody said sorry",
    "how much is the under eye thing and is there parking",
    "not happy at all, called twice and no one rings back",
    "my cat watched the whole video call and approves",
    "honestly the best team in town, thank you so much",
    "is it normal that it still stings after a week?",
    "lovely new rooms, terrible coffee though",
    "who do I ask about moving an appointment",
)
