"""The pages of docs/ inside the product: all of them, safe, linked, found, and the right one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.translation import gettext

from practice_hub.guide.markdown import rendered
from practice_hub.guide.pages import _FILES, HelpPage, all_pages, page_of, search
from practice_hub.guide.where import HELP, help_for
from tests.kernel.doors import Door
from tests.kernel.test_authorization import addresses
from tests.kernel.url_acts import URL_ACTS
from tests.people import Person

DOCS = Path(settings.BASE_DIR) / "docs"
DOORS = {Door.ANYONE, Door.MONITORS, Door.STREAMS, Door.DEMO, Door.SIGNED_IN, Door.OPERATORS}


def test_every_file_has_a_place_and_a_title() -> None:
    named = [file for files in _FILES.values() for file in files]
    assert len(named) == len(set(named))
    files = {str(path.relative_to(DOCS).with_suffix("")) for path in DOCS.rglob("*.md")}
    files = {file.removeprefix("es/") for file in files}
    assert files <= set(named), "say in guide/pages.py where these stand in the help"
    assert all(page.title for page in all_pages())
    assert len({page.slug for page in all_pages()}) == len(all_pages())


def test_every_page_of_the_product_has_its_page_of_the_help() -> None:
    assert all(page_of(slug) for slug in HELP.values())
    names = [name for name, row in URL_ACTS.items() if row.get and row.who not in DOORS]
    parts = {"action": "1", "slug": "data", "network": "x", "day": "2026-11-02", "act": "done"}
    lost = [
        name
        for name in names
        if not help_for(
            resolve(reverse(name, kwargs={part: parts.get(part, 1) for part in addresses()[name]}))
        )
    ]
    assert lost == []
    assert help_for(None) == ""
    assert help_for(resolve("/settings/hours/")) == "hours"


@pytest.mark.parametrize("language", ["en", "es"])
def test_links_lead_to_pages_and_nothing_else(language: str) -> None:
    with translation.override(language):
        _follow_links()


def _follow_links() -> None:
    slugs = {page.slug for page in all_pages()}
    for page in all_pages():
        html = page.render().html
        ids = set(re.findall(r'id="([^"]*)"', html))
        for href in re.findall(r'href="([^"]+)"', html):
            if href.startswith("#"):
                assert href[1:] in ids, (page.file, href)
            elif href.startswith("/"):
                assert re.fullmatch(r"/help/([a-z-]+)/(#[\w-]+)?", href), (page.file, href)
                slug, _, anchor = href.removeprefix("/help/").partition("/")
                assert slug in slugs, (page.file, href)
                there = page_of(slug)
                assert there and (not anchor or f'id="{anchor[1:]}"' in there.render().html), href
            else:
                assert href.startswith("https://"), (page.file, href)


def test_a_translated_page_says_all_that_the_english_one_does() -> None:
    """The same headings, paragraphs, points, rows and links: so that none falls behind unseen."""
    in_spanish = 0
    for page in all_pages():
        english, title = _outline(page), page.title
        with translation.override("es"):
            if page.is_only_in_english:
                continue
            assert _outline(page) == english, f"docs/es/{page.file}.md is not like the English page"
            assert page.title != title, page.file
        in_spanish += 1
    assert in_spanish > 15


def _outline(page: HelpPage) -> tuple[list[str], list[str]]:
    """What a page is made of, in order; where its links lead, which languages order as they must,
    and what they can lead to."""
    html = page.render().html
    links = [*re.findall(r'href="([^"]*)"', html), *re.findall(r' id="([^"]*)"', html)]
    return re.findall(r"<(h[2-6]|p|li|ol|ul|pre|table|tr|td)\b", html), sorted(links)


def test_a_page_is_read_in_the_language_of_its_reader(ana: Person) -> None:
    ana.user.language = "es"
    ana.user.save()
    text = ana.client.get("/help/hours/").content.decode()
    assert '<html lang="es"' in text and '<article class="prose" lang="es">' in text
    assert "La semana habitual" in text or "la semana habitual" in text
    with translation.override("es"):
        only_english = gettext("This page is only in English for now.")
    assert only_english not in text
    text = ana.client.get("/help/operations-backup/").content.decode()
    assert '<article class="prose" lang="en">' in text
    assert only_english in text
    listed = ana.client.get("/help/?q=DIAS+festivos").content.decode()
    assert 'href="/help/hours/"' in listed and 'href="/help/operations-backup/"' not in listed


def test_markup_is_text_and_what_is_no_page_is_no_link() -> None:
    text = (
        "# Title\n\n## One & two\n\n<script>x()</script> <b>bold</b> "
        "[code](../practice_hub/http.py) [bad](javascript:x) [there](b.md#a) ![p](p.png)\n\n"
        "```mermaid\nflowchart\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "## For code\n\nfunction_of()\n\n## Last\n\nEnd.\n"
    )
    page = rendered(text, file="guide/a", slugs={"guide/b": "guide-b"})
    assert page.contents == (("one-two", "One & two"), ("last", "Last"))
    for gone in (
        "<script",
        "<b>",
        "<img",
        "flowchart",
        "<h1",
        'javascript:x)"',
        "http.py",
        "function_of",
    ):
        assert gone not in page.html, gone
    assert '<a href="/help/guide-b/#a">there</a>' in page.html
    assert re.search(r"<h2 id=\"one-two\">One &amp; two</h2>", page.html)
    assert '<table class="table">' in page.html


def test_search() -> None:
    assert [page for _, pages in search("") for page in pages] == [*all_pages()]
    found = [page.file for _, pages in search("HOLIDAYS shorter") for page in pages]
    assert "hours" in found and len(found) < len(all_pages())
    assert search("zzz qqq") == []


def test_members_read_it_and_nobody_else(
    vera: Person, ana: Person, charlie: Person, client: Client
) -> None:
    for person in (vera, ana, charlie):
        assert "Opening hours" in person.client.get("/help/").content.decode()
        text = person.client.get("/help/hours/").content.decode()
        assert "The usual week" in text or "the usual week" in text
        assert not re.search(r"\sstyle=|<script(?![^>]*\bsrc=)", text)
    assert "Nothing about" in ana.client.get("/help/?q=zzz+qqq").content.decode()
    assert ana.client.get("/help/no-such-page/").status_code == 404
    assert client.get("/help/")["Location"].startswith("/accounts/login/")
    # From any page one click leads to the help on it.
    assert 'href="/help/roster/"' in ana.client.get("/roster/").content.decode()
    assert 'href="/help/guide-account/"' in vera.client.get("/account/").content.decode()
