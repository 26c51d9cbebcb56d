"""Which fields each address reads, and what our own pages put there: looked up in the pages and by
listening, so that a new field is fuzzed without being named anywhere."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from django.http import QueryDict
from django.urls import Resolver404, resolve

Fields = dict[str, list[str]]
CSRF: Final = "csrfmiddlewaretoken"  # is always right, or nearly every request would end there


@dataclass
class Learned:
    """By name of the address: the fields of its query and of its form, each with the values that
    were seen in pages; an empty list is a field that is read and was seen nowhere."""

    queries: dict[str, Fields] = field(default_factory=lambda: defaultdict(dict))
    forms: dict[str, Fields] = field(default_factory=lambda: defaultdict(dict))

    def read_page(self, path: str, html: str) -> None:
        page = _Forms(path, self)
        page.feed(html)
        page.close()

    def listen(self, request: Any, name: str) -> None:
        """Notes what the view asks of this request."""
        query = _Listening(request.META.get("QUERY_STRING", ""))
        query.heard = self.queries[name]
        request.GET = query
        form = _Listening(request.POST.urlencode())
        form.heard = self.forms[name]
        files, request.POST = request.FILES, form
        request._files = files


class _Listening(QueryDict):
    heard: Fields

    def _hear(self, key: object) -> None:
        if key != CSRF:
            self.heard.setdefault(str(key), [])

    def __getitem__(self, key: str) -> Any:
        self._hear(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._hear(key)
        return super().__contains__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        self._hear(key)
        return super().getlist(key, default)


def _note(fields: Fields, key: str, value: str) -> None:
    if key == CSRF:
        return
    seen = fields.setdefault(key, [])
    if value not in seen and len(seen) < 40:
        seen.append(value)


class _Forms(HTMLParser):
    """Fields of forms by the address they are sent to; queries of links likewise."""

    def __init__(self, path: str, learned: Learned) -> None:
        super().__init__()
        self._path, self._learned = path, learned
        self._fields: Fields | None = None
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        for key in ("href", "hx-get", "action", "src"):
            self._note_query(given.get(key, ""))
        self._note_own_form(tag, given)
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            name = self._select
        elif tag == "textarea":
            self._textarea = name
        if name and self._fields is not None and tag in ("input", "option", "button", "textarea"):
            _note(self._fields, name, value or ("on" if given.get("type") == "checkbox" else ""))

    def _note_own_form(self, tag: str, given: dict[str, str]) -> None:
        if tag == "form":
            is_post = given.get("method", "").lower() == "post"
            self._fields = self._fields_at(given.get("action") or self._path, is_post=is_post)
        elif where := given.get("hx-post") or given.get("formaction"):
            names = self._fields_at(where, is_post=True)
            for key, seen in (self._fields or {}).items():
                for value in seen:
                    _note(names, key, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea and self._fields is not None:
            _note(self._fields, self._textarea, data)

    def _note_query(self, where: str) -> None:
        if not where.startswith(("/", "?")) or "?" not in where:
            return
        fields = self._fields_at(where, is_post=False)
        for key, value in parse_qsl(urlsplit(where).query, keep_blank_values=True):
            _note(fields, key, value)

    def _fields_at(self, where: str, *, is_post: bool) -> Fields:
        path = urlsplit(where).path or self._path
        try:
            name = resolve(path).view_name
        except Resolver404:
            return {}
        return (self._learned.forms if is_post else self._learned.queries)[name]
