"""One hub for all browser tests, one browser, and a page of their own for everybody in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg2
import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, StorageState
from pytest_django import DjangoDbBlocker

from practice_hub.service_urls import database_from_url
from tests.e2e import ALIAS
from tests.e2e.desk import Desk
from tests.e2e.neighbor import Neighbor
from tests.support.chromium import open_chromium
from tests.support.hub import Hub
from tests.support.patience import PATIENCE_MS

DATABASE = "practice_hub_e2e"
# The hub looks at its feeds and its outbox at leisure; who waits for a post lets it look at once
# (`rows.heard`). Looking all the time would be half of what these tests cost.
AT_LEISURE = {"FEED_INTERVAL_SECONDS": "20", "FEED_SWEEP_SECONDS": "1"}
# A refused act answers 4xx on purpose, which the browser notes; the page itself shows why. A page
# that is left, or asks anew, gives up what it was asking: htmx notes that as an error, in two lines
# (the first of which it also writes before a failure, which has a second line of its own).
EXPECTED = (
    "Failed to load resource: the server responded with a status of 4",
    "htmx:afterRequest, ",
    "htmx:sendAbort, ",
)


@pytest.fixture(scope="package")
def hub(
    tmp_path_factory: pytest.TempPathFactory,
    database_url: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Hub]:
    """The demo in its real processes, on a database of its own that the tests can read."""
    _make_database(database_url)
    address = database_url.replace("/practice_hub?", f"/{DATABASE}?")
    assert address != database_url
    connections.settings[ALIAS] = dict(connections.settings["default"]) | {"NAME": DATABASE}
    folder = tmp_path_factory.mktemp("hub")
    with django_db_blocker.unblock(), Hub(folder, DATABASE_URL=address, **AT_LEISURE) as running:
        yield running
        connections[ALIAS].close()
    del connections[ALIAS]
    del connections.settings[ALIAS]


def _make_database(database_url: str) -> None:
    given = database_from_url(database_url)
    connection = psycopg2.connect(host=given["HOST"], user=given["USER"], dbname="postgres")
    connection.autocommit = True
    # A copy of the one that the tests have just migrated: the hub finds nothing left to do.
    migrated = connections["default"].settings_dict["NAME"]
    connections["default"].close()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f'CREATE DATABASE {DATABASE} TEMPLATE "{migrated}"')
    connection.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; without one the tests fail, with a sentence that says what to do."""
    with open_chromium() as chromium:
        yield chromium


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Makes browsers as different people have them; no page in any may meet an error."""
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def make(
        base_url: str, *, expected: tuple[str, ...] = EXPECTED, **options: object
    ) -> BrowserContext:
        context = browser.new_context(base_url=base_url, **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("console", lambda said: errors.extend(_unexpected(said, expected)))
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    assert errors == []


def _unexpected(said: ConsoleMessage, expected: tuple[str, ...]) -> list[str]:
    return [said.text] if said.type == "error" and not said.text.startswith(expected) else []


@pytest.fixture(scope="package")
def signed_in(hub: Hub) -> dict[str, StorageState]:
    """The cookies of who has signed in: everybody clicks once, and stays so in every browser."""
    return {}


@pytest.fixture
def at_desk(
    hub: Hub, new_context: NewContext, signed_in: dict[str, StorageState]
) -> Callable[..., Desk]:
    """`at_desk("Ana Alvarez")`: signed in, in a browser of their own, before the list; with
    `at=None` before a blank page."""

    def sit(name: str, at: str | None = "/inbox/", **options: object) -> Desk:
        if name not in signed_in:
            first = new_context(hub.url)
            Desk(first.new_page()).sign_in(name)
            signed_in[name] = first.storage_state()
            first.close()
        context = new_context(hub.url, storage_state=signed_in[name], **options)
        desk = Desk(context.new_page())
        if at is not None:
            desk.page.goto(at)
            desk.step_back()
        return desk

    return sit


@pytest.fixture
def in_town(hub: Hub, new_context: NewContext) -> Callable[[str], Neighbor]:
    """`in_town("Wen Liang-Moore")`: that person at the town's public pages."""

    def be(name: str) -> Neighbor:
        return Neighbor(new_context(hub.town.base_url).new_page(), name)

    return be
