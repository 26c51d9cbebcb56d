"""People for tests: an account, one membership, and a signed-in client."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.test import Client

from practice_hub.practices.models import Membership, Practice, User

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


def make_person(practice: Practice, name: str, role: str, email: str = "") -> Person:
    """Somebody new with `role` in `practice`; the password is PASSWORD."""
    key = name.removeprefix("Dr. ").split()[0].lower()
    user = User.objects.create_user(email or f"{key}@{practice.slug}.example", PASSWORD, name=name)
    membership = Membership.objects.create(practice=practice, user=user, role=role)
    return Person(user, membership)
