"""The tour: offered in the demo until it is closed, started again from the help, not in the way."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from practice_hub.audit.models import AuditEvent
from practice_hub.guide.models import TourEnd
from practice_hub.guide.stations import stations
from tests.people import Person


def is_shown(person: Person, path: str = "/inbox/") -> bool:
    return 'id="tour"' in person.client.get(path).content.decode()


@pytest.fixture
def demo(settings: LazySettings) -> None:
    settings.IS_TOUR_OFFERED = settings.IS_DEMO = True


def test_once_closed_it_does_not_come_back(demo: None, ana: Person, vera: Person) -> None:
    assert is_shown(ana) and is_shown(vera)
    assert not is_shown(ana, "/account/")
    assert ana.client.post("/help/tour/end/")["Location"] == "/inbox/"
    assert ana.client.post("/help/tour/end/").status_code == 302
    assert not is_shown(ana) and is_shown(vera)
    assert not is_shown(Person(ana.user, ana.membership))  # nor in another browser
    assert TourEnd.objects.get().user == ana.user
    assert list(AuditEvent.objects.values_list("name", "actor")) == [("tour.ended", ana.user.pk)]


def test_the_help_starts_it_again(ana: Person, charlie: Person, client: Client) -> None:
    assert not is_shown(ana)  # offered by itself in the demo only
    page = ana.client.get("/help/tour/").content.decode()
    assert len(stations()) == 6 and all(each.title in page for each in stations())
    assert "in town" not in page
    assert ana.client.post("/help/tour/")["Location"] == "/inbox/"
    assert is_shown(ana) and is_shown(ana) and not is_shown(charlie)
    ana.client.post("/help/tour/end/")
    assert not is_shown(ana)
    assert client.post("/help/tour/end/").status_code == 302 and TourEnd.objects.count() == 1


def test_the_demo_shows_the_town(demo: None, settings: LazySettings, ana: Person) -> None:
    page = ana.client.get("/help/tour/").content.decode()
    assert len(stations()) == 6
    assert f'href="http://127.0.0.1:{settings.SANDBOX_PORT}/"' in page
