"""Roles and membership: who may decide about whom, and that the practice keeps an owner."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from practice_hub.audit.models import AuditEvent
from practice_hub.practices import actions
from practice_hub.practices.models import Membership, Practice
from practice_hub.practices.rules import grantable_roles, may_handle
from practice_hub.roles import Role
from tests.people import Person, make_person


def role_of(person: Person) -> str:
    return Membership.objects.get(pk=person.membership.pk).role


def has_left(person: Person) -> bool:
    return Membership.objects.get(pk=person.membership.pk).left_at is not None


def test_rules() -> None:
    assert Role.OWNER not in grantable_roles(Role.MANAGER)
    assert set(grantable_roles(Role.OWNER)) == set(Role)
    assert grantable_roles(Role.AGENT) == []
    assert not may_handle(Role.PRACTITIONER, Role.AGENT)


def test_a_manager_changes_a_role(mona: Person, ana: Person) -> None:
    response = mona.client.post(f"/people/{ana.membership.pk}/role/", {"role": "VENDOR"})
    assert response.status_code == 302
    assert role_of(ana) == "VENDOR"
    event = AuditEvent.objects.get()
    assert event.name == "membership.role_changed"
    assert event.details == {"before": "AGENT", "after": "VENDOR"}


def test_the_same_role_again_leaves_no_trace(mona: Person, ana: Person) -> None:
    mona.client.post(f"/people/{ana.membership.pk}/role/", {"role": "AGENT"})
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("role", ["", "KING"])
def test_an_unknown_role_is_refused(mona: Person, ana: Person, role: str) -> None:
    mona.client.post(f"/people/{ana.membership.pk}/role/", {"role": role})
    assert role_of(ana) == "AGENT"


def test_nobody_changes_their_own_role(mona: Person, olga: Person) -> None:
    for person in (mona, olga):
        before = role_of(person)
        person.client.post(f"/people/{person.membership.pk}/role/", {"role": "AGENT"})
        person.client.post(f"/people/{person.membership.pk}/remove/")
        assert role_of(person) == before
        assert not has_left(person)


def test_a_manager_neither_makes_nor_touches_an_owner(
    mona: Person, ana: Person, olga: Person
) -> None:
    mona.client.post(f"/people/{ana.membership.pk}/role/", {"role": "OWNER"})
    mona.client.post(f"/people/{olga.membership.pk}/role/", {"role": "AGENT"})
    mona.client.post(f"/people/{olga.membership.pk}/remove/")
    assert (role_of(ana), role_of(olga), has_left(olga)) == ("AGENT", "OWNER", False)
    assert not AuditEvent.objects.exists()


def test_the_last_owner_stays(olga: Person, practice: Practice) -> None:
    response = olga.client.post("/account/leave/", follow=True)
    assert "only owner" in response.content.decode()
    assert not has_left(olga)
    second = make_person(practice, "Otto Owner", Role.OWNER)
    olga.client.post(f"/people/{second.membership.pk}/role/", {"role": "MANAGER"})
    assert role_of(second) == "MANAGER"


@pytest.mark.django_db(transaction=True)
def test_two_owners_removing_each_other_leave_one(olga: Person, practice: Practice) -> None:
    otto = make_person(practice, "Otto Owner", Role.OWNER)
    barrier = threading.Barrier(2)

    def run(actor: Person, member: Person) -> None:
        barrier.wait()
        try:
            actions.remove_member(
                actor=actor.membership, member=member.membership, at=timezone.now()
            )
        except actions.PeopleError:
            pass
        finally:
            connection.close()

    pairs = [(olga, otto), (otto, olga)]
    threads = [threading.Thread(target=run, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Membership.objects.active().filter(role=Role.OWNER).count() == 1


def test_removing_ends_the_sessions_for_this_practice(mona: Person, ana: Person) -> None:
    phone = Client()
    phone.force_login(ana.user)
    assert ana.client.get("/account/").status_code == 200
    mona.client.post(f"/people/{ana.membership.pk}/remove/")
    assert has_left(ana)
    for device in (ana.client, phone):
        assert device.get("/account/")["Location"] == "/accounts/login/?next=/account/"
    assert AuditEvent.objects.get().name == "membership.removed"
    assert f"member-{ana.membership.pk}" not in mona.client.get("/people/").content.decode()


def test_leaving(ana: Person) -> None:
    response = ana.client.post("/account/leave/", follow=True)
    assert "You left Lumen Aesthetics" in response.content.decode()
    assert has_left(ana)
    assert ana.client.get("/account/").status_code == 302
    event = AuditEvent.objects.get()
    assert (event.name, event.actor) == ("membership.left", ana.user)


@pytest.mark.parametrize("act", ["role", "remove"])
def test_who_may_touch_a_member(
    mona: Person, ana: Person, ben: Person, charlie: Person, client: Client, act: str
) -> None:
    url = f"/people/{ben.membership.pk}/{act}/"
    assert client.post(url, {"role": "VENDOR"}).status_code == 302
    assert ana.client.post(url, {"role": "VENDOR"}).status_code == 403
    assert charlie.client.post(url, {"role": "VENDOR"}).status_code == 404
    assert mona.client.get(url).status_code == 405
    assert (role_of(ben), has_left(ben)) == ("AGENT", False)
