"""Finds every page there is: the table of addresses, and the links that people would follow.

No page is typed here. An address without an argument is asked for as it is; one with an argument is
found when a page links to it. What no visitor finds is named at the end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit

from django.urls import (
    NoReverseMatch,
    Resolver404,
    URLPattern,
    URLResolver,
    get_resolver,
    resolve,
    reverse,
)
from playwright.sync_api import Error, Page, Response

# An owner sees the most. Where a doctor, the front desk or a stranger sees more, they come after.
VISITORS: Final = ("Olga", "Priya", "Ana", "")
LEFT_OUT: Final = ("account_logout", "people:demo_sign_in", "callbacks:feed")


@dataclass(frozen=True, slots=True)
class Found:
    """One page: the `name` of its address, its `path`, and `who` reaches it ("" is nobody)."""

    name: str
    path: str
    who: str


@dataclass(slots=True)
class Search:
    """What has been found, in the order of finding, and what is left to ask for."""

    found: dict[str, Found] = field(default_factory=dict)
    asked: set[tuple[str, str]] = field(default_factory=set)

    def missing(self) -> list[str]:
        """Names that no visitor has seen a page of: acts, fragments, files, and pages of a state
        that the demo is not in."""
        return sorted(set(names()) - set(self.found))


def names() -> list[str]:
    """Every name of an address, with its namespace."""
    return list(dict.fromkeys(_names(get_resolver(), "")))


def _names(resolver: URLResolver, space: str) -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from _names(each, inner)
        elif isinstance(each, URLPattern) and each.name:
            yield f"{space}{each.name}"


def walk(page: Page, address: str, who: str, search: Search) -> Iterator[Found]:
    """Yield each page that `who` is the first to find, while `page` shows it."""
    waiting = deque(path for name in names() if (path := _plain_path(name)))
    while waiting:
        path = waiting.popleft()
        name = name_of(path)
        if not name or name in search.found or name in LEFT_OUT or (who, name) in search.asked:
            continue
        search.asked.add((who, name))
        if not shows_page(page, urljoin(address, path)) or name_of(page.url) != name:
            continue
        search.found[name] = Found(name, path, who)
        yield search.found[name]
        waiting.extend(_links(page, address))


def shows_page(page: Page, url: str) -> bool:
    """Whether `url` is a whole page, which is shown then: no fragment, no file, no refusal."""
    try:
        answer = page.goto(url, wait_until="domcontentloaded")
    except Error:  # the file that comes instead of a page
        return False
    return answer is not None and answer.ok and _is_page(answer)


def _is_page(answer: Response) -> bool:
    kind = answer.headers.get("content-type", "")
    return kind.startswith("text/html") and answer.text().lstrip()[:9].lower() == "<!doctype"


def _links(page: Page, address: str) -> list[str]:
    links = page.locator("a[href]").evaluate_all("all => all.map(a => a.href.split('#')[0])")
    return [link.removeprefix(address) for link in links if link.startswith(address)]


def name_of(url: str) -> str:
    """Name of the address with its namespace, or "" where there is none."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return ""


def _plain_path(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
