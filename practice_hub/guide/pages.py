"""Which page of docs/ is which page of the help: one table, and in which language it is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from practice_hub.guide.markdown import Rendered, plain_text, rendered, title_of
from practice_hub.names import plain_letters


class Chapter(models.TextChoices):
    """The headings of the list, those of every day first."""

    DESK = "DESK", _("At the desk")
    LEAD = "LEAD", _("For who leads the practice")
    RUN = "RUN", _("For who looks after the hub")
    BUILD = "BUILD", _("How it is made")


LANGUAGE: Final = "en"  # of the pages that are in no folder of a language
_FOLDERS: Final = tuple(f"{code}/" for code, _name in settings.LANGUAGES)

# Paths below docs/, without ".md".
_FILES: Final[dict[Chapter, tuple[str, ...]]] = {
    Chapter.DESK: (
        *(
            "guide/inbox",
            "guide/answering",
            "composer",
            "together",
            "quick",
            "merging",
            "live",
            "search",
        ),
        *("callbacks", "guide/snippets", "approvals"),
        *("coach", "guard", "alerts", "roster", "guide/account"),
    ),
    Chapter.LEAD: (
        *("guide/first-steps", "guide/people", "hours", "sources", "targets", "reports"),
        *("metrics", "exports", "history", "topics", "scoring", "audit", "authorization"),
        *("data", "forgetting", "languages"),
    ),
    Chapter.RUN: (
        *("operating", "operations/README", "operations/one-machine", "operations/compose"),
        *("operations/external-servers", "operations/many-machines", "operations/proxy"),
        *("operations/backup", "operations/upgrade", "operations/what-to-watch"),
        *("operations/operators", "operations/failures", "operations/load"),
        *("security", "network-faults", "drills", "tests"),
    ),
    Chapter.BUILD: (
        *("how-it-works", "design", "demands", "decisions", "sandbox", "speed", "triage"),
        "writing-a-connector",
    ),
}


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page; `slug` is the address: "operations/backup" is "operations-backup". What it says is
    in the language of who reads, where such a page was written (docs/es/...), else in English."""

    file: str
    chapter: Chapter

    @property
    def slug(self) -> str:
        return slug_of(self.file)

    @property
    def path(self) -> Path:
        return folder() / f"{self.file}.md"

    @property
    def language(self) -> str:
        return LANGUAGE if _own_words(self.file) == self.file else get_language() or LANGUAGE

    @property
    def is_only_in_english(self) -> bool:
        """Whether it speaks another language than the rest of the product just now."""
        return self.language == LANGUAGE != get_language()

    @property
    def title(self) -> str:
        return title_of(_text(_own_words(self.file)))

    def render(self) -> Rendered:
        return _rendered(_own_words(self.file))

    def holds(self, words: list[str]) -> bool:
        """Whether all of `words` (by `plain_letters`) stand somewhere on the page."""
        text = _plain(_own_words(self.file))
        return all(word in text for word in words)


def folder() -> Path:
    return Path(settings.BASE_DIR) / "docs"


def slug_of(file: str) -> str:
    return file.removesuffix("/README").replace("/", "-")


@cache
def all_pages() -> tuple[HelpPage, ...]:
    """In the order of the table; a page whose file did not come with the installation is left
    out."""
    pages = (HelpPage(file, chapter) for chapter, files in _FILES.items() for file in files)
    return tuple(page for page in pages if page.path.is_file())


def page_of(slug: str) -> HelpPage | None:
    return next((page for page in all_pages() if page.slug == slug), None)


def search(query: str) -> list[tuple[Chapter, list[HelpPage]]]:
    """By chapter: the pages that hold all words of `query`, those with a word in the title first;
    all of them for an empty one."""
    words = plain_letters(query).split()[:8]
    found = [page for page in all_pages() if page.holds(words)]
    found.sort(key=lambda page: not any(word in plain_letters(page.title) for word in words))
    found.sort(key=lambda page: [*Chapter].index(page.chapter))
    return [(chapter, list(pages)) for chapter, pages in groupby(found, lambda page: page.chapter)]


def _own_words(file: str) -> str:
    """The file of a page for who reads now: "es/sources", or "sources" where there is no other."""
    return _file_in(get_language() or LANGUAGE, file)


# The files change only with the installation, so what was read is kept.
@cache
def _file_in(language: str, file: str) -> str:
    translated = f"{language}/{file}"
    return translated if (folder() / f"{translated}.md").is_file() else file


@cache
def _text(file: str) -> str:
    return (folder() / f"{file}.md").read_text(encoding="utf-8")


@cache
def _plain(file: str) -> str:
    return plain_letters(plain_text(_text(file)))


@cache
def _rendered(file: str) -> Rendered:
    """A translated page links to translated ones ("es/sources") and to English ones beside them:
    both are one address of the help."""
    slugs = {page.file: page.slug for page in all_pages()}
    slugs |= {
        f"{code}/{name}": slug for code, _name in settings.LANGUAGES for name, slug in slugs.items()
    }
    original = file.partition("/")[2] if file.startswith(_FOLDERS) else ""
    anchors = _rendered(original).anchors if original else ()
    return rendered(_text(file), file=file, slugs=slugs, anchors=anchors)
