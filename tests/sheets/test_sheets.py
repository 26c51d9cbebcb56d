"""Tables as files: no text is a formula, numbers and dates are numbers and dates."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from practice_hub.sheets import xlsx_file
from practice_hub.sheets.cells import Column, Link, Row, Seconds, Share, Sheet, harmless
from practice_hub.sheets.csv_file import MARK, write_bundle, write_csv
from practice_hub.sheets.xlsx_file import write_xlsx
from tests.sheets.reading import read_xlsx

ZONE = ZoneInfo("America/New_York")
EVIL = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\tplain", "\rplain"),
    *("＝1+1", "＋1", "－1", "＠SUM", "﹢1", "﹦1", "−1"),
    *("  =1", "\u00a0=1", "\u3000=1", "\u200b=1", "\ufeff=1", "\u202e=1", "\x00=1", "\x01=1"),
    *('=cmd|" /C calc"!A0', '=HYPERLINK("http://evil.example";"x")', " \t =1", "\u2060\u00ad@x"),
)
CUT = ("fine;=1+1", "fine\n=1+1", "fine\r\n -1", "a;\t@b")
FINE = ("Lips", "a=b", "2-1", "mail@example.com", "–", "", "O'Hara", "Größe ✨", "84 %", "a, -b")
WHEN = datetime(2026, 3, 8, 6, 30, tzinfo=UTC)


def starts_formula(text: str) -> bool:
    """As programs look: without white space, controls and marks in front."""
    trimmed = text.lstrip("\t\r\n \u00a0\u3000\u200b\ufeff\u202e\u2060\u00ad\x00\x01�")
    return trimmed[:1] in tuple("=+-@＝＋－＠﹢﹦−")


def sheet(rows: list[Row]) -> Sheet:
    columns = (Column("Name"), Column("Time", "seconds"), *(Column(one) for one in "CDEFGH"))
    return Sheet("table", "Table", columns, rows)


FACTS = ("x", Seconds(5400), Share(0.8366), 12, 1.5, date(2026, 3, 9), WHEN, Link("https://h/1/"))


@pytest.mark.parametrize("text", EVIL)
def test_what_a_program_would_run_is_plain_text(text: str) -> None:
    assert not starts_formula(harmless(text))


def test_what_a_semicolon_would_cut_off_is_harmless_and_the_rest_is_as_it_was() -> None:
    for text in CUT:
        for part in harmless(text).replace("\r", ";").replace("\n", ";").split(";"):
            assert not starts_formula(part), text
    assert [harmless(text) for text in FINE] == list(FINE)
    assert harmless("half \ud800 pair") == "half � pair"


def test_csv_is_read_back_and_nothing_in_it_runs() -> None:
    file = io.BytesIO()
    write_csv(file, sheet([FACTS, *((text,) for text in EVIL)]))
    data = file.getvalue()
    assert data.startswith(MARK) and b"\r\n" in data
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0][:2] == ["Name", "Time (seconds)"]
    times = ["5400", "0.8366", "12", "1.5", "2026-03-09", "2026-03-08T06:30:00+00:00"]
    assert rows[1] == ["x", *times, "https://h/1/"]
    assert len(rows) == 2 + len(EVIL)
    assert not [row for row in rows[2:] if starts_formula(row[0])]


def test_a_bundle_says_what_it_is_about() -> None:
    file = io.BytesIO()
    write_bundle(file, (("Practice", "=Lumen"),), [sheet([FACTS])])
    with zipfile.ZipFile(file) as bundle:
        assert bundle.namelist() == ["about.csv", "table.csv"]
        assert b"'=Lumen" in bundle.read("about.csv")


def test_a_workbook_has_real_numbers_and_dates_and_no_formula() -> None:
    file = io.BytesIO()
    write_xlsx(file, (("Period", "=A1"),), [sheet([FACTS, *((text,) for text in EVIL)])], ZONE)
    cells = read_xlsx(file.getvalue())["Table"]
    assert (cells["A2"], cells["B2"]) == (("s", "Period"), ("s", "'=A1"))
    assert cells["B4"] == ("s", "Time (h:mm:ss)")
    assert cells["A5"] == ("s", "x")
    kinds, values = zip(*(cells[f"{letter}5"] for letter in "BCDEFG"), strict=True)
    assert set(kinds) == {"n"}
    numbers = [float(value) for value in values]
    # Excel counts days from 1899-12-30; 6:30 in UTC is 1:30 in New York before the clocks change.
    assert numbers == [5400 / 86400, 0.8366, 12, 1.5, 46090, 46089.0625]
    assert cells["H5"] == ("s", "Open")
    texts = [cells[f"A{row}"] for row in range(6, 6 + len(EVIL))]
    assert {kind for kind, _ in texts} == {"s"}
    assert not [text for _, text in texts if starts_formula(text)]


def test_what_is_longer_than_a_sheet_goes_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_file, "MOST_ROWS", 5)
    monkeypatch.setattr(xlsx_file, "MOST_LINKS", 1)
    file = io.BytesIO()
    write_xlsx(file, (), [sheet([FACTS, FACTS, FACTS])], ZONE)
    found = read_xlsx(file.getvalue())
    assert list(found) == ["Table", "Table 2"]
    assert ("H4" in found["Table"], found["Table"]["H5"][1]) == (True, "https://h/1/")
    assert found["Table 2"]["A4"] == ("s", "x") and "A5" not in found["Table 2"]
