"""Times as people write them in a promise, and when they fall. English. Pure Python.

Every rule is a pattern and a function from its match to a moment. Days and hours are reckoned on
the practice's own calendar and clock, lengths of time ("within the hour") on the real one, so
both are right on the two days a year when the clocks change.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from inbox.domain.promises_clock import CLOSE, LAST_MINUTE, NOON, Clock

_AFTERNOON, _EVENING = time(17), time(20)

_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NUMBERS |= {"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
_NUMBERS |= {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45}
_NUMBERS |= {"forty-eight": 48, "twenty-four": 24, "sixty": 60, "ninety": 90, "couple": 2}
_NUMBERS |= {"next": 1, "few": 10, "half": 30}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MINUTES = {"minute": 1, "min": 1, "hour": 60, "hr": 60, "day": 1440, "week": 10080}
_COUNT = r"\d{1,3}|" + "|".join(sorted(_NUMBERS.keys() - {"next", "few", "half"}, key=len)[::-1])
_CLOCK = (
    r"(?:(?P<noon>noon|midday|lunch(?:time)?|midnight)"
    r"|(?:(?P<past>half past|quarter past|quarter to) )?"
    r"(?P<hour>[01]?\d|2[0-3]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"(?:[:.](?P<minute>[0-5]\d))?(?P<clock> ?o'clock)?(?: ?(?P<half>[ap])(?:\.m\.|\.?m\b))?)"
    r"(?![\w%€$£]|[.,:]\d|-\d| (?:or|to|and|days?|hours?|minutes?|people|times|percent|years?"
    r"|weeks?|%|business|working|of (?:us|you|them)|stars?)\b)"
)
_DAY = rf"(?P<day>today|tonight|tomorrow|{'|'.join(_DAYS)})"
_PART = r"(?P<part>morning|noon|midday|lunch(?:time)?|afternoon|evening|night)"
_END = r"(?:the )?(?:end|close) of (?:the |our |this )?(?:working |business |office )?"
_BY = r"(?:no later than|not later than|at the latest by|by|before|at|around|about|until|till)"


def _length(match: re.Match[str], clock: Clock) -> datetime | None:
    unit = match["unit"].rstrip("s")
    word = match["count"] or ""
    if word == "few":
        count = 10 if unit in ("minute", "min") else 3
    else:
        count = int(word) if word.isdigit() else _NUMBERS.get(word, 1)
    if match["open"]:
        return clock.end_of(clock.open_days_on(count)) if unit == "day" else None
    half = timedelta(minutes=_MINUTES[unit] // 2) if match["andhalf"] else timedelta()
    return clock.after(timedelta(minutes=_MINUTES[unit] * count) + half)


def _half_hour(match: re.Match[str], clock: Clock) -> datetime:
    return clock.after(timedelta(minutes=30 if "half" in match[0] else 15))


def _hour_of_day(match: re.Match[str]) -> tuple[time, bool] | None:
    """The time, and whether morning or afternoon was a guess."""
    if match["noon"]:
        return (LAST_MINUTE if match["noon"] == "midnight" else NOON), False
    word = match["hour"]
    hour = int(word) if word.isdigit() else _NUMBERS[word]
    minute = int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    past = {"half past": 30, "quarter past": 15, "quarter to": -15}.get(match["past"] or "", 0)
    total = (hour * 60 + minute + past) % 1440
    is_guess = not match["half"] and 1 <= hour <= 12 and not (word.startswith("0"))
    return time(total // 60, total % 60), is_guess


def _guessed(moment: time) -> time:
    """ "By 5" is five in the afternoon: from one to half past seven nobody promises anything."""
    return moment.replace(hour=moment.hour + 12) if moment < time(7, 30) else moment


def _by_clock(match: re.Match[str], clock: Clock) -> datetime | None:
    """ "By 5 pm": today, or tomorrow when that is over."""
    found = _hour_of_day(match)
    if found is None:
        return None
    moment, is_guess = found
    moment = _guessed(moment) if is_guess else moment
    due = clock.at(clock.today, moment)
    if due <= clock.now and is_guess and moment.hour < 12:
        due = clock.at(clock.today, moment.replace(hour=moment.hour + 12))
    return due if due > clock.now else clock.at(clock.today + timedelta(days=1), moment)


def _named_day(name: str, clock: Clock) -> date:
    if name in ("today", "tonight"):
        return clock.today
    if name == "tomorrow":
        return clock.today + timedelta(days=1)
    ahead = (_DAYS.index(name) - clock.today.weekday()) % 7
    return clock.today + timedelta(days=ahead or 7)


def _day_and_clock(match: re.Match[str], clock: Clock) -> datetime | None:
    found = _hour_of_day(match)
    if found is None:
        return None
    moment, is_guess = found
    if is_guess:
        moment = _guessed(moment)
    return clock.at(_named_day(match["day"], clock), moment)


def _part_of(day: date, part: str, clock: Clock) -> datetime:
    if part in ("noon", "midday") or part.startswith("lunch"):
        return clock.at(day, NOON)
    opens, closes = clock.hours(day) or (time(9), CLOSE)
    # Never later than somebody is there, as far as the words allow.
    if part == "morning":
        return clock.at(day, closes if opens < closes < NOON else NOON)
    if part == "afternoon":
        return clock.at(day, closes if NOON < closes < _AFTERNOON else _AFTERNOON)
    return clock.at(day, _EVENING)


def _day_and_part(match: re.Match[str], clock: Clock) -> datetime:
    return _part_of(_named_day(match["day"], clock), match["part"], clock)


def _this_part(match: re.Match[str], clock: Clock) -> datetime:
    return _part_of(clock.today, match["part"], clock)


def _first_thing(match: re.Match[str], clock: Clock) -> datetime:
    name = match["day"] if match["day"] else "tomorrow"
    day = _named_day(name, clock)
    opens = (clock.hours(day) or (time(9), CLOSE))[0]
    return clock.at(day, time(min(opens.hour + 1, 23), opens.minute))


def _day(match: re.Match[str], clock: Clock) -> datetime:
    if match["day"] == "tonight":
        return clock.at(clock.today, _EVENING)
    return clock.end_of(_named_day(match["day"], clock))


def _end_of_day(match: re.Match[str], clock: Clock) -> datetime:
    name = match.groupdict().get("day")
    return clock.end_of(_named_day(name, clock) if name else clock.today)


def _next_open_day(match: re.Match[str], clock: Clock) -> datetime:
    return clock.end_of(clock.open_days_on(1))


def _week(match: re.Match[str], clock: Clock) -> datetime:
    if "early" in match[0]:
        tuesday = timedelta(days=8 - clock.today.weekday())
        return clock.end_of(clock.today + tuesday)
    return clock.end_of_week(1 if "next" in match[0] else 0)


def _calendar_date(match: re.Match[str], clock: Clock) -> datetime | None:
    month = _MONTHS.index(match["month"][:3]) + 1
    number = int(match["date"])
    for year in (clock.today.year, clock.today.year + 1):
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if day >= clock.today:
            return clock.end_of(day)
    return None


_MONTH = (
    r"(?P<month>(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*)(?:\.(?= ?\d))?"
)
_DATE = r"(?P<date>[12]?\d|3[01])(?:st|nd|rd|th)?"
_ON_DATE = rf"(?:on|by|before) (?:{'|'.join(_DAYS)},? )?(?:the )?"
_IN = r"(?:within|in|inside|over|during|in under|in less than)"
_UNIT = r"(?P<unit>minutes?|mins?|hours?|hrs?|days?|weeks?)(?P<andhalf> and a half)?"
_OPEN = r"(?P<open>business |working |open )?"
Resolver = Callable[[re.Match[str], Clock], datetime | None]
# The longer phrase comes first: "tomorrow by 10 am" is not "tomorrow".
_RULES: tuple[tuple[str, Resolver], ...] = (
    (rf"(?:{_BY} )?first thing (?:on |in the morning on )?{_DAY}(?: morning)?", _first_thing),
    (r"(?P<day>)first thing in the morning", _first_thing),
    (
        rf"(?:(?:{_BY}|on) )?{_DAY},? (?:morning |afternoon |evening )?{_BY} {_CLOCK}",
        _day_and_clock,
    ),
    (rf"{_BY} {_CLOCK},? (?:on )?{_DAY}", _day_and_clock),
    (rf"(?:(?:{_BY}|on) )?{_DAY},? (?:at |by |before |in the |around )?{_PART}", _day_and_part),
    (rf"(?:by |before )?(?:the )?{_PART},? (?:of |on )?{_DAY}", _day_and_part),
    (rf"(?:by|before|at) {_END}day,? (?:on )?{_DAY}", _end_of_day),
    (rf"(?:by|before|at) {_END}(?:day|business|today|{_DAY})", _end_of_day),
    (r"(?:by|before|at) (?:closing(?: time)?|close|we close|the day is (?:out|over))", _end_of_day),
    (r"(?:(?:by|before|on|within) )?(?:the )?next (?:business|working|open) day", _next_open_day),
    (rf"(?:by|before|at) {_END}(?:the )?week|(?:later |sometime )?this week", _week),
    (r"(?:by |before )?(?:early )?next week|(?:before|by) the weekend", _week),
    (rf"{_ON_DATE}{_MONTH} {_DATE}", _calendar_date),
    (rf"{_ON_DATE}{_DATE} (?:of )?{_MONTH}", _calendar_date),
    (
        rf"{_IN} (?:the )?(?:next )?(?:a |the )?(?:half(?: an)?[ -]hour|quarter of an hour)",
        _half_hour,
    ),
    (
        rf"{_IN} (?:(?:the|about|at most|around) )*(?:next )?(?:a )?(?P<count>{_COUNT}|few)?"
        rf" ?(?:of )?{_OPEN}{_UNIT}",
        _length,
    ),
    (rf"(?:(?:later|sometime|before|by|during) )?this {_PART}", _this_part),
    (rf"{_BY} {_CLOCK}", _by_clock),
    (rf"(?:(?:later|sometime|by|before|on|no later than) )?(?:this |next )?{_DAY}", _day),
)
RULES = tuple(
    (re.compile(rf"\b{pattern}(?: at the latest)?(?!\w)"), resolve) for pattern, resolve in _RULES
)
