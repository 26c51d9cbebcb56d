"""Session, person and memberships are one question, and its answer holds for one request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from practice_hub.practices.devices import end_devices
from practice_hub.practices.models import Membership, Practice, User
from practice_hub.practices.visits import AuthenticationMiddleware, memberships_in
from practice_hub.roles import Role
from practice_hub.session_store import SessionStore
from tests.people import Person


def came(client: Client) -> HttpRequest:
    """A request of this browser, as views get it."""
    request = RequestFactory().get("/")
    request.session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    AuthenticationMiddleware(lambda _: HttpResponse()).process_request(request)
    return request


def roles(client: Client) -> list[str]:
    """The role in each practice of who asks; "nobody" for who is not signed in."""
    request = came(client)
    found = [one.role for one in memberships_in(request)]
    return found if request.user.is_authenticated else ["nobody"]


def test_a_visit_is_one_question(
    ana: Person, other_practice: Practice, django_assert_num_queries: Any
) -> None:
    Membership.objects.create(practice=other_practice, user=ana.user, role=Role.OWNER)
    ana.client.get("/healthz")
    with django_assert_num_queries(1):
        request = came(ana.client)
        first, second = memberships_in(request)
        assert (first.role, second.role) == (Role.AGENT, Role.OWNER)
        assert (first.practice.name, second.practice.name) == ("Lumen Aesthetics", "Harbour Dental")
        assert first.user is second.user and first.user == request.user == ana.user
        assert request.session[USER_KEY] == str(ana.user.pk)


def test_what_changed_is_so_with_the_next_request(ana: Person, other_practice: Practice) -> None:
    client, mine = ana.client, Membership.objects.filter(pk=ana.membership.pk)
    assert roles(client) == [Role.AGENT]
    mine.update(role=Role.VENDOR)
    assert roles(client) == [Role.VENDOR]
    Membership.objects.create(practice=other_practice, user=ana.user, role=Role.OWNER)
    assert roles(client) == [Role.VENDOR, Role.OWNER]
    Membership.objects.filter(user=ana.user).update(left_at=timezone.now())
    assert roles(client) == [], "signed in, and in no practice"
    mine.update(left_at=None)
    User.objects.filter(pk=ana.user.pk).update(is_active=False)
    assert roles(client) == ["nobody"]
    User.objects.filter(pk=ana.user.pk).update(is_active=True)
    assert roles(client) == [Role.VENDOR]
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert roles(client) == ["nobody"], "its time is over"
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=1))
    User.objects.filter(pk=ana.user.pk).update(password="another one")
    assert roles(client) == ["nobody"], "a new password ends what the old one began"


def test_a_device_that_is_signed_out_is_out(ana: Person) -> None:
    phone = Client()
    phone.force_login(ana.user)
    assert roles(ana.client) == roles(phone) == [Role.AGENT]
    assert end_devices(ana.user.pk, keep=ana.client.session) == 1
    assert (roles(ana.client), roles(phone)) == ([Role.AGENT], ["nobody"])


def test_the_session_itself_says_whose_it_is(ana: Person, charlie: Person) -> None:
    """The device's row only finds it sooner: a wrong one, or none, changes nothing."""
    row = UserSession.objects.filter(session_key=ana.client.session.session_key)
    assert row.update(user=charlie.user) == 1
    request = came(ana.client)
    assert [one.user for one in memberships_in(request)] == [ana.user] == [request.user]
    row.delete()
    request = came(ana.client)
    assert [one.practice for one in memberships_in(request)] == [ana.practice]
    assert request.user == ana.user
