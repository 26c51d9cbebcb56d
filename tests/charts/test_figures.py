"""The real drawing process: every kind, hostile labels, cache, failures, no network."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import LazySettings
from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils import translation

from practice_hub.charts.client import DrawingProcess, drawing_process
from practice_hub.charts.errors import DrawingError
from practice_hub.charts.figures import Drawn, Picture, figure, figures, png
from practice_hub.charts.shapes import Bars, Group, Series, Shape
from tests.charts import samples


@pytest.fixture(scope="module", autouse=True)
def ended() -> Iterator[None]:
    yield
    drawing_process.stop()


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    caches["charts"].clear()
    yield
    caches["charts"].clear()


def _picture(shape: Shape) -> Picture:
    return Picture(shape, "First answer", "Median in minutes.", "It was quick.", "Nobody wrote.")


def _parsed(drawn: Drawn | None) -> ElementTree.Element:
    assert drawn is not None
    return ElementTree.fromstring(f"<svg>{drawn.body}</svg>")


def test_every_kind_is_drawn_twice_and_no_label_becomes_markup() -> None:
    drawn = figures([_picture(shape) for shape in samples.ALL.values()])
    for name, one in zip(samples.ALL, drawn, strict=True):
        for width, limit in ((one.wide, 900), (one.narrow, 400)):
            root = _parsed(width)
            assert width is not None
            assert not re.search(r'style=|<script|font-family|"#[0-9a-f]{6}', width.body), name
            assert float(width.view_box.split()[2]) <= limit, name
            assert {tag.tag for tag in root.iter()} <= {
                *("svg", "g", "path", "line", "rect", "text", "a", "title", "defs", "clipPath")
            }
    shown = {name: one.wide for name, one in zip(samples.ALL, drawn, strict=True)}
    for name in ("stack", "areas"):
        assert samples.EVIL in [text.text for text in _parsed(shown[name]).iter("text")]
    links = list(_parsed(shown["bars"]).iter("a"))
    assert [link.get("href") for link in links] == [samples.HREF] * 6
    assert links[0].get("aria-label") == "Tuesday: median 11 min, slowest tenth 40 min"
    assert "10 days 10 h ↑" in [text.text for text in _parsed(shown["cut"]).iter("text")]
    assert [shown[name] is not None and shown[name].role for name in ("bars", "cut")] == [
        "group"
    ] * 2


def test_what_stands_beside_an_axis_is_in_the_language_of_who_looks() -> None:
    one = _picture(Bars((Group("1", (900_000.0,)),), (Series("", "accent"),), "seconds"))
    english = figure(one)
    with translation.override("es"):
        spanish = figure(one)
    assert english.wide and spanish.wide
    assert "10 days" in english.wide.body and "10 días" in spanish.wide.body
    assert spanish.table.rows[0][2] == ("10 días 10 h",)


def test_a_picture_is_drawn_once_and_again_when_it_changes() -> None:
    first = figure(_picture(samples.ROWS))
    drawing_process.stop()
    assert figures([_picture(samples.ROWS)], None) == [first]
    assert figures([_picture(samples.MOVES)], None)[0].is_awaited
    assert drawing_process.pid is None
    changed = Bars((Group("a", (1,)),), (Series("", "accent"),))
    assert figure(_picture(changed)).wide is not None
    assert drawing_process.pid is not None
    # One that went home meanwhile, or was killed, is replaced without a word.
    os.kill(drawing_process.pid, signal.SIGKILL)
    assert png(samples.ROWS).startswith(b"\x89PNG")


def test_nothing_to_draw_and_no_way_to_draw_still_make_a_page() -> None:
    html = render_to_string("charts/_figure.html", {"figure": figure(_picture(samples.EMPTY[0]))})
    assert "Nobody wrote." in html
    assert "<svg" not in html
    broken = DrawingProcess([sys.executable, "-c", "print('no answer')"])
    slow = DrawingProcess([sys.executable, "-c", "input(); input()"], first_seconds=0.3)
    for process in (broken, slow):
        (failed,) = figures([_picture(samples.BARS)], process)
        html = render_to_string("charts/_figure.html", {"figure": failed})
        assert failed.has_failed
        assert "could not be drawn" in html
        assert "<details" in html
        assert "40 min" in html
        with pytest.raises(DrawingError, match="rests"):
            process.draw([])
        assert process.pid is None


def test_a_cache_that_cannot_be_used_is_no_reason_to_fail(
    settings: LazySettings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    location = str(tmp_path / "file")
    settings.CACHES = {
        **settings.CACHES,
        "charts": {**settings.CACHES["charts"], "LOCATION": location},
    }
    assert figure(_picture(samples.MOVES)).wide is not None


def test_the_page_has_a_picture_for_every_width_with_words_and_a_table() -> None:
    html = render_to_string("charts/_figure.html", {"figure": figure(_picture(samples.BARS))})
    assert html.count("<svg") == 2
    assert "It was quick." in html
    assert f'<a href="{samples.HREF.replace("&", "&amp;")}">Tuesday</a>' in html
    assert "style=" not in html


def test_nothing_is_ever_fetched() -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    code = (
        "from practice_hub.charts.draw import draw_svg\n"
        "try:\n"
        f"    draw_svg({{'data': {{'url': '{address}'}}, 'mark': 'bar', 'encoding': {{}}}})\n"
        "except ValueError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    server.shutdown()
    server.server_close()
    assert "not allowed" in done.stdout
    assert asked == []
