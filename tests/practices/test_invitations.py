"""Invitations by mail: made, failed, sent again, withdrawn, accepted."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from practice_hub.audit.models import AuditEvent
from practice_hub.practices import actions
from practice_hub.practices.mail import invitation_url
from practice_hub.practices.models import Invitation, Membership, Practice, User
from practice_hub.roles import Role
from tests.people import Person, make_person

NEW = "new.face@example.org"
GOOD_PASSWORD = "quiet river morning"


def invite(person: Person, **changes: str) -> Invitation:
    values = {"name": "New Face", "email": NEW, "role": Role.AGENT.value} | changes
    return actions.invite(actor=person.membership, at=timezone.now(), **values)


def test_a_manager_invites_and_the_mail_goes_out(
    mona: Person, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = mona.client.post(
            "/people/invite/",
            {"name": "New Face", "email": "New.Face@Example.org", "role": "AGENT"},
        )
    assert response.status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.invited_by) == (NEW, "AGENT", mona.user)
    assert invitation.expires_at - invitation.created_at == timedelta(days=7)
    assert invitation.sent_at is not None
    event = AuditEvent.objects.get()
    assert (event.name, event.subject_id, event.actor) == (
        "invitation.created",
        invitation.pk,
        mona.user,
    )
    message = mail.outbox[0]
    assert message.to == [NEW]
    assert invitation_url(invitation) in message.body
    assert invitation_url(invitation) in message.alternatives[0][0]  # type: ignore[attr-defined]
    assert "Mona Weiss invites you" in message.body


def test_an_invalid_invitation_answers_422_with_what_was_typed(mona: Person) -> None:
    response = mona.client.post(
        "/people/invite/", {"name": "New Face", "email": "not an address", "role": "AGENT"}
    )
    assert response.status_code == 422
    text = response.content.decode()
    assert "Enter a valid email address" in text
    assert "not an address" in text
    assert not Invitation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_fails_leaves_the_link_on_the_page(mona: Person, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    response = mona.client.post(
        "/people/invite/", {"name": "New Face", "email": NEW, "role": "AGENT"}, follow=True
    )
    text = response.content.decode()
    invitation = Invitation.objects.get()
    assert invitation.sent_at is None
    assert "could not be sent" in text
    assert invitation.key in text


def test_one_open_invitation_per_address(mona: Person) -> None:
    first = invite(mona)
    with pytest.raises(actions.PeopleError, match="already has an open invitation"):
        invite(mona, email=NEW.upper())
    response = mona.client.post("/people/invite/", {"name": "N", "email": NEW, "role": "AGENT"})
    assert response.status_code == 422
    assert b"already has an open invitation" in response.content

    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    second = invite(mona)
    first.refresh_from_db()
    assert first.revoked_at is not None
    assert second.revoked_at is None


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_inviting_at_once_make_one_invitation(mona: Person, olga: Person) -> None:
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def run(person: Person) -> None:
        barrier.wait()
        try:
            invite(person)
            outcomes.append("invited")
        except actions.PeopleError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(person,)) for person in (mona, olga)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["invited", "refused"]
    assert Invitation.objects.count() == 1


def test_a_member_is_not_invited_again(mona: Person, ana: Person) -> None:
    with pytest.raises(actions.PeopleError, match="already belongs"):
        invite(mona, email=ana.user.email)


def test_only_an_owner_invites_an_owner(mona: Person, olga: Person) -> None:
    with pytest.raises(actions.PeopleError, match="Only an owner"):
        invite(mona, role="OWNER")
    invitation = invite(olga, role="OWNER")
    for act in ("resend", "revoke"):
        mona.client.post(f"/people/invitations/{invitation.pk}/{act}/")
    invitation.refresh_from_db()
    assert invitation.revoked_at is None
    assert invitation.key not in mona.client.get("/people/").content.decode()
    assert 'value="OWNER"' not in mona.client.get("/people/").content.decode()


def test_who_lost_the_role_since_cannot_invite(mona: Person) -> None:
    Membership.objects.filter(pk=mona.membership.pk).update(role=Role.AGENT)
    with pytest.raises(actions.PeopleError, match="does not allow"):
        invite(mona)


def test_resend_renews_and_revoke_ends(
    mona: Person, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    invitation = invite(mona)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert client.get(f"/invitation/{invitation.key}/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        mona.client.post(f"/people/invitations/{invitation.pk}/resend/")
    assert len(mail.outbox) == 1
    assert client.get(f"/invitation/{invitation.key}/").status_code == 200

    mona.client.post(f"/people/invitations/{invitation.pk}/revoke/")
    assert client.get(f"/invitation/{invitation.key}/").status_code == 404
    with pytest.raises(actions.PeopleError, match="accepted or withdrawn"):
        actions.resend(actor=mona.membership, invitation=invitation, at=timezone.now())
    names = list(AuditEvent.objects.order_by("pk").values_list("name", flat=True))
    assert names == ["invitation.created", "invitation.resent", "invitation.revoked"]


def test_somebody_new_joins(mona: Person, client: Client, practice: Practice) -> None:
    invitation = invite(mona, role="VENDOR")
    url = f"/invitation/{invitation.key}/"
    page = client.get(url)
    assert page.status_code == 200
    assert "Outside agency" in page.content.decode()
    response = client.post(
        url, {"name": "Nell Face", "password": GOOD_PASSWORD, "password_again": GOOD_PASSWORD}
    )
    assert (response.status_code, response["Location"]) == (302, "/inbox/")
    user = User.objects.get(email=NEW)
    assert user.check_password(GOOD_PASSWORD)
    membership = Membership.objects.get(user=user)
    assert (membership.practice, membership.role) == (practice, "VENDOR")
    invitation.refresh_from_db()
    assert invitation.accepted_at is not None
    assert client.session["_auth_user_id"] == str(user.pk)
    assert AuditEvent.objects.latest("pk").name == "membership.joined"
    assert Client().get(url).status_code == 404, "the link works once"


@pytest.mark.parametrize(
    ("password", "again", "error"),
    [
        ("short", "short", "too short"),
        ("password1234", "password1234", "too common"),
        (GOOD_PASSWORD, "another thing", "not the same"),
    ],
)
def test_a_bad_password_is_explained(
    mona: Person, client: Client, password: str, again: str, error: str
) -> None:
    invitation = invite(mona)
    response = client.post(
        f"/invitation/{invitation.key}/",
        {"name": "N", "password": password, "password_again": again},
    )
    assert response.status_code == 422
    assert error in response.content.decode()
    assert not User.objects.filter(email=NEW).exists()


def test_who_has_an_account_signs_in_to_join(mona: Person, charlie: Person, client: Client) -> None:
    invitation = invite(mona, email=charlie.user.email)
    url = f"/invitation/{invitation.key}/"
    page = client.get(url).content.decode()
    assert f"/accounts/login/?next=/invitation/{invitation.key}/" in page
    client.post(url, {"name": "X", "password": GOOD_PASSWORD, "password_again": GOOD_PASSWORD})
    assert not charlie.user.memberships.filter(practice=mona.practice).exists()

    assert "Join with this account" in charlie.client.get(url).content.decode()
    assert charlie.client.post(url).status_code == 302
    assert charlie.user.memberships.get(practice=mona.practice).role == "AGENT"
    assert charlie.client.session["practice_id"] == mona.practice.pk


def test_a_member_cannot_use_up_the_invitation_of_somebody_else(mona: Person, ana: Person) -> None:
    invitation = invite(mona)
    response = ana.client.post(f"/invitation/{invitation.key}/")
    assert response.status_code == 422
    assert b"already belong" in response.content
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_who_left_comes_back_with_the_new_role(mona: Person, ana: Person) -> None:
    actions.leave(membership=ana.membership, at=timezone.now())
    invitation = invite(mona, email=ana.user.email, role="PRACTITIONER")
    actions.accept_as_member(invitation=invitation, user=ana.user, at=timezone.now())
    ana.membership.refresh_from_db()
    assert (ana.membership.left_at, ana.membership.role) == (None, "PRACTITIONER")


@pytest.mark.django_db(transaction=True)
def test_a_link_opened_twice_at_once_joins_once(mona: Person, practice: Practice) -> None:
    invitation = invite(mona)
    people = [make_person(practice, f"Guest {n}", "AGENT", f"g{n}@example.org") for n in range(2)]
    Membership.objects.filter(user__email__endswith="@example.org").delete()
    outcomes: list[str] = []

    def run(user: User) -> None:
        try:
            actions.accept_as_member(invitation=invitation, user=user, at=timezone.now())
            outcomes.append("joined")
        except actions.PeopleError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(person.user,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["joined", "refused"]


@pytest.mark.parametrize("act", ["resend", "revoke"])
def test_who_may_touch_an_invitation(
    mona: Person, ana: Person, charlie: Person, client: Client, act: str
) -> None:
    invitation = invite(mona)
    url = f"/people/invitations/{invitation.pk}/{act}/"
    assert client.post(url).status_code == 302
    assert ana.client.post(url).status_code == 403
    assert charlie.client.post(url).status_code == 404
    assert mona.client.get(url).status_code == 405
    invitation.refresh_from_db()
    assert invitation.revoked_at is None
