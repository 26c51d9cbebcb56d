"""Tables as an Excel workbook: one sheet each, written row by row in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import IO, Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import pgettext
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from practice_hub.sheets.cells import About, Cell, Link, Row, Seconds, Share, Sheet, harmless

MOST_ROWS: Final = 1_048_576  # of a sheet, in every program that reads this format
MOST_LINKS: Final = 60_000  # of a sheet; the rest of the addresses is plain text
_TAB_LETTERS: Final = 31  # of the name of a page
_NOT_IN_TABS: Final = re.compile(r"[\[\]:*?/\\]")
_DAY_SECONDS: Final = 86_400
_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 14},
    "name": {"font_color": "#575E6C"},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "whole": {"num_format": "#,##0"},
    "number": {"num_format": "#,##0.00"},
    "share": {"num_format": "0%"},
    "time": {"num_format": "[h]:mm:ss"},
    "day": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm:ss"},
    "link": {"font_color": "#0B6A64", "underline": 1},
}


def write_xlsx(file: IO[bytes], about: About, sheets: Iterable[Sheet], zone: ZoneInfo) -> None:
    """The workbook. Times stand in `zone`; what a sheet is too short for goes on in another."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(file, options) as book:
        writer = _Book(book, about, zone)
        for sheet in sheets:
            writer.add(sheet)


class _Book:
    def __init__(self, book: Workbook, about: About, zone: ZoneInfo) -> None:
        self.book, self.about, self.zone = book, about, zone
        self.formats = {name: book.add_format(values) for name, values in _FORMATS.items()}
        self.links = 0
        self.tabs: set[str] = set()

    def add(self, sheet: Sheet) -> None:
        page, row, part = self._begin(sheet, 1), 0, 1
        top = row = self._head(page, sheet)
        for cells in sheet.rows:
            if row == MOST_ROWS:
                self._end(page, sheet, top, row)
                part += 1
                page = self._begin(sheet, part)
                top = row = self._head(page, sheet)
            self._row(page, row, cells)
            row += 1
        self._end(page, sheet, top, row)

    def _begin(self, sheet: Sheet, part: int) -> Worksheet:
        self.links = 0
        page: Worksheet = self.book.add_worksheet(self._tab(sheet.name, part))
        for index, column in enumerate(sheet.columns):
            page.set_column(index, index, column.width)
        return page

    def _tab(self, name: str, number: int) -> str:
        """What Excel takes as the name of a page: short, without some signs, each only once."""
        end = "" if number == 1 else f" {number}"
        tab = _NOT_IN_TABS.sub(" ", name)[: _TAB_LETTERS - len(end)].rstrip() + end
        if tab.casefold() in self.tabs:
            return self._tab(name, number + 1)
        self.tabs.add(tab.casefold())
        return tab

    def _head(self, page: Worksheet, sheet: Sheet) -> int:
        """Title, what it is about, the names of the columns; returns the row after them."""
        page.write_string(0, 0, harmless(sheet.name), self.formats["title"])
        row = 1
        for name, value in self.about:
            page.write_string(row, 0, name, self.formats["name"])
            page.write_string(row, 1, harmless(value))
            row += 1
        row += 1
        for index, column in enumerate(sheet.columns):
            title = f"{column.title} (h:mm:ss)" if column.unit else column.title
            page.write_string(row, index, title, self.formats["head"])
        page.freeze_panes(row + 1, 1)
        return row + 1

    def _end(self, page: Worksheet, sheet: Sheet, top: int, row: int) -> None:
        if row > top:
            page.autofilter(top - 1, 0, row - 1, len(sheet.columns) - 1)

    def _row(self, page: Worksheet, row: int, cells: Row) -> None:
        for column, cell in enumerate(cells):
            self._cell(page, row, column, cell)

    def _cell(self, page: Worksheet, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, str):
            page.write_string(row, column, harmless(cell))
        elif isinstance(cell, Link):
            self._link(page, row, column, cell)
        elif isinstance(cell, (datetime, date)):
            self._date(page, row, column, cell)
        elif cell is not None:
            number, name = _number(cell)
            page.write_number(row, column, number, self.formats[name])

    def _date(self, page: Worksheet, row: int, column: int, cell: date) -> None:
        if isinstance(cell, datetime):
            local = cell.astimezone(self.zone).replace(tzinfo=None)
            page.write_datetime(row, column, local, self.formats["moment"])
        else:
            page.write_datetime(row, column, cell, self.formats["day"])

    def _link(self, page: Worksheet, row: int, column: int, cell: Link) -> None:
        if self.links < MOST_LINKS:
            self.links += 1
            page.write_url(row, column, cell.url, self.formats["link"], pgettext("a link", "Open"))
        else:
            page.write_string(row, column, cell.url)


def _number(cell: Seconds | Share | float) -> tuple[float, str]:
    """The value in the program's own unit, and the name of its format."""
    if isinstance(cell, Seconds):
        return cell.value / _DAY_SECONDS, "time"
    if isinstance(cell, Share):
        return cell.value, "share"
    return cell, "number" if isinstance(cell, float) else "whole"
