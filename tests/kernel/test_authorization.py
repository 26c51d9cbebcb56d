"""Every address, every method, as everybody: the table of roles is what the product does.

The rows are in `url_acts.py`. What a request changed is taken back before the next one, so that
the order of addresses does not matter.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponseBase
from django.urls import reverse

from practice_hub.practices.models import Practice, User
from practice_hub.roles import Act, Role, may
from tests.kernel.blank import BLANK
from tests.kernel.doors import Door, Row
from tests.kernel.url_acts import URL_ACTS
from tests.kernel.visitors import Visitor, least_first
from tests.kernel.world import World, build
from tests.people import Person
from tests.support.addresses import every_name

ROOT = Path(__file__).resolve().parents[2]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# Parts of addresses and forms that name no object of a practice.
NO_OBJECTS = {"network", "act", "day", "all_others", "part", "step", "mark", "slug"}
SIGN_IN = re.compile(r"^/(accounts/login/|accounts/(two-step/|passkeys/)?(re)?authenticate/)")


@functools.cache
def addresses() -> dict[str, tuple[str, ...]]:
    """Every name of the resolver with the parts its address needs."""
    return every_name()


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(URL_ACTS) == set(addresses())


@pytest.fixture
def world(practice: Practice) -> World:
    return build(practice)


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> Iterator[None]:
    """Who is let in does not depend on what a page looks like; and thousands of refusals, which
    are what is looked for, need no lines in the log."""
    settings.TEMPLATES = BLANK
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    settings.SESSION_CACHE_ALIAS = "process"
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def visitors(world: World, charlie: Person) -> list[Visitor]:
    Visitor.handler.load_middleware()
    nobody = User.objects.create_user("nobody@example.org", None, name="No Body")
    for person in (*(each.user for each in world.people.values()), nobody, charlie.user):
        ways = ((Authenticator.Type.TOTP, {}), (Authenticator.Type.RECOVERY_CODES, {"seed": ""}))
        for kind, data in ways:
            Authenticator.objects.get_or_create(user=person, type=kind, defaults={"data": data})
    members = [Visitor(role.value, world.people[role].user, role) for role in Role]
    others = [
        Visitor("anonymous", None),
        Visitor("outsider", nobody),
        Visitor("neighbor", charlie.user, Role.OWNER),
    ]
    return least_first(members) + others


def path_of(name: str, world: World, visitor: Visitor) -> str:
    values = world.ids | {"uidb36": "1", "key": "set-password"} | world.own.get(name, {})
    if name.startswith("mfa_"):
        values["pk"] = world.ids["passkeys"].get(visitor.name, world.ids["passkeys"][Role.OWNER])
    return reverse(name, kwargs={part: values[part] for part in addresses()[name]})


def expected(row: Row, visitor: Visitor, method: str, *, has_ids: bool) -> str:
    """ "in", "403", "404", "405" or "sign in"."""
    if method not in row.methods:
        return "405"
    match row.who:
        case Door.ANYONE:
            return "in"
        case Door.DEMO | Door.STREAMS | Door.MONITORS | Door.OPERATORS:
            return "404"
    if visitor.user is None:
        return "sign in"
    if row.who == Door.SIGNED_IN:
        return "404" if has_ids and visitor.name in {"outsider", "neighbor"} else "in"
    if visitor.name == "outsider" or (visitor.name == "neighbor" and has_ids):
        return "404"
    is_allowed = not isinstance(row.who, Act) or may(visitor.role, row.who)
    return "in" if is_allowed else "403"


def met(response: HttpResponseBase | None) -> str:
    if response is None:
        return "in"
    status = response.status_code
    if status in {403, 404, 405}:
        return str(status)
    if status == 302 and SIGN_IN.match(response.headers["Location"]):
        return "sign in"
    return "in" if status < 500 else str(status)


def test_everybody_meets_what_the_table_says(world: World, charlie: Person) -> None:
    """The first of those who are let in goes all the way in, as does everybody who is not."""
    people = visitors(world, charlie)
    wrong = [
        f"{name} {found}"
        for name, row in URL_ACTS.items()
        for method in METHODS
        for found in _wrong(name, row, method, world, people)
    ]
    assert not wrong, "\n".join(wrong)


def _wrong(name: str, row: Row, method: str, world: World, people: list[Visitor]) -> Iterator[str]:
    named = {*addresses()[name], *(kept for _, kept in row.form)}
    form = {field: world.ids[kept] for field, kept in row.form}
    is_seen = method not in {"GET", "POST"}
    for visitor in people:
        want = expected(row, visitor, method, has_ids=bool(named - NO_OBJECTS))
        is_whole = want != "in" or not is_seen
        is_seen = is_seen or want == "in"
        path = path_of(name, world, visitor)
        got = met(visitor.ask(method, path, form, is_whole=is_whole))
        if got != want and not _is_as_good(name, want, got):
            yield f"{method} as {visitor.name}: {got}, not {want}"


def _is_as_good(name: str, want: str, got: str) -> bool:
    """Pages about signing in may first ask once more who it is; no beat lives in tests."""
    if name == "readyz" and got == "503":
        return want == "in"
    about_sign_in = name.startswith(("mfa_", "account_")) or name == "people:unlock"
    return got == "sign in" and want in {"in", "404", "405"} and about_sign_in


def test_the_page_in_docs_says_what_the_code_does() -> None:
    lines = (ROOT / "docs/authorization.md").read_text().splitlines()
    rows = [line.split("|")[1:-1] for line in lines if line.startswith("| `")]
    said = {
        cells[0].strip(" `"): {
            role.value for role, cell in zip(Role, cells[1:], strict=False) if cell.strip() == "yes"
        }
        for cells in rows
    }
    assert said == {act.value: {role.value for role in Role if may(role, act)} for act in Act}
