"""Pictures for pages and mail: from the cache, else drawn; where that fails there is the table."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.cache import caches
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from practice_hub.charts import theme
from practice_hub.charts.client import Answer, DrawingProcess, Job, drawing_process
from practice_hub.charts.errors import DrawingError
from practice_hub.charts.shapes import Shape, Table

logger = logging.getLogger(__name__)
WIDE: Final = 860
NARROW: Final = 340
MAIL: Final = 600


@dataclass(frozen=True, slots=True)
class Picture:
    """What a page wants to show. `text` says in a sentence or two what the picture shows, for those
    who do not see it; `empty` is said when there is nothing to draw."""

    shape: Shape
    heading: str
    caption: str
    text: str
    empty: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One SVG: its inside is safe, having passed `svg.clean`."""

    body: SafeString
    view_box: str
    role: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture ready for `charts/_figure.html`; without `wide` there is none, only the table.

    `is_awaited`: it was not in the cache and shall be drawn by the next request.
    """

    key: str  # its place on the page: "picture-0"
    picture: Picture
    table: Table
    wide: Drawn | None = None
    narrow: Drawn | None = None
    is_awaited: bool = False

    @property
    def is_empty(self) -> bool:
        return self.picture.shape.is_empty

    @property
    def has_failed(self) -> bool:
        return not self.is_empty and self.wide is None and not self.is_awaited


def figure(picture: Picture) -> Figure:
    """One picture; see `figures`."""
    return figures([picture])[0]


def figures(
    pictures: Sequence[Picture], process: DrawingProcess | None = drawing_process
) -> list[Figure]:
    """Every picture in both widths, drawn together. Never raises because of a drawing.

    Without a process nothing is drawn: what the cache does not have is awaited.
    """
    jobs = {
        (index, width): _job(picture.shape, width)
        for index, picture in enumerate(pictures)
        if not picture.shape.is_empty
        for width in (WIDE, NARROW)
    }
    drawn = _drawings(list(jobs.values()), process)
    found = [
        Figure(
            key=f"picture-{index}",
            picture=picture,
            table=picture.shape.table(),
            wide=_found(drawn, jobs.get((index, WIDE))),
            narrow=_found(drawn, jobs.get((index, NARROW))),
        )
        for index, picture in enumerate(pictures)
    ]
    return [replace(one, is_awaited=process is None and one.has_failed) for one in found]


def png(shape: Shape, width: int = MAIL) -> bytes:
    """The picture on white in light colors, two pixels to the pixel, for mail and reports.

    Raises DrawingError when it cannot be drawn; send the words without it then.
    """
    job = _job(shape, width, "png")
    answer = _drawings([job], drawing_process).get(_key(job), {})
    if "png" not in answer:
        raise DrawingError("The picture could not be drawn.")
    return base64.b64decode(answer["png"])


def _job(shape: Shape, width: int, wanted: str = "svg") -> Job:
    packed = json.dumps(asdict(shape), separators=(",", ":"), sort_keys=True)
    return {
        "kind": type(shape).__name__,
        "shape": packed,
        "width": width,
        "format": wanted,
        # What stands beside an axis is said in it; so it is part of the key in the cache, too.
        "language": get_language() or settings.LANGUAGE_CODE,
    }


def _key(job: Job) -> str:
    """By content: what is shown, how it looks, and who draws it."""
    text = json.dumps([job, theme.version(), _drawer_version()], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _drawer_version() -> str:
    """Changes with our drawing code and with the libraries."""
    folder = Path(__file__).resolve().parent
    code = b"".join(path.read_bytes() for path in sorted(folder.rglob("*.py")))
    libraries = f"{installed('altair')} {installed('vl-convert-python')}"
    return hashlib.sha256(code + libraries.encode()).hexdigest()[:16]


def _drawings(jobs: list[Job], process: DrawingProcess | None) -> dict[str, Answer]:
    """By key; what could not be drawn is missing."""
    wanted = {_key(job): job for job in jobs}
    found = _from_cache(list(wanted))
    missing = {key: job for key, job in wanted.items() if key not in found}
    if not missing or process is None:
        return found
    try:
        asked = [{**job, "prefix": f"c{key[:8]}"} for key, job in missing.items()]
        answers = dict(zip(missing, process.draw(asked), strict=True))
    except DrawingError as error:
        logger.warning("%s", error)
        return found
    for key, answer in answers.items():
        if "error" in answer:
            logger.warning("%s was not drawn: %s", missing[key]["kind"], answer["error"])
    fresh = {key: answer for key, answer in answers.items() if "error" not in answer}
    _into_cache(fresh)
    return found | fresh


def _from_cache(keys: list[str]) -> dict[str, Answer]:
    """A cache that fails is an empty one."""
    try:
        return dict(caches["charts"].get_many(keys)) if keys else {}
    except OSError:
        logger.warning("the cache of pictures cannot be read")
        return {}


def _into_cache(fresh: dict[str, Answer]) -> None:
    try:
        caches["charts"].set_many(fresh)
    except OSError:
        logger.warning("the cache of pictures cannot be written")


def _found(drawn: dict[str, Answer], job: Job | None) -> Drawn | None:
    answer: dict[str, Any] = drawn.get(_key(job), {}) if job else {}
    if not answer:
        return None
    return Drawn(
        body=SafeString(answer["body"]),
        view_box=f"0 0 {answer['width']:g} {answer['height']:g}",
        role="group" if answer["has_links"] else "img",
    )
