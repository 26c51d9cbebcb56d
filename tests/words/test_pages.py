"""Every page in a language in which each sentence that has a catalog stands in ⟦brackets⟧: what
stands outside of them is said in English to everybody, or came from a person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from babel.messages.catalog import Catalog
from django.apps import apps
from django.db import models
from django.test import Client, override_settings
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import to_locale

from practice_hub.practices.models import Practice
from practice_hub.practices.zones import zone_choices
from practice_hub.roles import Role
from scripts import words
from tests.kernel.doors import Door
from tests.kernel.test_authorization import Visitor, path_of
from tests.kernel.url_acts import URL_ACTS
from tests.kernel.world import World, build
from tests.words.bare_text import NAMES, Reader

pytestmark = pytest.mark.django_db(transaction=True)
LANGUAGE: Final = "en-qq"  # dates and times as in English
_WORDS: Final = re.compile(r"[^\W\d_]{2,}")
_OPERATOR: Final = re.compile(r"\b[a-z]+:\S+")  # of the search: the same in every language
# Pages of docs/ have a file for each language (docs/languages.md).
_FROM_DOCS: Final = frozenset({"guide:help", "guide:help_page"})
_BRANDS: Final = frozenset(
    ["Bluesky", "Google", "Mastodon", "PostgreSQL", "Redis", "WeChat", "WhatsApp", "Zendesk"]
)
_DATES: Final = frozenset(
    str(name)
    for table in (MONTHS, MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR)
    for value in table.values()
    for name in (value, str(value).capitalize(), str(value)[:3].capitalize())
)


@pytest.fixture
def bracketed(tmp_path: Path) -> Iterator[None]:
    """A language of which nobody is the master."""
    catalog = Catalog(locale="en", charset="utf-8", fuzzy=False)
    for message in words.gather("django"):
        if isinstance(message.id, tuple):
            string: Any = tuple(f"⟦{each}⟧" for each in message.id)
        else:
            string = f"⟦{message.id}⟧"
        if message.id:
            catalog.add(message.id, string, context=message.context)
    file = tmp_path / to_locale(LANGUAGE) / "LC_MESSAGES" / "django.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(words.mo_of(catalog))
    given = {"LANGUAGES": [("en", "English"), (LANGUAGE, "Test")], "LOCALE_PATHS": [str(tmp_path)]}
    with override_settings(**given):
        yield


def test_no_page_says_anything_without_a_catalog(bracketed: None, practice: Practice) -> None:
    world = build(practice)
    visitor = Visitor(Role.OWNER.value, world.people[Role.OWNER].user, Role.OWNER)
    client = Client(headers={"accept-language": LANGUAGE})
    client.force_login(visitor.user)
    pages = dict(_pages(client, world, visitor))
    assert len(pages) > 60
    theirs = _words_of_people()
    said = {f"{name}: {text}" for name, page in pages.items() for text in _outside(page, theirs)}
    assert "\n".join(sorted(said)) == ""


def _pages(client: Client, world: World, visitor: Visitor) -> Iterator[tuple[str, str]]:
    for name, row in URL_ACTS.items():
        is_for_people = row.who not in (Door.OPERATORS, Door.MONITORS, Door.STREAMS)
        if not row.get or not is_for_people or name in _FROM_DOCS:
            continue
        answer = client.get(path_of(name, world, visitor))
        if answer.status_code == 200 and "text/html" in answer.get("Content-Type", ""):
            yield name, answer.content.decode()


def _words_of_people() -> str:
    """Every text that the database holds."""
    found = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField):
                found += model._default_manager.values_list(field.name, flat=True).distinct()
            elif isinstance(field, models.JSONField):
                rows = model._default_manager.values_list(field.name, flat=True)
                found += [json.dumps(row, ensure_ascii=False) for row in rows]
    cities = [city for _, areas in zone_choices()[1:] for _, city in areas]
    own = ("English", "Español", *cities, *_DATES, *_BRANDS)  # in every language as in English
    return "\n".join(str(text) for text in (*found, *own)).casefold()


def _outside(page: str, theirs: str) -> Iterator[str]:
    depth = 0
    for text in Reader.read(page):
        bare, depth = _without_brackets(text, depth)
        words_of_it = set(_WORDS.findall(_OPERATOR.sub("", bare))) - NAMES
        if not all(word.casefold() in theirs for word in words_of_it):
            yield bare.strip()


def _without_brackets(text: str, depth: int) -> tuple[str, int]:
    kept = []
    for letter in text:
        depth += (letter == "⟦") - (letter == "⟧")
        if not depth and letter != "⟧":
            kept.append(letter)
    return "".join(kept), depth
