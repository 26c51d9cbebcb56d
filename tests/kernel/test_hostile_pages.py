"""User text is text everywhere: every address, with everything that people write made hostile."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inbox.reports.filters import parse_filters
from inbox.weekly.booking import mail_me
from inbox.weekly.delivery import deliver
from practice_hub.practices.mail import send_invitation
from practice_hub.practices.models import Practice
from practice_hub.roles import Role
from tests.inbox.view_desk import HTMX
from tests.kernel.hostile import LONG, MARK, SHORT, spoil, wrong_in
from tests.kernel.url_acts import URL_ACTS
from tests.kernel.world import World, build
from tests.support.addresses import every_name
from tests.support.answers import whole_body

TYPED = {"q": LONG, "next": f"javascript:{MARK}()", "who": SHORT, "staff": SHORT, "from": SHORT}

FIELDS = (
    *("title", "body", "name", "address", "text", "note", "reason", "query", "reach", "wishes"),
    *("words", "outcome", "topic", "signature", "email", "override_reason", "handle", "until"),
    *("access_token", "claim_token", "form_key", "audience", "time_zone", "file", "role"),
)
# Acts on a conversation show the same page when they are refused.
ACTS = {"inbox:send", "inbox:note", "inbox:snooze", "inbox:no_reply"}
# Asked for as fragments too; elsewhere the fragment is a piece of the page.
TWICE = {"inbox:list", "inbox:conversation", "approve:page", "inbox_settings:history_run"}


@pytest.fixture
def world(practice: Practice) -> World:
    made = build(practice)
    spoil(made)
    return made


def body_of(response: HttpResponseBase) -> str:
    return whole_body(response).decode("utf-8", "replace")


def wrong_with(response: HttpResponseBase) -> list[str]:
    """By the type that the browser is told."""
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    heads = [f"{name} {value}" for name, value in response.headers.items()]
    found = [f"header {head[:80]}" for head in heads if MARK in head and "Location" not in head]
    if "Location" in response.headers:
        where = response.headers["Location"]
        found += [where[:80]] if not where.startswith("/") or where.startswith("//") else []
    elif kind == "text/html":
        found += wrong_in(body_of(response))
    elif kind == "application/json":
        json.loads(body_of(response))
    elif kind == "text/csv":
        cells = [cell for row in csv.reader(io.StringIO(body_of(response))) for cell in row]
        found += [cell[:40] for cell in cells if cell[:1] in "=+-@\t\r" and not is_number(cell)]
    elif kind == "text/calendar":
        lines = body_of(response).replace("\r\n ", "").split("\r\n")
        found += [line[:40] for line in lines if line.upper().startswith((MARK.upper(), "X9Q"))]
    return found


def is_number(cell: str) -> bool:
    try:
        float(cell or "0")
    except ValueError:
        return False
    return True


def test_no_address_shows_words_as_anything_else(world: World, settings: Any) -> None:
    values = world.ids | {"uidb36": "1", "key": "set-password", "pk": world.ids["pk"]}
    wrong: dict[str, list[str]] = {}
    parts = every_name()
    kinds: set[str] = set()
    client = Client()
    client.force_login(world.people[Role.OWNER].user)
    for name, row in URL_ACTS.items():
        if not row.get or not set(parts[name]) <= set(values):
            continue
        where = reverse(name, kwargs={part: values[part] for part in parts[name]})
        for headers in ({}, HTMX) if name in TWICE else ({},):
            response = client.get(where, TYPED, headers=headers)
            # Nothing beats in a test, so monitors are told that not everything works.
            assert response.status_code < 500 or name == "readyz", where
            kinds.add(response.headers.get("Content-Type", "").partition(";")[0])
            if found := wrong_with(response):
                wrong[f"{name} {bool(headers)}"] = found
    assert wrong == {}
    assert {"text/html", "application/json", "text/csv", "text/calendar"} <= kinds


def test_what_was_typed_comes_back_as_words(world: World) -> None:
    """Refused forms show what was typed into them."""
    client = Client()
    client.force_login(world.people[Role.OWNER].user)
    form = dict.fromkeys(FIELDS, LONG + "\x00" + "y" * 2_000)
    wrong: dict[str, list[str]] = {}
    parts = every_name()
    values = world.ids | {"uidb36": "1", "key": "set-password"}
    for name, each in URL_ACTS.items():
        is_mine = name.startswith(("account_", "mfa_", "people:leave"))
        is_alike = name.startswith("inbox:") and name not in ACTS
        if not each.post or is_mine or is_alike or not set(parts[name]) <= set(values):
            continue
        where = reverse(name, kwargs={part: values[part] for part in parts[name]})
        response = client.post(where, form)
        assert response.status_code < 500, where
        if found := wrong_with(response):
            wrong[name] = found
    assert wrong == {}
    assert client.get("/people/").status_code == 200  # nothing on the way has signed anybody out


def test_mails_hold_words_only(world: World) -> None:
    now = timezone.now()
    owner = world.people[Role.OWNER]
    assert send_invitation(world.ids["invitation_id"])
    filters = parse_filters({}, world.practice, now)
    letter = mail_me(member=owner.membership, f=filters, now=now)
    assert deliver(letter_id=letter.pk, now=now)
    assert len(mail.outbox) == 2
    for each in mail.outbox:
        assert "\n" not in each.subject
        for html, _ in getattr(each, "alternatives", []):
            # Mails have their own style, and their links lead back to us.
            odd = [one for one in wrong_in(str(html)) if "leaves" not in one and "cid:" not in one]
            assert [one for one in odd if "style" not in one] == [], each.subject
