from __future__ import annotations

import pytest

from listening.connectors.text_match import same_text


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Thank you", "Thank you"),
        ("Thank you", "@onabirk Thank you"),
        ("Thank you", "@onabirk @ravi Thank  you\n"),
        ("@onabirk Thank you", "Thank you"),
        ("us & you <3", "us &amp; you &lt;3"),
        ("book at https://alder.example/book?x=1", "book at https://t.co/abc123"),
        ("book at alder.example/book today", "@ona book at https://t.co/abc123 today"),
        ("line one\n\nline two", "line one line two"),
        ("cafe\u0301", "caf\u00e9"),
        ("hello\u200b there", "hello there"),
    ],
)
def test_the_same(ours: str, theirs: str) -> None:
    assert same_text(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Thank you", "Thank you!"),
        ("Thank you", "thank you"),
        ("see https://a.example", "see"),
        ("Thank @you", "Thank"),
        ("", "anything"),
    ],
)
def test_not_the_same(ours: str, theirs: str) -> None:
    assert not same_text(ours, theirs)
