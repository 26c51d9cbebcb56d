"""What nobody's browser sends, and what somebody who wants to break a page does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

HUGE: Final = 9_223_372_036_854_775_808
NUMBERS: Final = (
    *("0", "-1", "1", "2147483648", str(HUGE - 1), str(HUGE), "1" * 17, "9" * 18, "9" * 5_000),
    *("1.5", "1e999", "NaN", "-Infinity", "٣", "１２", "²", "+1", "1_000", " 7 ", "0x10", "007"),
)
DATES: Final = (
    *("0000-00-00", "0001-01-01", "9999-12-31", "2024-02-30", "2023-02-29", "2024-02-29"),
    *("9999-W53", "0001-W01", "2024-W00", "2024-W53-7", "10000-01-01", "-1-1-1", "24:00", "25:61"),
    *("0001-01-01T00:00", "9999-12-31T23:59", "2026-03-29T02:30", "2026-02-30T10:00", "now"),
    *("2026-01-01T00:00:00+99:99", "99:99:99", "٢٠٢٤-٠١-٠١", "1970-01-01T00:00:00.0000000001Z"),
)
ZONES: Final = ("Mars/Olympus", "../../etc/passwd", "America", "UTC\x00", "utc", "Etc/GMT-14", "/")
CURSORS: Final = (
    *("eyJhIjoxfQ==", "!!!!", "AAAA", "a.b.c", "1,2", "~", "=", "1:2:3:4", "2026-01-01,1"),
    *("9999-12-31T23:59:59Z,9", "0001-01-01T00:00:00+14:00|1", "[]", "{}", "null", '{"a":[[[["'),
)
WORDS: Final = (
    *("", " ", "\x00", "a\x00b", "\ud800", "a\udfffb", "\ufeff", "\u202e", "\u2028", "👩🏽‍⚕️" * 40),
    *("=1+1", "@SUM(1)", "%", "%s%n", "%zz", "{0}", "{{ x }}", "${x}", "{your_name", "{}", "\\"),
    *(
        "'",
        '"',
        "<script>",
        "../../x",
        "//evil.example",
        "/\\evil.example",
        "http://[::1",
        "http://[",
    ),
    *("\r\nSet-Cookie: a=b", "x" * 10_000, "é" * 5_000, "\n" * 3_000, "Z̴͑" * 900, "ﷺ" * 300),
    *(
        "true",
        "None",
        "on",
        "all",
        "others",
        "me",
        "a@b",
        "a" * 300 + "@example.org",
        "xn--",
        "(" * 99,
    ),
    *("00000000-0000-0000-0000-000000000000", "g" * 36, "-", "1 2 3", "a,b,,c", "*", "a & | ! :*"),
)
VALUES: Final = (*NUMBERS, *DATES, *ZONES, *CURSORS, *WORDS)
HEADERS: Final = (
    *(
        ("HX-Request", "true"),
        ("HX-Request", "maybe"),
        ("HX-Target", "\xff\xfe"),
        ("HX-Boosted", "1"),
    ),
    *(("HX-Current-URL", "http://["), ("HX-Current-URL-URI-AutoEncoded", "true")),
    *(("HX-Current-URL", "%ff%fe"), ("HX-Prompt", "%ED%A0%80"), ("HX-Trigger", "{")),
    *(
        ("HX-History-Restore-Request", "true"),
        ("Triggering-Event", "{not json"),
        ("X-Automatic", "1"),
    ),
    *(("Accept", "*/*;q=nan"), ("Accept", "text/event-stream"), ("Accept", ",;=/" * 50)),
    *(
        ("Accept", "application/json"),
        ("Accept-Language", "xx-" * 200),
        ("Accept-Language", "zh-\x00"),
    ),
    *(("Host", "evil.example"), ("Host", "a:b:c"), ("Host", "[::1"), ("Host", "")),
    *(
        ("X-Forwarded-For", "1.2.3"),
        ("X-Forwarded-For", "a" * 4_000),
        ("X-Forwarded-Proto", "gopher"),
    ),
    *(("X-Forwarded-Host", "evil.example"), ("Last-Event-ID", "\xff"), ("Last-Event-ID", "9" * 99)),
    *(("If-Modified-Since", "never"), ("If-Modified-Since", "Thu, 01 Jan 99999 00:00:00 GMT")),
    *(
        ("If-None-Match", '"' * 99),
        ("If-Range", "W/"),
        ("Range", "bytes=-"),
        ("Range", f"bytes={'9' * 4_400}-"),
        ("Range", "bytes=9-1"),
    ),
    *(
        ("Range", "bytes=0-" + "9" * 30),
        ("Range", "bytes=" + "0-1," * 900),
        ("Range", "bytes=\xd9\xa3-"),
    ),
    *(("User-Agent", "\xff" * 2_000), ("User-Agent", ""), ("Authorization", "Bearer \xff")),
    *(
        ("Authorization", "Basic !!!"),
        ("Origin", "null"),
        ("Origin", "http://["),
        ("Referer", "http://["),
    ),
    *(("Sec-Purpose", "prefetch"), ("X-Request-ID", "\xe9" * 500), ("X-Request-ID", "a b\tc")),
    *(("Cookie", "sessionid=\xff"), ("Cookie", "=;=;\x00"), ("Cookie", "sessionid=" + "z" * 5_000)),
    *(
        ("Cookie", "csrftoken=short; signed_out_because=nonsense; messages=a"),
        ("Content-Encoding", "gzip"),
    ),
)
FILES: Final = (
    *(
        b"",
        b"\x00" * 100,
        b"not a picture",
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 60,
        b"GIF89a\xff\xff\xff\xff",
    ),
    *(
        b"\xff\xd8\xff\xe0" + b"\x00" * 30,
        b"PK\x03\x04" + b"\x00" * 40,
        b"{}",
        b"[[[[",
        b'{"id": 1}\n' * 50,
    ),
    *(b"\xff\xfe{\x00", b"a,b\n1", b"null\n", b"[" * 100_000, b"9" * 300_000, b'{"a":1e999}'),
)
FILE_NAMES: Final = (
    *(
        "a.png",
        "",
        "..",
        "../../etc/passwd",
        "a\x00.png",
        "x" * 3_000 + ".jsonl",
        "é\u202egnp.jsonl",
    ),
    *("C:\\a.csv", "a.png;b=c", 'a".png', ".jsonl", "a.PNG.exe", "CON"),
)
BODIES: Final = (
    *("form", "form", "form", "form", "form", "multipart", "multipart", "cut multipart"),
    *("json", "form as json", "json as form", "bytes", "no type", "odd charset", "bad charset"),
    *("no boundary", "huge field", "many fields", "deep", "bad transfer", "big file", "many files"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One request; numbers choose among what is learned of the address (taken modulo).

    `spoiled` pairs a field with what is put there; the other fields are as our own pages send
    them if `is_kept`, else missing.
    """

    address: int
    is_post: bool
    visitor: int
    spoiled: tuple[tuple[int, str], ...]
    is_kept: bool
    is_twice: bool
    parts: tuple[str, ...]
    body: str
    file: bytes
    file_name: str
    headers: tuple[tuple[str, str], ...]


def values() -> st.SearchStrategy[str]:
    known = st.sampled_from(VALUES)
    return st.one_of(known, known, known, st.text(max_size=60), st.integers().map(str))


def cases(*, addresses: int) -> st.SearchStrategy[Case]:
    """Those of `addresses` many addresses."""
    field = st.tuples(st.integers(0, 400), values())
    some_headers = st.lists(st.sampled_from(HEADERS), max_size=3)
    return st.builds(
        Case,
        address=st.integers(0, addresses - 1),
        is_post=st.booleans(),
        visitor=st.sampled_from((0, 0, 0, 0, 1, 2)),
        spoiled=st.lists(field, max_size=4).map(tuple),
        is_kept=st.sampled_from((True, True, True, False)),
        is_twice=st.sampled_from((False, False, False, True)),
        parts=st.one_of(*[st.just(())] * 4, st.tuples(values(), values(), values())),
        body=st.sampled_from(BODIES),
        file=st.sampled_from(FILES),
        file_name=st.sampled_from(FILE_NAMES),
        headers=st.one_of(*[st.just(())] * 3, some_headers.map(tuple)),
    )
