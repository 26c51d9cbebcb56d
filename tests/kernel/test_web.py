"""Middleware, context, front door, error pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.translation import gettext

from practice_hub import errors
from practice_hub.context import events_url, shell
from practice_hub.permissions import practice_member
from practice_hub.practices.middleware import SESSION_KEY, MembershipMiddleware
from practice_hub.practices.models import Membership, Practice, User
from practice_hub.roles import ROLE_ACTS, Act, Role, may
from tests.people import Person, give_second_step


def through_middleware(user: Any, session: dict[str, Any] | None = None) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    request.session = SessionStore()
    request.session.update(session or {})
    MembershipMiddleware(lambda _: HttpResponse())(request)
    return request


def test_membership_costs_one_query_however_many_practices(
    ana: Person, other_practice: Practice, django_assert_num_queries: Any
) -> None:
    Membership.objects.create(practice=other_practice, user=ana.user, role=Role.OWNER)
    user = User.objects.get(pk=ana.user.pk)
    with django_assert_num_queries(1):
        request = through_middleware(user)
        context = shell(request)
        assert context["practice"].name == "Lumen Aesthetics"
        assert context["membership"].user.initials == "AA"
        assert len(context["memberships"]) == 2


def test_the_chosen_practice_wins_and_a_foreign_one_does_not(
    ana: Person, other_practice: Practice
) -> None:
    assert through_middleware(ana.user, {SESSION_KEY: other_practice.pk}).practice == ana.practice  # type: ignore[attr-defined]
    Membership.objects.create(practice=other_practice, user=ana.user, role=Role.AGENT)
    request = through_middleware(ana.user, {SESSION_KEY: other_practice.pk})
    assert request.practice == other_practice  # type: ignore[attr-defined]


def test_who_left_is_out_with_the_next_request(ana: Person) -> None:
    Membership.objects.filter(pk=ana.membership.pk).update(left_at=timezone.now())
    request = through_middleware(ana.user)
    assert request.membership is None  # type: ignore[attr-defined]
    assert request.practice is None  # type: ignore[attr-defined]


def test_shell_tells_templates_what_the_role_may(vera: Person) -> None:
    context = shell(through_middleware(vera.user))
    assert context["may"]["ANSWER_PUBLIC"] is True
    assert context["may"]["READ_PRIVATE"] is False
    assert context["initials"] == "VL"


@pytest.mark.parametrize(
    ("setting", "host", "expected"),
    [
        ("", "127.0.0.1:8000", "http://127.0.0.1:8001/events/7/"),
        ("", "[::1]:8000", "http://[::1]:8001/events/7/"),
        ("", "localhost", "http://localhost:8001/events/7/"),
        ("/events/", "localhost", "/events/7/"),
    ],
)
def test_events_url(setting: str, host: str, expected: str) -> None:
    with override_settings(EVENTS_URL=setting, EVENTS_PORT=8001):
        request = RequestFactory().get("/", headers={"host": host})
        assert events_url(request, 7) == expected


def test_least_privilege() -> None:
    assert set(ROLE_ACTS) == set(Role)
    assert not may(Role.VENDOR, Act.READ_PRIVATE)
    assert not may(Role.AGENT, Act.MANAGE_PEOPLE)
    assert not may("NOBODY", Act.READ_PUBLIC)


def test_practice_member_sends_strangers_to_sign_in_and_hides_from_outsiders(
    client: Client, db: None
) -> None:
    response = client.get("/people/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/people/")
    outsider = User.objects.create_user("nobody@example.org", None, name="No Body")
    client.force_login(outsider)
    assert client.get("/people/").status_code == 404


def test_practice_member_names_the_act(ana: Person) -> None:
    @practice_member(Act.MANAGE_PEOPLE)
    def view(request: Any) -> HttpResponse:
        return HttpResponse()

    with pytest.raises(PermissionDenied, match="MANAGE_PEOPLE"):
        view(through_middleware(ana.user))


def test_forbidden_page_says_whom_to_ask(ana: Person) -> None:
    response = ana.client.get("/people/")
    assert response.status_code == 403
    text = response.content.decode()
    assert "Manager, Owner" in text
    assert "Front desk" in text


def test_not_found_page_says_nothing_about_the_reason(mona: Person, charlie: Person) -> None:
    theirs = charlie.membership.pk
    foreign = mona.client.post(f"/people/{theirs}/remove/")
    absent = mona.client.post("/people/987654321/remove/")
    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content


def test_error_pages_work_without_database_and_session() -> None:
    request = RequestFactory().get("/")
    assert errors.server_error(request).status_code == 500
    assert errors.bad_request(request, ValueError()).status_code == 400
    assert b"nothing here" in errors.not_found(through_anonymous(), Http404()).content


def test_a_database_that_is_away_or_full_is_said_to_come_back() -> None:
    class CauseError(Exception):
        pgcode: str | None = None

    request = RequestFactory().get("/")
    seen: dict[str | None, tuple[int, str | None]] = {}
    for code in (None, "57P01", "53100", "53300", "08006", "40P01", "55P03"):
        cause = CauseError()
        cause.pgcode = code
        try:
            raise OperationalError from cause
        except OperationalError:
            told = errors.server_error(request)
        seen[code] = (told.status_code, told.headers.get("Retry-After"))
    busy = {code for code, answer in seen.items() if answer == (500, None)}
    assert busy == {"40P01", "55P03"}
    assert {seen[code] for code in set(seen) - busy} == {(503, "20")}


def test_without_a_database_the_browser_says_which_language_it_speaks(ana: Person) -> None:
    def away(*_: object) -> None:
        raise OperationalError

    ana.client.raise_request_exception = False
    with connection.execute_wrapper(away):
        told = ana.client.get("/inbox/", headers={"accept-language": "es-MX,en;q=0.5"})
    with translation.override("es"):
        said = gettext("Back in a moment")
    assert told.status_code == 503
    assert '<html lang="es">' in told.text and said in told.text and said != "Back in a moment"


def through_anonymous() -> HttpRequest:
    request = RequestFactory().get("/")
    request.membership = None  # type: ignore[attr-defined]
    return request


def test_old_page_is_told_apart_from_a_missing_right(ana: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ana.user)
    response = strict.post("/account/", {"name": "x"})
    assert response.status_code == 403
    assert b"open too long" in response.content


def test_healthz_asks_nobody(client: Client, db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert len(queries) == 0


def test_root_leads_in(client: Client, ana: Person) -> None:
    assert client.get("/")["Location"] == "/accounts/login/"
    assert ana.client.get("/")["Location"] == "/inbox/"


def test_root_explains_to_who_belongs_to_no_practice(ana: Person) -> None:
    Membership.objects.update(left_at=timezone.now())
    response = ana.client.get("/")
    assert response.status_code == 200
    assert b"You belong to no practice" in response.content


def test_switch_between_ones_own_practices_only(
    ana: Person, charlie: Person, other_practice: Practice
) -> None:
    assert ana.client.post("/practice/switch/", {"practice": other_practice.pk}).status_code == 404
    Membership.objects.create(practice=other_practice, user=ana.user, role=Role.MANAGER)
    give_second_step(ana.user, Role.MANAGER)
    assert ana.client.get("/people/").status_code == 403
    assert ana.client.post("/practice/switch/", {"practice": other_practice.pk}).status_code == 302
    page = ana.client.get("/people/")
    assert page.status_code == 200
    assert "Charlie Bishop" in page.content.decode()
    opened = ana.client.get("/practice/switch/")
    assert opened.status_code == 405
    assert "It belongs to a button" in opened.content.decode()
    assert opened.headers["Content-Length"] == str(len(opened.content))  # browsers show no more
