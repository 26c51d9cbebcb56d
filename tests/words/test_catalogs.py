"""All text through gettext, and every other language complete: nothing is said in English there."""

from __future__ import annotations

import re
from typing import Final

import pytest
from babel.messages.catalog import Catalog, Message

from scripts import words
from tests.words.bare_text import bare_text, found_in, templates

_PLACE: Final = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
_TAG: Final = re.compile(r"<[^>]*>")
LANGUAGES: Final = [(each, domain) for each in words.LANGUAGES for domain in words.DOMAINS]


def test_templates_say_nothing_without_a_catalog() -> None:
    assert len(templates()) > 200
    assert found_in(templates()) == []


def test_what_is_bare_is_found() -> None:
    assert bare_text('<a title="Open it">{{ n }} left</a>') == ["Open it", "left"]
    assert bare_text('{% translate "Save" %} <b>Facebook</b> · {# ours #}') == []
    assert bare_text("{% blocktranslate %}<b>Ana</b> has it.{% endblocktranslate %}") == []
    assert bare_text('<p data-say="All is lost" class="two words">') == ["All is lost"]
    assert bare_text("Dear {{ name }},", is_html=False) == ["Dear"]


@pytest.fixture(scope="module", params=LANGUAGES, ids="-".join)
def catalog(request: pytest.FixtureRequest) -> Catalog:
    """The words of one language as they would be gathered now."""
    return words.renew(*request.param)


def test_the_files_hold_just_what_the_code_says(catalog: Catalog) -> None:
    """`make words` brings them up to date."""
    domain = "django" if catalog.get("Save") else "djangojs"
    for path, content in words.made_of(str(catalog.locale), domain, catalog).items():
        assert path.read_bytes() == content, f"{path.name} is old: run `make words`"


def test_everything_is_translated(catalog: Catalog) -> None:
    assert words.missing(catalog) == []


def test_a_translation_keeps_values_and_marks(catalog: Catalog) -> None:
    assert [problem for message in catalog if message.id for problem in _problems(message)] == []


def _problems(message: Message) -> list[str]:
    """A name of a value that is not given fails when the sentence is said, a tag that is lost
    breaks its page. One form of a plural may do without its number ("a day")."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    wanted, found = set(_PLACE.findall(ids[-1])), []
    for number, text in enumerate(said):
        source = ids[min(number, len(ids) - 1)]
        given = set(_PLACE.findall(text))
        is_first_of_many = len(ids) > 1 and number == 0
        if given - wanted or (wanted - given and not is_first_of_many):
            found.append(f"values of {text!r}")
        if sorted(_TAG.findall(source)) != sorted(_TAG.findall(text)):
            found.append(f"tags of {text!r}")
    return found
