"""How a practice goes live: one command, one link."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from practice_hub.practices.models import Invitation, Membership, Practice


def create(**changes: str) -> str:
    out = StringIO()
    values = {
        "name": "Skin & Light",
        "slug": "skin-light",
        "time_zone": "Europe/Berlin",
        "owner_email": "Owner@Skin.example",
    }
    call_command("create_practice", stdout=out, **values | changes)
    return out.getvalue()


def test_the_printed_link_makes_the_owner(client: Client, db: None) -> None:
    link = re.search(r"(/invitation/\S+/)", create())
    assert link
    password = "quiet river morning"
    response = client.post(
        link[1], {"name": "Olive", "password": password, "password_again": password}
    )
    assert response.status_code == 302
    member = Membership.objects.get()
    assert (member.practice.slug, member.role, member.user.email) == (
        "skin-light",
        "OWNER",
        "owner@skin.example",
    )
    assert client.get("/people/")["Location"] == "/account/second-step/"
    with pytest.raises(CommandError, match="has an owner"):
        create()


def test_a_lost_link_is_replaced(client: Client, db: None) -> None:
    first, second = create(), create()
    assert first != second
    assert Practice.objects.count() == 1
    assert Invitation.objects.open().count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"slug": "not a slug"}, "slug"),
        ({"time_zone": "Moon/Crater"}, "is not a time zone"),
        ({"owner_email": "nobody"}, "valid email"),
    ],
)
def test_mistakes_are_named_and_leave_nothing(
    db: None, changes: dict[str, str], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        create(**changes)
    assert not Practice.objects.exists()
