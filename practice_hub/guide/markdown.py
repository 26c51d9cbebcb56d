"""Turns a page of docs/ into HTML for the help.

HTML in a page stays text. Pictures, drawings (```mermaid) and what is for programmers are left out,
tables scroll by themselves, headings can be linked to, and links between pages lead to the help.
What a link names that is no page of the help (a file of the source) becomes plain text: it is no
use to a reader.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.urls import reverse
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

_MAKER: Final = MarkdownIt("commonmark", {"html": False}).enable("table")
_OUTSIDE: Final = ("http://", "https://", "mailto:")
_FOR_CODE: Final = ("For code", "For programmers", "Para programadores")


@dataclass(frozen=True, slots=True)
class Rendered:
    """`html` is safe to show, because the renderer escapes all text; `contents` are the headings of
    the second level: (anchor, words); `anchors` those of all headings, in order."""

    html: str
    contents: tuple[tuple[str, str], ...]
    anchors: tuple[str, ...] = ()


def title_of(text: str) -> str:
    """The first heading."""
    found = re.search(r"(?m)^# (.+)$", text)
    return found[1].strip() if found else ""


def plain_text(text: str) -> str:
    """Its words, without links, code marks and other signs, for searching."""
    return " ".join(re.findall(r"[^\s|`*_#\[\]()]+", text))


def rendered(
    text: str, *, file: str, slugs: Mapping[str, str], anchors: Sequence[str] = ()
) -> Rendered:
    """`file` is the page's path below docs/ without ".md", `slugs` the addresses by such paths.
    `anchors`: those of the page that this one translates, so that a link holds in both.

    The first heading is left out, because the page of the help has it as its own.
    """
    tokens = list(_for_readers(_without_title(_MAKER.parse(text))))
    named = _name_headings(tokens, anchors)
    for inline in (token for token in tokens if token.type == "inline"):
        inline.children = _linked(inline.children or [], file, slugs)
    tokens = [token for token in tokens if not _is_drawing(token)]
    html = _MAKER.renderer.render(tokens, _MAKER.options, {})
    html = html.replace("<table>", '<div class="table-wrap" tabindex="0"><table class="table">')
    contents = tuple((anchor, words) for tag, anchor, words in named if tag == "h2")
    all_anchors = tuple(anchor for _, anchor, _ in named)
    return Rendered(html.replace("</table>", "</table></div>"), contents, all_anchors)


def _without_title(tokens: Sequence[Token]) -> list[Token]:
    is_titled = bool(tokens) and tokens[0].tag == "h1"
    return list(tokens[3:] if is_titled else tokens)


def _for_readers(tokens: Sequence[Token]) -> Iterator[Token]:
    """Without the sections that speak to who changes the code."""
    is_left_out = False
    for opening, inline in zip(tokens, [*tokens[1:], None], strict=True):
        if opening.type == "heading_open" and opening.tag == "h2" and inline:
            is_left_out = inline.content in _FOR_CODE
        if not is_left_out:
            yield opening


def _is_drawing(token: Token) -> bool:
    return token.type == "fence" and token.info.strip() == "mermaid"


def _name_headings(tokens: Sequence[Token], anchors: Sequence[str]) -> list[tuple[str, str, str]]:
    """Gives every heading an id, as GitHub names them if there are none; (tag, id, words)."""
    named: list[tuple[str, str, str]] = []
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        words = "".join(child.content for child in inline.children or [])
        known = len(named) < len(anchors)
        opening.attrSet("id", anchors[len(named)] if known else slugify(words))
        named.append((opening.tag, str(opening.attrGet("id")), words))
    return named


def _linked(tokens: Sequence[Token], file: str, slugs: Mapping[str, str]) -> list[Token]:
    kept: list[Token] = []
    dropped = 0
    for token in tokens:
        if token.type == "image":
            continue
        if token.type == "link_open":
            address = _address(str(token.attrGet("href") or ""), file, slugs)
            if address is None:
                dropped += 1
                continue
            token.attrSet("href", address)
            if address.startswith(_OUTSIDE):
                token.attrSet("rel", "noopener noreferrer")
        elif token.type == "link_close" and dropped:
            dropped -= 1
            continue
        kept.append(token)
    return kept


def _address(href: str, file: str, slugs: Mapping[str, str]) -> str | None:
    """Where a link leads in the help; None for a file that is no page of it."""
    if href.startswith((*_OUTSIDE, "#")):
        return href
    target, _, anchor = href.partition("#")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file), target))
    slug = slugs.get(path.removesuffix(".md"))
    if slug is None:
        return None
    return reverse("guide:help_page", args=[slug]) + (f"#{anchor}" if anchor else "")
