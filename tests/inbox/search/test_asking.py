"""What somebody types, as the search reads it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from inbox.search.asking import Asked, Setting, read

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=ZoneInfo("America/New_York"))
SETTING = Setting({7: ("ana", "alvarez"), 8: ("ben", "okoro")}, me=8, now=NOW)


def asked(text: str) -> Asked:
    return read(text, SETTING)


def limits(text: str) -> list[tuple[str, object, bool]]:
    return [(each.name, each.value, each.is_not) for each in asked(text).conditions]


def test_words_quotes_and_minus_become_a_query() -> None:
    for text, query in {
        "": "",
        '  :-) -- "" ': "",
        "Parking": "('parking':*)",
        "car park": "('car':*) & ('park':*)",
        '"car park"': "('car' <-> 'park')",
        '"car park': "('car' <-> 'park')",
        "-refund car": "!('refund':*) & ('car':*)",
        '-"no show"': "!('no' <-> 'show')",
        "car-park's": "('car' <-> 'parks':*)",
        "肌荒れ": "('肌' <-> '荒' <-> 'れ')",
        "from:María note:vip": "('maria':*A) & ('vip':*D)",
        'answer:"so sorry"': "('so':C <-> 'sorry':C)",
        "price: 300": "('price':*) & ('300':*)",
        "foo:bar": "('foo' <-> 'bar':*)",
        "https://x.example/a": "('https' <-> 'x' <-> 'example' <-> 'a':*)",
        "in:nowhere is:odd by:nobody after:soon": (
            "('in' <-> 'nowhere':*) & ('is' <-> 'odd':*)"
            " & ('by' <-> 'nobody':*) & ('after' <-> 'soon':*)"
        ),
        "it's ' \\ & | ! ( ) :*": "('its':*)",
    }.items():
        assert asked(text).as_query() == query, text
    assert len(asked("word " * 50).terms) == 12


def test_operators_become_conditions() -> None:
    def day(year: int, month: int, day: int) -> datetime:
        return datetime(year, month, day, tzinfo=NOW.tzinfo)

    for text, expected in {
        "in:Facebook": [("network", "FACEBOOK", False)],
        "-in:fb IN:twitter": [("network", "FACEBOOK", True), ("network", "X", False)],
        "is:resolved -is:mine": [("is", "close", False), ("is", "mine", True)],
        "label:Complaint label:unhappy": [
            ("category", "COMPLAINT", False),
            ("sentiment", "NEGATIVE", False),
        ],
        'label:"small talk"': [("category", "OTHER", False)],
        "has:pictures": [("has", "picture", False)],
        "by:me by:an by:Ben,": [("by", "8", False), ("by", "7", False), ("by", "8", False)],
        "after:2026-11-02 before:2026": [
            ("after", day(2026, 11, 2), False),
            ("before", day(2026, 1, 1), False),
        ],
        "after:yesterday before:7d": [
            ("after", day(2026, 11, 19), False),
            ("before", day(2026, 11, 13), False),
        ],
        "after:2026-13-40 after:0000": [],
    }.items():
        assert limits(text) == expected, text
    assert asked("is:all").scopes and not asked("-is:all").scopes
