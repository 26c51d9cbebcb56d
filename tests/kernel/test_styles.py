"""The design system stays small, of one hand, and without what no page uses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SHEETS: Final = sorted((ROOT / "static" / "css").glob("*.css"))
MOST_LINES: Final = 1200  # of all style sheets together
LONGEST_LINE: Final = 120
READERS: Final = ("templates", "static/js", "practice_hub", "inbox", "listening")
# Django's admin and allauth write these into their pages themselves.
FROM_ELSEWHERE: Final = {"errorlist", "module", "section"}
PAGES: Final = {".html", ".js", ".py"}


def _lines(sheet: Path) -> list[str]:
    return sheet.read_text(encoding="utf-8").splitlines()


def _words_of_pages() -> set[str]:
    files = (path for folder in READERS for path in (ROOT / folder).rglob("*"))
    texts = (path.read_text(encoding="utf-8") for path in files if path.suffix in PAGES)
    return set(re.findall(r"[A-Za-z][\w-]*", " ".join(texts)))


def test_all_styles_together_are_small() -> None:
    assert sum(len(_lines(sheet)) for sheet in SHEETS) <= MOST_LINES


def test_no_line_hides_several_rules() -> None:
    for sheet in SHEETS:
        for number, line in enumerate(_lines(sheet), start=1):
            where = f"{sheet.name}:{number}"
            assert len(line) <= LONGEST_LINE, where
            assert line.count("{") <= (2 if line.lstrip().startswith("@") else 1), where


def test_every_class_and_id_is_on_some_page() -> None:
    words = _words_of_pages()
    for sheet in SHEETS:
        text = re.sub(
            r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", sheet.read_text(encoding="utf-8"), flags=re.S
        )
        selectors = " ".join(re.findall(r"([^{};]+)\{", text))
        named = set(re.findall(r"[.#]([A-Za-z][\w-]*)", selectors)) - FROM_ELSEWHERE
        assert named <= words, (sheet.name, sorted(named - words))


def test_every_sheet_is_linked_and_every_link_leads_to_one() -> None:
    pages = (path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    linked = {name for page in pages for name in re.findall(r"css/([a-z-]+\.css)", page)}
    assert linked == {sheet.name for sheet in SHEETS}


def test_red_is_for_what_is_late_or_medical_and_amber_and_indigo_for_who_can_read() -> None:
    """The guard's own red is another one, so that no finding looks like an emergency (A8)."""
    guard = [
        line
        for sheet in SHEETS
        for line in _lines(sheet)
        if re.search(r"\.(verdict|findings|guard)\b", line)
    ]
    assert guard
    assert not [line for line in guard if "var(--bad)" in line]
