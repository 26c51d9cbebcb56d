"""Which townsperson the visitor of the pages is being. A choice, not a sign-in: it is a game."""

from __future__ import annotations

from aiohttp import web

from sandbox.models import Person
from sandbox.world import PRACTICE, TownError, World

COOKIE = "lakeside_person"
_YEAR_SECONDS = 365 * 24 * 3600


def viewer_of(request: web.Request, world: World) -> Person | None:
    """The chosen townsperson, else the first one in town; None while nobody lives here."""
    people = world.people()
    chosen = request.cookies.get(COOKIE, "")
    return next(
        (person for person in people if person.key == chosen), people[0] if people else None
    )


def townsperson(world: World, key: str) -> Person:
    """The townsperson of this key. Raises TownError; nobody can play the practice here."""
    person = world.person(key)
    if person.key == PRACTICE:
        raise TownError("The practice answers from its own desk, not from this page.")
    return person


def remember(response: web.StreamResponse, person: Person) -> None:
    """Keep the choice in the browser."""
    response.set_cookie(
        COOKIE, person.key, max_age=_YEAR_SECONDS, path="/", samesite="Lax", httponly=True
    )


def local_path(value: str, otherwise: str = "/") -> str:
    """`value` if it is a path on this server (no other host), else `otherwise`."""
    is_local = value.startswith("/") and not value.startswith("//")
    return value if is_local and "\\" not in value and value.isprintable() else otherwise
