from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listening.queries import MAX_LENGTH, QueryError, checked_query


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("  lumen   aesthetics ", "lumen aesthetics"),
        ('"lip filler" lakeside', '"lip filler" lakeside'),
        ("“lip filler”", '"lip filler"'),
        ("#lumenlakeside", "#lumenlakeside"),
        ("@lumen OR lumin", "@lumen OR lumin"),
        ("(botox OR filler) -is:retweet lang:en", "(botox OR filler) -is:retweet lang:en"),
        ("from:rival", "from:rival"),
        ("💉", "💉"),
        ("Ärztin", "Ärztin"),
    ],
)
def test_what_may_be_watched_for(typed: str, query: str) -> None:
    assert checked_query(typed) == query


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("   ", "Write the word"),
        ("OR", "OR needs a word"),
        ("botox OR", "OR needs a word"),
        ("(OR botox)", "OR needs a word"),
        ("botox AND filler", "Leave AND out"),
        ("is:retweet", "only operators"),
        ("-botox", "only operators"),
        ("has:images lang:en", "only operators"),
        ("from:", "only operators"),
        ("# @ !", "only operators"),
        ('"lip filler', "quotation mark"),
        ("(botox", "bracket"),
        (")botox(", "bracket"),
        ("x" * (MAX_LENGTH + 1), "characters long"),
    ],
)
def test_what_x_would_refuse_is_refused_first(typed: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        checked_query(typed)


@given(st.text(max_size=600))
def test_any_text_is_taken_or_refused(typed: str) -> None:
    try:
        query = checked_query(typed)
    except QueryError as error:
        assert str(error).strip()
    else:
        assert 0 < len(query) <= MAX_LENGTH and checked_query(query) == query
