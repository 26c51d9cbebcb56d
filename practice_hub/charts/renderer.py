"""The drawing process: `python -m practice_hub.charts.renderer`.

It holds Altair and V8 (about 150 MB), so it begins with the first picture that is not in the cache
and ends by itself when none was wanted for a while, or when whoever began it is gone. It knows no
secrets, no database and of the settings only where the catalogs of words are: a line of JSON with
pictures comes in, one with drawings goes out.
"""

from __future__ import annotations

import base64
import json
import os
import select
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, Final

import django
from django.conf import settings
from django.utils import translation

from practice_hub.charts.draw import draw_png, draw_svg, revive, specification
from practice_hub.charts.svg import clean

IDLE_SECONDS: Final = 300
LOCALE: Final = Path(__file__).resolve().parents[2] / "locale"


def main() -> None:
    """Answer line by line. Whatever else prints goes nowhere, so that no answer is spoiled."""
    _learn_languages()
    lines = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    while _is_asked(lines):
        line = lines.readline()
        if not line:
            return
        answers.write(json.dumps([_drawn(job) for job in json.loads(line)]).encode() + b"\n")
        answers.flush()


def _learn_languages() -> None:
    """Words and numbers beside an axis are said in the language of who looks."""
    settings.configure(LOCALE_PATHS=[LOCALE], FORMAT_MODULE_PATH="practice_hub.formats")
    django.setup()


def _is_asked(lines: BinaryIO) -> bool:
    """One question at a time and an answer to each, so nothing waits unseen in a buffer."""
    return bool(select.select([lines], [], [], IDLE_SECONDS)[0])


def _drawn(job: dict[str, Any]) -> dict[str, Any]:
    """The drawing, or only what kind of failure there was: its words might quote a label."""
    try:
        with translation.override(job["language"]):
            specified = specification(revive(job["kind"], job["shape"]), job["width"])
        if job["format"] == "png":
            return {"png": base64.b64encode(draw_png(specified)).decode()}
        return asdict(clean(draw_svg(specified), prefix=job["prefix"]))
    except Exception as error:
        return {"error": type(error).__name__}


if __name__ == "__main__":
    main()
