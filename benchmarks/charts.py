"""What drawing costs: in the process of the page, in a process of its own, and from the cache.

    python benchmarks/charts.py

One picture is drawn in both widths, as a page needs it. Prints times and memory for the three
ways, and how long an SVG is before and after cleaning. The decision that rests on it is in
docs/decisions.md.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import django
import psutil
from django.conf import settings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from practice_hub.charts.client import drawing_process
from practice_hub.charts.figures import NARROW, WIDE, Picture, figure
from practice_hub.charts.shapes import Bars, Line
from practice_hub.charts.svg import clean
from tests.charts.samples import BARS

ROUNDS = 20


def main() -> None:
    """Each way in a process of its own, or the second would find the libraries loaded."""
    for name in WAYS:
        subprocess.run([sys.executable, __file__, name], check=True)


def in_this_process() -> None:
    """Altair and V8 inside the process that serves the page."""
    before = _memory(os.getpid())
    started = time.perf_counter()
    drawing = import_module("practice_hub.charts.draw")

    def draw() -> str:
        drawn = [drawing.draw_svg(drawing.specification(BARS, width)) for width in (WIDE, NARROW)]
        for svg in drawn:
            clean(svg)
        return drawn[0]

    raw = draw()
    first = time.perf_counter() - started
    _say("in the page's process", first, _timed(draw), _memory(os.getpid()) - before)
    print(f"    SVG of vl-convert {len(raw):,} bytes, cleaned {len(clean(raw).body):,} bytes")


def in_its_own_process() -> None:
    """The way that is used: one process that draws, reached through pipes; never a cache hit."""
    shapes = (replace(BARS, line=Line(value, "target")) for value in range(1000, 4000))
    before = _memory(os.getpid())
    started = time.perf_counter()
    _figure(next(shapes))
    first = time.perf_counter() - started
    times = _timed(lambda: _figure(next(shapes)))
    _say("in a process of its own", first, times, _memory(os.getpid()) - before)
    print(f"    which holds {_memory(drawing_process.pid or 0):.0f} MB while it lives")


def from_the_cache() -> None:
    """The same picture again, from files."""
    started = time.perf_counter()
    _figure(BARS)
    first = time.perf_counter() - started
    _say("from the cache", first, _timed(lambda: _figure(BARS)), 0)


def _figure(shape: Bars) -> None:
    if figure(Picture(shape, "", "", "", "")).wide is None:
        raise SystemExit("Nothing was drawn.")


def _timed(draw: Callable[[], object]) -> list[float]:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        draw()
        times.append(time.perf_counter() - started)
    return times


def _memory(pid: int) -> float:
    """Memory of a process in MB, without what it shares with others."""
    megabytes: float = psutil.Process(pid).memory_full_info().uss / 1e6
    return megabytes


def _say(name: str, first: float, times: list[float], megabytes: float) -> None:
    median = statistics.median(times) * 1000
    print(
        f"{name}: first {first * 1000:.0f} ms, then {median:.1f} ms "
        f"(slowest {max(times) * 1000:.0f} ms), {megabytes:.0f} MB more in the page's process"
    )


WAYS = {"here": in_this_process, "apart": in_its_own_process, "cache": from_the_cache}


def _run(name: str) -> None:
    with tempfile.TemporaryDirectory(prefix="practice-hub-charts-") as folder:
        files = "django.core.cache.backends.filebased.FileBasedCache"
        settings.configure(CACHES={"default": {}, "charts": {"BACKEND": files, "LOCATION": folder}})
        django.setup()
        WAYS[name]()
        drawing_process.stop()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _run(sys.argv[1])
    else:
        main()
