"""Of stored credentials people see the last four characters, since when, and from whom (P1)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from listening import accounts, crypto
from listening.models import NetworkAccount
from listening.stored import stored
from tests.people import Person


@pytest.fixture
def page(mona: Person, page_secrets: dict[str, str]) -> NetworkAccount:
    return accounts.connect_account(
        practice=mona.membership.practice,
        network="FACEBOOK",
        values=page_secrets,
        actor=mona.user,
        now=timezone.now(),
    )


def _text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_who_manages_sources_sees_what_is_stored(
    page: NetworkAccount,
    page_secrets: dict[str, str],
    mona: Person,
    ana: Person,
    vera: Person,
    charlie: Person,
) -> None:
    path, token = f"/sources/{page.pk}/reconnect/", page_secrets["page_access_token"]
    for address in ("/sources/", path):
        seen = _text(mona.client.get(address))
        assert f"ends in <code>{token[-4:]}</code>" in seen
        assert f"by {mona.user.name}" in seen and "never shown again" in seen
        assert all(page_secrets[name] not in seen for name in ("page_access_token", "app_secret"))
    for person in (ana, vera):
        assert person.client.get(path).status_code == 403
        seen = _text(person.client.get("/sources/"))
        assert "Stored credentials" not in seen and "never shown again" not in seen
    assert charlie.client.get(path).status_code in (403, 404)
    assert f"account-{page.pk}" not in _text(charlie.client.get("/sources/"))


def test_an_empty_field_keeps_what_is_stored(
    page: NetworkAccount, page_secrets: dict[str, str], mona: Person, sandbox: Any
) -> None:
    path = f"/sources/{page.pk}/reconnect/"
    assert "Leave it empty to keep" in _text(mona.client.get(path))
    typed = {"page_access_token": page_secrets["page_access_token"], "app_secret": " "}
    assert mona.client.post(path, typed | {"page_id": page.external_id}).status_code == 302
    page.refresh_from_db()
    assert crypto.decrypt(page.credentials) == page_secrets
    wrong = {"page_access_token": "town-of-nobody-at-all", "page_id": page.external_id}
    refused = mona.client.post(path, wrong)
    assert refused.status_code == 422 and "town-of-nobody" not in _text(refused)
    page.refresh_from_db()
    assert crypto.decrypt(page.credentials) == page_secrets, "a refusal changes nothing"

    accounts.disconnect(account=page, actor=mona.user, now=timezone.now())
    page.refresh_from_db()
    assert stored(page).secrets == () and "Leave it empty" not in _text(mona.client.get(path))
    assert mona.client.post(path, typed).status_code == 422, "what is wiped cannot be kept"
