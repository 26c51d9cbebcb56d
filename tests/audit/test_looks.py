"""Looks are noted once in ten minutes; ways in and what guards an account are noted always."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from practice_hub.audit import looks
from practice_hub.audit.models import AuditEvent
from practice_hub.http import MemberRequest
from practice_hub.practices.models import Practice
from tests.people import PASSWORD, Person


def _request(who: Person, **headers: str) -> MemberRequest:
    request = MemberRequest()
    request.membership = who.membership
    request.META.update(headers)
    return request


def _names(**query: Any) -> list[str]:
    return list(AuditEvent.objects.filter(**query).order_by("pk").values_list("name", flat=True))


def test_a_look_is_noted_once_by_person_subject_and_what(
    practice: Practice, ana: Person, ben: Person, django_assert_num_queries: Any
) -> None:
    request = _request(ana)
    with django_assert_num_queries(1):
        looks.looked(request, practice, what="report_list", set="late")
    for _ in range(3):
        looks.looked(request, practice, what="report_list", set="late")
    looks.looked(request, practice, what="report_list", set="total")
    looks.looked(request, ana.membership, what="report_list", set="late")
    looks.looked(_request(ben), practice, what="report_list", set="late")
    looks.downloaded(request, practice, what="report_list", set="late")
    assert len(_names()) == 5
    row = AuditEvent.objects.order_by("pk")[0]
    assert (row.name, row.actor, row.details) == ("report_list.viewed", ana.user, {"set": "late"})
    assert (row.subject_type, row.subject_id) == ("practice", practice.pk)


@pytest.mark.parametrize("minutes", [11, 13 * 60])
def test_what_renews_itself_is_no_new_look_but_never_unseen(
    practice: Practice, ana: Person, minutes: int
) -> None:
    """Ten minutes for who asks; half a day for a page that asks by itself."""
    before = timezone.now() - timedelta(minutes=minutes)
    values: dict[str, Any] = {"practice_id": practice.pk, "actor_id": ana.user.pk}
    looks.write_look(
        **values, subject=practice, name="x.viewed", details={}, now=before, since=before
    )
    looks.looked(_request(ana), practice, what="x", is_refresh=True)
    looks.looked(_request(ana, HTTP_SEC_PURPOSE="prefetch;prerender"), practice, what="x")
    assert len(_names()) == (1 if minutes == 11 else 2)
    looks.looked(_request(ana), practice, what="x")
    assert len(_names()) == 2


def test_signing_in_being_refused_and_going_are_noted(ana: Person, charlie: Person) -> None:
    client = Client()
    form = {"login": ana.user.email, "password": "not this one"}
    client.post("/accounts/login/", form)
    client.post("/accounts/login/", {**form, "login": "nobody@lumen.example"})
    (refused,) = AuditEvent.objects.all()
    assert (refused.name, refused.actor, refused.details) == (
        "account.refused",
        None,
        {"way": "password"},
    )
    assert refused.subject_id == ana.membership.pk
    client.post("/accounts/login/", {**form, "password": PASSWORD})
    client.post("/accounts/logout/")
    assert _names() == ["account.refused", "account.signed_in", "account.signed_out"]
    assert not AuditEvent.objects.filter(practice=charlie.practice).exists()


def test_a_wrong_second_step_is_noted_and_new_ways_in_are(ana: Person) -> None:
    TOTP.activate(ana.user, generate_totp_secret())
    client = Client()
    client.post("/accounts/login/", {"login": ana.user.email, "password": PASSWORD})
    assert not _names(name="account.signed_in")
    client.post("/accounts/two-step/authenticate/", {"code": "000000"})
    (refused,) = AuditEvent.objects.filter(name="account.refused")
    assert refused.details == {"way": "code"} and refused.actor is None
    ana.client.post("/accounts/two-step/app/deactivate/")
    Authenticator.objects.all().delete()
    form = {"oldpassword": PASSWORD, "password1": "quite another one", "password2": ""}
    ana.client.post("/accounts/password/change/", {**form, "password2": form["password1"]})
    assert "account.password_changed" in _names(actor=ana.user)
