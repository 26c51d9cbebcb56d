"""The composer counts in the browser as the server decides: the same number for any text."""

from __future__ import annotations

from pathlib import Path

from inbox.domain.length import weighted_length
from tests.support.chromium import open_chromium

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "compose.js"
TEXTS = [
    "",
    "Thank you, we look into it. Ana",
    "see https://lumen.example/a/very/long/address?with=query and http://b.example",
    "HTTPS://LOUD.EXAMPLE/x end",
    "家 with wide 文字 and ñ, é and e\u0301",
    "\U0001f600 \U0001f44d\U0001f3fd \u2764\ufe0f",
    "family \U0001f468\u200d\U0001f469\u200d\U0001f467 of three",
    "joined at the end \u200d",
    "quotes “curly” – dashes — and … dots",
    "two\nlines\n\nand a gap",
]


def _counting_part() -> str:
    source = SCRIPT.read_text(encoding="utf-8")
    start = source.index("const LIGHT")
    end = source.index("function count(area)")
    return source[start:end].replace("export ", "")


def test_the_browser_counts_as_the_server() -> None:
    count = "([texts, link, wide]) => texts.map((text) => weightedLength(text, link, wide))"
    body = f"(given) => {{ {_counting_part()} return ({count})(given); }}"
    with open_chromium() as browser:
        page = browser.new_page()
        for link, is_wide in ((23, True), (None, False)):  # as on X, as on Facebook
            rule = {"link_length": link, "wide_as_two": is_wide}
            expected = [weighted_length(text, **rule) for text in TEXTS]
            assert page.evaluate(body, [TEXTS, link, is_wide]) == expected, rule
