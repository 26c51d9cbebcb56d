"""The people of the demo: two practices that must never see each other."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from practice_hub.practices.demo_hours import ensure_dental_hours, ensure_lumen_hours
from practice_hub.practices.models import Location, Membership, Practice, User
from practice_hub.roles import Role

LUMEN = "lumen"
HARBOUR_DENTAL = "harbour-dental"
# The town is on the east coast, so that its mornings are the working day of most who try it.
TIME_ZONE = "America/New_York"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One button of the demo's front door; `sees` completes "As Ana you …"."""

    key: str
    name: str
    role: Role
    sees: str
    practice: str = LUMEN

    @property
    def email(self) -> str:
        return f"{self.key}@{self.practice}.example"


DEMO_PEOPLE = (
    DemoPerson(
        "ana",
        "Ana Alvarez",
        Role.AGENT,
        gettext_noop("Works the front desk: the whole inbox, public answers and private messages."),
    ),
    DemoPerson(
        "ben",
        "Ben Okoro",
        Role.AGENT,
        gettext_noop(
            "Sits beside Ana. Open him in a second browser and watch them not step on each other."
        ),
    ),
    DemoPerson(
        "vera",
        "Vera Lind",
        Role.VENDOR,
        gettext_noop(
            "Works for an outside agency: answers in public and sees no private messages."
        ),
    ),
    DemoPerson(
        "priya",
        "Dr. Priya Raman",
        Role.PRACTITIONER,
        gettext_noop("Is the doctor: the inbox with its medical questions, public and private."),
    ),
    DemoPerson(
        "leo",
        "Dr. Leo Marchetti",
        Role.PRACTITIONER,
        gettext_noop(
            "Is the second doctor: asked when Dr. Priya is in surgery or does not answer."
        ),
    ),
    DemoPerson(
        "mona",
        "Mona Weiss",
        Role.MANAGER,
        gettext_noop("Runs the office: everything Ana sees, and sources, people and settings."),
    ),
    DemoPerson(
        "olga",
        "Olga Petrov",
        Role.OWNER,
        gettext_noop("Owns the practice: everything, and she decides about owners."),
    ),
    DemoPerson(
        "charlie",
        "Charlie Bishop",
        Role.OWNER,
        gettext_noop(
            "Owns another practice and sees nothing of this one, whatever address is typed."
        ),
        HARBOUR_DENTAL,
    ),
)


def demo_person(key: str) -> DemoPerson | None:
    return next((person for person in DEMO_PEOPLE if person.key == key), None)


@transaction.atomic
def ensure_demo_people() -> Practice:
    """Make both demo practices with their people, where missing; returns Lumen Aesthetics.

    Idempotent: what somebody changed in the demo (a name, a role, who left) stays as it is.
    """
    places = {"Lakeside": "Mill Street 4, Lakeside", "Harbour": "Pier 2, Lakeside"}
    lumen = _ensure_practice(LUMEN, "Lumen Aesthetics", places)
    lumen_voice = "Warm and plain, first names, no exclamation marks. We never talk about care."
    Practice.objects.filter(pk=lumen.pk, voice_notes="").update(voice_notes=lumen_voice)
    dental = _ensure_practice(HARBOUR_DENTAL, "Harbour Dental", {"Harbour": "Pier 5, Lakeside"})
    ensure_lumen_hours(lumen, timezone.now())
    ensure_dental_hours(dental)
    practices = {LUMEN: lumen, HARBOUR_DENTAL: dental}
    for person in DEMO_PEOPLE:
        _ensure_person(person, practices[person.practice])
    lumen.refresh_from_db()
    return lumen


def _ensure_practice(slug: str, name: str, places: dict[str, str]) -> Practice:
    practice, is_new = Practice.objects.get_or_create(
        slug=slug, defaults={"name": name, "time_zone": TIME_ZONE}
    )
    if is_new:
        Location.objects.bulk_create(
            Location(practice=practice, name=name, address=address)
            for name, address in places.items()
        )
    return practice


def _ensure_person(person: DemoPerson, practice: Practice) -> None:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        # Without a password: the only way in is the demo's front door.
        user = User.objects.create_user(person.email, name=person.name)
    Membership.objects.get_or_create(practice=practice, user=user, defaults={"role": person.role})
