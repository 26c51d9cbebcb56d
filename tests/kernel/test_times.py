"""Days and times in the words and the order of each language; in English as ever."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats, translation

from practice_hub import times

SATURDAY = date(2026, 11, 14)
MADRID = ZoneInfo("Europe/Madrid")


def _names(language: str) -> set[str]:
    return {
        name
        for name in vars(import_module(f"practice_hub.formats.{language}.formats"))
        if name.isupper()
    }


def test_every_language_orders_the_same_forms() -> None:
    assert all(_names(code) == _names("en") for code, _ in settings.LANGUAGES)


def test_a_form_is_read_as_django_reads_it() -> None:
    at = datetime(2026, 1, 31, 6, 5, 9, tzinfo=UTC)
    for code, _ in settings.LANGUAGES:
        with translation.override(code):
            for day in (at + timedelta(days=n, hours=n) for n in range(0, 366, 11)):
                for form in _names(code):
                    assert times.said(day, form) == formats.date_format(day, form), form


def test_english_reads_as_the_calendar_of_the_machine_says_it() -> None:
    at = datetime(2026, 1, 1, 6, 5, 9, tzinfo=UTC)
    for day in (at + timedelta(days=n, hours=n) for n in range(366)):
        assert times.weekday(day) == f"{day:%A}"
        assert times.weekday(day, is_short=True) == f"{day:%a}"
        assert times.day_and_month(day) == f"{day:%b} {day.day}"
        assert times.day_and_month(day, is_short=False) == f"{day:%B} {day.day}"
        assert times.full_day(day) == f"{day:%B} {day.day}, {day.year}"
        assert times.named_day(day) == f"{day:%A}, {day:%B} {day.day}"
        assert times.named_day(day, is_short=True) == f"{day:%a}, {day:%b} {day.day}"
        assert (
            times.said(day, "EXACT") == f"{day:%A}, {day:%B} {day.day}, {day.year}, {day:%H:%M:%S}"
        )
        local = day.astimezone(MADRID)
        assert times.clock_of(day, MADRID) == f"{local:%H:%M}"
        assert times.moment_of(day, MADRID) == f"{local:%b} {local.day}, {local:%H:%M}"
    assert [times.weekday_name(n, is_short=True) for n in (0, 6)] == ["Mon", "Sun"]
    assert times.said(time(9, 5), "CLOCK") == "09:05"


def test_spans_of_days() -> None:
    sunday, start, old = date(2026, 11, 15), date(2026, 10, 28), date(2025, 12, 30)
    assert times.days_between(SATURDAY, SATURDAY) == "November 14, 2026"
    assert times.days_between(SATURDAY, sunday) == "November 14 to 15, 2026"
    assert times.days_between(start, sunday) == "October 28 to November 15, 2026"
    assert times.days_between(old, sunday) == "December 30, 2025 to November 15, 2026"
    assert times.short_days_between(SATURDAY, sunday) == "Nov 14 to 15"
    assert times.short_days_between(start, sunday) == "Oct 28 to Nov 15"
    assert times.hours_between("09:00", "13:00") == "09:00 to 13:00"


def test_spanish_has_its_own_order() -> None:
    with translation.override("es"):
        assert times.day_and_month(SATURDAY) == "14 nov"
        assert times.full_day(SATURDAY) == "14 de noviembre de 2026"
        assert times.named_day(SATURDAY) == "sábado 14 de noviembre"
        assert times.weekday_name(0, is_short=True) == "lun"
