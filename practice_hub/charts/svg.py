"""Makes the SVG of vl-convert fit for a page: small, safe, and in the colors of the page.

Everything is read by a strict grammar and written anew: only known elements and attributes pass,
links lead nowhere but into the product, ids are the picture's own, colors become the variables they
came from. Whatever does not fit the grammar is refused, so a label can never become markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from practice_hub.charts import theme
from practice_hub.charts.errors import DrawingError

PAGE: Final = "https://page.invalid"
# More links than this are no way to walk through a picture by keyboard: the table is.
_MOST_STOPS: Final = 40

_ATTRIBUTE: Final = re.compile(r'\s+([A-Za-z][\w:-]*)="([^"<]*)"')
_TOKEN: Final = re.compile(r'<(/?)([A-Za-z]+)((?:\s+[A-Za-z][\w:-]*="[^"<]*")*)\s*(/?)>|([^<>]+)')
_ENTITY: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
_NUMBER: Final = re.compile(r"-?\d+\.\d{2,}(?![\de])")
_CLIP: Final = re.compile(r"clip(\d+)")
_COLOR: Final = re.compile(r"#[0-9a-f]{6}")

_ELEMENTS: Final = {"svg", "g", "path", "line", "rect", "text", "a", "defs", "clipPath", "title"}
_SHAPE: Final = {
    *(
        "d",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "width",
        "height",
        "rx",
        "transform",
        "fill",
        "stroke",
    ),
    *("fill-opacity", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-miterlimit"),
    *("text-anchor", "font-size", "font-weight", "clip-path", "id", "opacity", "aria-hidden"),
}
_DEFAULTS: Final = {("opacity", "1"), ("fill", "none"), ("stroke-width", "1"), ("x1", "0")}
_NOTHING: Final = {"M0,0h0v0h0Z", ""}


@dataclass(frozen=True, slots=True)
class Tag:
    """One piece of the drawing: a tag or a stretch of text."""

    name: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    is_end: bool = False
    is_closed: bool = False
    text: str = ""

    def get(self, name: str) -> str:
        return dict(self.attributes).get(name, "")


@dataclass(frozen=True, slots=True)
class Drawing:
    """The inside of an `<svg>` and its size in pixels."""

    body: str
    width: float
    height: float
    has_links: bool


def clean(svg: str, prefix: str = "c") -> Drawing:
    """Read what vl-convert wrote; raises DrawingError where it is not what it always was.

    `prefix` begins every id, so that two pictures of one page do not meet.
    """
    tags = list(_read(svg))
    if len(tags) < 2 or tags[0].name != "svg" or not (tags[-1].is_end and tags[-1].name == "svg"):
        raise DrawingError("The drawing is no SVG.")
    links = sum(1 for tag in tags if tag.name == "a" and not tag.is_end)
    kept = _without_empty_groups(_useful(tags[1:-1]))
    writer = _Writer(prefix, is_walkable=links <= _MOST_STOPS)
    body = "".join(writer.write(tag) for tag in kept)
    return Drawing(
        body=body,
        width=float(tags[0].get("width")),
        height=float(tags[0].get("height")),
        has_links=links > 0,
    )


def _read(svg: str) -> Iterator[Tag]:
    at = 0
    for found in _TOKEN.finditer(svg):
        if found.start() != at or _ENTITY.search(found[0]):
            raise DrawingError("The drawing is no well-formed SVG.")
        at = found.end()
        end, name, attributes, closed, text = found.groups()
        if text is not None:
            yield Tag(text=text)
            continue
        if name not in _ELEMENTS:
            raise DrawingError(f"A drawing has no <{name}>.")
        pairs = tuple((key, value) for key, value in _ATTRIBUTE.findall(attributes))
        yield Tag(name, pairs, is_end=bool(end), is_closed=bool(closed))
    if at != len(svg):
        raise DrawingError("The drawing is no well-formed SVG.")


def _useful(tags: list[Tag]) -> Iterator[Tag]:
    """Without the empty frames that Vega draws around everything."""
    for tag in tags:
        is_frame = tag.name == "path" and tag.is_closed
        if is_frame and (tag.get("display") == "none" or tag.get("d") in _NOTHING):
            continue
        if is_frame and tag.get("class") == "background" and not _is_painted(tag):
            continue
        yield tag


def _is_painted(tag: Tag) -> bool:
    return tag.get("fill") not in ("", "none") or tag.get("stroke") not in ("", "none")


def _without_empty_groups(tags: Iterator[Tag]) -> list[Tag]:
    """Groups that hold nothing vanish, and so do those that say nothing about what they hold."""
    kept: list[Tag] = []
    opened: list[tuple[int, bool]] = []  # where a group began, whether it is written
    for tag in tags:
        if tag.name != "g" or tag.is_closed:
            kept.append(tag)
        elif not tag.is_end:
            is_written = any(_attribute(*pair) for pair in _shown(tag))
            opened.append((len(kept), is_written))
            kept.extend([tag] if is_written else [])
        else:
            _close(tag, kept, opened)
    return kept


def _close(tag: Tag, kept: list[Tag], opened: list[tuple[int, bool]]) -> None:
    if not opened:
        raise DrawingError("The drawing is no well-formed SVG.")
    began, is_written = opened.pop()
    if not is_written:
        return
    if len(kept) == began + 1:
        del kept[began:]
    else:
        kept.append(tag)


def _shown(tag: Tag) -> Iterator[tuple[str, str]]:
    """The attributes of a shape that are written; axes and legends are silent for readers."""
    role = tag.get("class")
    if tag.name == "g" and ("role-axis" in role or "role-legend" in role) and "mark-" in role:
        if role.startswith("mark-group"):
            yield "aria-hidden", "true"
        return
    if tag.name == "g" and role.startswith("mark-text"):
        yield "aria-hidden", "true"
    for key, value in tag.attributes:
        if key in _SHAPE and key != "aria-hidden":
            yield key, value


def _attribute(key: str, value: str) -> str:
    """One attribute as it is written; "" for what is so anyhow."""
    if (key, value) in _DEFAULTS and key != "fill":
        return ""
    if key == "transform" and value in ("translate(0,0)", ""):
        return ""
    if key == "font-size" and value.removesuffix("px") == str(theme.MEASURED_SIZE):
        return ""
    value = _COLOR.sub(_variable, value) if key in ("fill", "stroke") else value
    if key in ("d", "transform", "x", "y", "x2", "y2", "width", "height"):
        value = _NUMBER.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), value)
    return f' {key}="{value}"'


def _variable(found: re.Match[str]) -> str:
    names = {light: name for name, light in theme.colors().items()}
    name = names.get(found[0])
    if name is None:
        raise DrawingError("A drawing uses the colors of the theme only.")
    return f"var(--{name})"


class _Writer:
    """Writes tags again, one after the other; knows the link it is in."""

    def __init__(self, prefix: str, *, is_walkable: bool) -> None:
        self._prefix = prefix
        self._is_walkable = is_walkable
        self._in_link = False

    def write(self, tag: Tag) -> str:
        if not tag.name:
            return tag.text
        if tag.name == "a":
            self._in_link = not tag.is_end
            return "" if tag.is_end else self._link(tag)
        if tag.is_end:
            return f"</{tag.name}>"
        if self._in_link and tag.is_closed:
            return self._linked(tag)
        return self._shape(tag, "/>" if tag.is_closed else ">")

    def _link(self, tag: Tag) -> str:
        href = tag.get("xlink:href")
        if not href.startswith(f"{PAGE}/") or href.startswith(f"{PAGE}//"):
            raise DrawingError("A drawing leads nowhere but into the product.")
        stop = "" if self._is_walkable else ' tabindex="-1"'
        return f'<a href="{href.removeprefix(PAGE)}"{stop}'

    def _linked(self, tag: Tag) -> str:
        """The shape inside a link gives the link its name, for readers and as a hint."""
        said = tag.get("aria-label")
        name = f' aria-label="{said}"' if self._is_walkable else ""
        return f"{name}><title>{said}</title>{self._shape(tag, '/>')}</a>"

    def _shape(self, tag: Tag, end: str) -> str:
        pairs = (
            (key, _CLIP.sub(rf"{self._prefix}-\1", value) if key in ("id", "clip-path") else value)
            for key, value in _shown(tag)
        )
        written = "".join(_attribute(key, value) for key, value in pairs)
        return f"<{tag.name}{written}{end}"
