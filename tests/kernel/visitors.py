"""Somebody who asks thousands of addresses: real middleware and views, no browser around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.cache import KEY_PREFIX
from django.core.cache import caches
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client, RequestFactory

from practice_hub.practices.models import User
from practice_hub.roles import Role
from tests.support.answers import trusted

# What is read to know who asks; anything else is the view at work.
_AT_THE_DOOR = ("practices_user", "practices_membership")


class Inside(BaseException):
    """The door has let somebody in, and the view began to work."""


def _stop(execute: Callable[..., Any], sql: Any, *more: Any) -> Any:
    table = str(sql).partition(' FROM "')[2].partition('"')[0]
    if (table and table not in _AT_THE_DOOR) or not isinstance(sql, str):
        raise Inside
    return execute(sql, *more)


class Visitor:
    """`name` is what the table calls them; `role` is theirs in the practice they belong to."""

    handler = BaseHandler()
    factory = RequestFactory()

    def __init__(self, name: str, user: User | None, role: str = "") -> None:
        self.name, self.role, self.user = name, role, user
        self.cookies, self._session = "", {}
        if user:
            client = Client()
            client.force_login(user)
            self.key = client.cookies[settings.SESSION_COOKIE_NAME].value
            self.cookies = f"{settings.SESSION_COOKIE_NAME}={self.key}"
            engine = import_module(settings.SESSION_ENGINE)
            self._session = engine.SessionStore(self.key).load()

    def ask(
        self, method: str, path: str, form: dict[str, Any], *, is_whole: bool
    ) -> HttpResponseBase | None:
        """What is answered. Unless `is_whole`, it ends where the view begins to work, and None
        says that it did: how a page is made is looked at once, the door every time."""
        if method == "POST":
            request = self.factory.post(path, form, HTTP_COOKIE=self.cookies)
        else:
            request = self.factory.generic(method, path, HTTP_COOKIE=self.cookies)
        trusted(request)
        with undone(method == "POST"):
            try:
                if is_whole:
                    return self.handler.get_response(request)
                with connection.execute_wrapper(_stop):
                    return self.handler.get_response(request)
            except Inside:
                return None
            finally:
                if method in {"GET", "POST"}:
                    self.come_back()

    def come_back(self) -> None:
        """As if the request had not signed anybody out, in or over to another practice."""
        if self.user:
            caches["process"].set(KEY_PREFIX + self.key, self._session)


@contextmanager
def undone(is_write: bool) -> Iterator[None]:
    if not is_write:
        yield
        return
    save = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(save)


def least_first(visitors: list[Visitor]) -> list[Visitor]:
    """Those with the fewest rights first: what they are let in to is then seen from inside."""
    order = [Role.VENDOR, Role.AGENT, Role.PRACTITIONER, Role.MANAGER, Role.OWNER]
    rank = {role.value: place for place, role in enumerate(order)}
    return sorted(visitors, key=lambda each: rank.get(each.name, len(order)))
