"""Somebody is told of what is new until somebody has seen it (L2)."""

from __future__ import annotations

import pytest

from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from tests.inbox.view_desk import ViewDesk
from tests.people import Person

pytestmark = pytest.mark.django_db


def is_told(view_desk: ViewDesk) -> bool:
    return Alert.objects.open().filter(kind=Kind.NEW_ITEM, practice=view_desk.practice).exists()


def test_whoever_opens_the_list_has_seen_what_is_new(view_desk: ViewDesk, ana: Person) -> None:
    view_desk.post("Is there parking?")
    assert is_told(view_desk)
    ana.client.get("/inbox/", headers={"HX-Request": "true"})
    assert is_told(view_desk), "a page that renews itself in an empty room has told nobody"
    ana.client.get("/inbox/")
    assert not is_told(view_desk)


def test_an_outsider_and_an_agency_close_nothing(
    view_desk: ViewDesk, charlie: Person, vera: Person
) -> None:
    view_desk.post("Is there parking?")
    charlie.client.get("/inbox/")
    vera.client.get("/inbox/")
    assert is_told(view_desk)
