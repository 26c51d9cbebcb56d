"""The people every test knows: Ana to Olga of one practice, and Charlie of another.

Each has a `.client`, signed in. Registered as a plugin in `tests/conftest.py`, which pytest loads
before Django is set up: so models are imported when a fixture is used, not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from practice_hub.practices.models import Practice
    from tests.people import Person


def _practice(name: str, slug: str, location: str) -> Practice:
    from practice_hub.practices.models import Location, Practice

    practice = Practice.objects.create(name=name, slug=slug, time_zone="America/New_York")
    Location.objects.create(practice=practice, name=location, address="Mill Street 4")
    return practice


def _person(practice: Practice, name: str, role: str) -> Person:
    from tests.people import make_person

    return make_person(practice, name, role)


@pytest.fixture
def practice(db: None) -> Practice:
    return _practice("Lumen Aesthetics", "lumen", "Lakeside")


@pytest.fixture
def other_practice(db: None) -> Practice:
    return _practice("Harbour Dental", "harbour-dental", "Harbour")


@pytest.fixture
def ana(practice: Practice) -> Person:
    """Front desk."""
    return _person(practice, "Ana Alvarez", "AGENT")


@pytest.fixture
def ben(practice: Practice) -> Person:
    """Front desk, beside Ana."""
    return _person(practice, "Ben Okoro", "AGENT")


@pytest.fixture
def vera(practice: Practice) -> Person:
    """Outside agency: sees no private legs."""
    return _person(practice, "Vera Lind", "VENDOR")


@pytest.fixture
def priya(practice: Practice) -> Person:
    """The doctor."""
    return _person(practice, "Dr. Priya Raman", "PRACTITIONER")


@pytest.fixture
def mona(practice: Practice) -> Person:
    """Manager."""
    return _person(practice, "Mona Weiss", "MANAGER")


@pytest.fixture
def olga(practice: Practice) -> Person:
    """Owner."""
    return _person(practice, "Olga Petrov", "OWNER")


@pytest.fixture
def charlie(other_practice: Practice) -> Person:
    """Owner of another practice, who must never see anything of the first."""
    return _person(other_practice, "Charlie Bishop", "OWNER")
