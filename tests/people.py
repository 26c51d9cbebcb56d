"""People for tests: an account, one membership, and a signed-in client."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.test import Client

from practice_hub.practices.models import Membership, Practice, User
from practice_hub.roles import SECOND_STEP_ROLES

PASSWORD = "a long enough phrase"


@dataclass
class Person:
    """Somebody with an account and one membership."""

    user: User
    membership: Membership

    @cached_property
    def client(self) -> Client:
        client = Client()
        client.force_login(self.user)
        return client

    @property
    def practice(self) -> Practice:
        return self.membership.practice


@cache
def _hashed() -> str:
    """Hashing is slow on purpose; once is enough for people who mostly do not sign in by it."""
    return make_password(PASSWORD)


def give_second_step(user: User, role: str) -> None:
    """As roles that need one have it; without one they would reach nothing but the page for it."""
    if role in SECOND_STEP_ROLES:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})


def make_person(practice: Practice, name: str, role: str, email: str = "") -> Person:
    """Somebody new with `role` in `practice`; the password is PASSWORD."""
    key = name.removeprefix("Dr. ").split()[0].lower()
    user = User.objects.create(
        email=email or f"{key}@{practice.slug}.example", name=name, password=_hashed()
    )
    membership = Membership.objects.create(practice=practice, user=user, role=role)
    give_second_step(user, role)
    return Person(user, membership)
