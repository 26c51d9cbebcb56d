"""The catalogs of words: gather what the product says, and compile what has been translated.

    python scripts/words.py            gather, add what is new, drop what is gone, compile
    python scripts/words.py --missing  tell what has no translation yet, file by file

Babel reads Python and JavaScript, Django's own `templatize` turns a template into what Babel reads,
so that no program outside of Python is needed (`xgettext` is none).
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from inbox.domain.said import said_to_staff

ROOT: Final = Path(__file__).resolve().parent.parent
LOCALE: Final = ROOT / "locale"
SCRIPTS: Final = ROOT / "static" / "js" / "words"
# English is what the code says; each other language has a catalog of its own.
LANGUAGES: Final = ("es",)
PLACES: Final = {
    "django": [
        *((folder, "*.py") for folder in ("practice_hub", "listening", "inbox")),
        ("templates", "*.*"),
    ],
    "djangojs": [("static/js", "*.js")],
}
DOMAINS: Final = tuple(PLACES)
_NOT_SHOWN: Final = ("templates/styleguide/", "static/js/words/")
_PLURAL: Final = (1, 2)


class Words(Catalog):
    """A catalog whose head says nothing of who ran what when: equal words are equal bytes."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


_KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": _PLURAL,
    "ngettext_lazy": _PLURAL,
    "ngettext_noop": _PLURAL,
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "plural": _PLURAL,
}


def files(domain: str) -> list[str]:
    """The files of `domain` that say something to somebody, in a fixed order."""
    found = (path for folder, kind in PLACES[domain] for path in (ROOT / folder).rglob(kind))
    names = sorted(path.relative_to(ROOT).as_posix() for path in found if path.is_file())
    return [name for name in names if not name.startswith(_NOT_SHOWN)]


def gather(domain: str) -> Catalog:
    """All that the code says, without translations; a message tells in which files it stands."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for name in files(domain):
        for context, message in _messages(name):
            # Without lines: else every edit of a file would touch the catalogs.
            catalog.add(message, locations=[(name, 0)], context=context)
    for name, messages in IN_DATA.items() if domain == "django" else ():
        for message in messages():
            catalog.add(message, locations=[(name, 0)])
    return catalog


def _labels_of_topics() -> list[str]:
    topics = json.loads((ROOT / TOPICS).read_text())
    return [entry["label"] for group in ("treatments", "topics") for entry in topics[group]]


# What stands in data instead of in code: the reasons of the guard, the advice of the coach, topics.
TOPICS: Final = "listening/scoring/lexicon/topics.json"
IN_DATA: Final = {"inbox/domain/said.py": said_to_staff, TOPICS: _labels_of_topics}


def _messages(name: str) -> Iterator[tuple[str | None, str | tuple[str, ...]]]:
    text, method = (ROOT / name).read_text(), "python"
    if name.startswith("templates/"):
        # Babel reads it as Python, where the beginning of a line means something.
        text = "\n".join(map(str.strip, templatize(text, origin=name).splitlines()))
    elif name.endswith(".js"):
        method = "javascript"
    elif "gettext" not in text:
        return
    for _, message, _, context in extract(method, io.BytesIO(text.encode()), keywords=_KEYWORDS):
        yield context, message if isinstance(message, str) else tuple(message)


def path_of(language: str, domain: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def load(language: str, domain: str) -> Catalog:
    """What has been translated so far."""
    path = path_of(language, domain)
    if not path.exists():
        return Words(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain)


def renew(language: str, domain: str) -> Catalog:
    """The catalog with just what the code says now; what was translated keeps its words."""
    said, known = gather(domain), load(language, domain)
    catalog = Words(locale=language, charset="utf-8", fuzzy=False)
    for message in said:
        if message.id:
            before = known.get(message.id, context=message.context)
            catalog.add(
                message.id,
                before.string if before else "",
                locations=sorted(set(message.locations)),
                context=message.context,
            )
    return catalog


def write(language: str, domain: str, catalog: Catalog) -> None:
    """Write the words and what is made of them, the same bytes for the same words."""
    for path, content in made_of(language, domain, catalog).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def made_of(language: str, domain: str, catalog: Catalog) -> dict[Path, bytes]:
    """What a catalog's files hold: one for people, and one for the server or for browsers."""
    path = path_of(language, domain)
    if domain == "django":
        return {path: po_of(catalog), path.with_suffix(".mo"): mo_of(catalog)}
    return {path: po_of(catalog), SCRIPTS / f"{language}.js": script_of(catalog)}


def script_of(catalog: Catalog) -> bytes:
    """A table for `static/js/words.js`: by the English words, of a plural by its first form."""
    table = {
        message.id if isinstance(message.id, str) else message.id[0]: message.string
        for message in catalog
        if message.id and message.string
    }
    words = json.dumps(dict(sorted(table.items())), ensure_ascii=False, indent=1)
    return f"// Made by `make words`.\nglobalThis.hubWords = {words};\n".encode()


def po_of(catalog: Catalog) -> bytes:
    catalog.header_comment = "# The words of the product; `make words` gathers them."
    written = io.BytesIO()
    write_po(written, catalog, sort_output=True, include_lineno=False, width=100)
    return written.getvalue()


def mo_of(catalog: Catalog) -> bytes:
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """`file: message` for every message without a translation in all its forms."""
    lines = []
    for message in catalog:
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(said):
            where = message.locations[0][0] if message.locations else "?"
            lines.append(f"{where}: {message.id}")
    return sorted(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--missing", action="store_true", help="only tell what is missing")
    only_tell = parser.parse_args().missing
    for language in LANGUAGES:
        for domain in DOMAINS:
            catalog = renew(language, domain)
            if not only_tell:
                write(language, domain, catalog)
            lacking = missing(catalog)
            print(f"{language} {domain}: {len(catalog)} messages, {len(lacking)} not translated")
            print("\n".join(lacking))


if __name__ == "__main__":
    main()
