"""What was stored in English is read in another language, and a streamed answer keeps its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from babel.messages.catalog import Catalog
from django.test import override_settings
from django.utils import translation
from django.utils.translation import gettext

from inbox.models import Reply
from listening import sentences
from listening.connectors import sentences as of_connectors
from listening.stored_words import in_words
from practice_hub.audit.verifying import TROUBLES
from practice_hub.languages import in_language_of_now
from practice_hub.retold import retold
from scripts import words

STORED: Final = (*sentences.ALL, *of_connectors.ALL)


@pytest.fixture
def spanish(tmp_path: Path) -> Iterator[None]:
    """A Spanish that says everything in brackets, so that no test hangs on its words."""
    catalog = Catalog(locale="es", charset="utf-8", fuzzy=False)
    for sentence in {*STORED, *TROUBLES, Reply.WAITED, "yes"}:
        catalog.add(sentence, f"⟦{sentence}⟧")
    file = tmp_path / "es" / "LC_MESSAGES" / "django.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(words.mo_of(catalog))
    with override_settings(LOCALE_PATHS=[str(tmp_path)]):
        yield


class _Values(dict[str, str]):
    """A value for every place that a sentence may have."""

    def __missing__(self, name: str) -> str:
        return f"{name} 1,204 (of 5 %)."


def _filled(sentence: str) -> str:
    return sentence % _Values() if "%(" in sentence else sentence


@pytest.mark.usefixtures("spanish")
def test_every_sentence_that_is_stored_is_told_again() -> None:
    with translation.override("es"):
        for sentence in STORED:
            assert in_words(_filled(sentence)) == f"⟦{_filled(sentence)}⟧"
        for sentence in TROUBLES:
            assert retold(_filled(sentence), TROUBLES) == f"⟦{_filled(sentence)}⟧"
        waited = _filled(Reply.WAITED)
        assert Reply(error_detail=waited).error_words == f"⟦{waited}⟧"
        # A network's own words, and no words.
        assert in_words("Session has expired") == "Session has expired"
        assert in_words("") == ""
    for sentence in STORED:
        assert in_words(_filled(sentence)) == _filled(sentence)


@pytest.mark.usefixtures("spanish")
def test_what_is_streamed_is_made_in_the_language_it_was_asked_in() -> None:
    made = (gettext("yes").encode() for _ in range(2))
    with translation.override("es"):
        parts = in_language_of_now(made)
    told = [(part.decode(), gettext("yes")) for part in parts]
    assert told == [("⟦yes⟧", "yes")] * 2
