"""Where people are signed in, for how long, and what ends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from inbox.actions.callback_feed import make_feed, member_of
from inbox.models import CallbackFeed
from practice_hub.audit.models import AuditEvent
from practice_hub.practices import actions
from practice_hub.practices.devices import words_of
from practice_hub.practices.idle import ACTIVE_AT, SIGNED_IN_AT, Rules, limits_of, why_over
from practice_hub.practices.models import Invitation, Practice
from practice_hub.practices.standing import STEP_KEY, may_listen
from practice_hub.roles import Role
from tests.people import PASSWORD, Person, make_person
from tests.practices.test_sign_in import sign_in

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
HOUR, DAY = 3600.0, 86_400.0


def phone_of(person: Person) -> Client:
    client = Client(HTTP_USER_AGENT=PHONE)
    assert sign_in(client, person.user.email).status_code == 302
    return client


def wind_back(client: Client, seconds: float, name: str = ACTIVE_AT) -> None:
    """As if so much time had passed since then."""
    session = client.session
    session[name] -= seconds
    session.save()


def test_rules_are_by_role_and_nothing_strange_breaks_them() -> None:
    now = timezone.now()
    desk, lead = ("AGENT", dict[str, Any]()), ("OWNER", dict[str, Any]())

    def limits(*places: tuple[str, dict[str, Any]], has_passkey: bool = False) -> tuple[float, ...]:
        found = limits_of(places, has_passkey=has_passkey, passkey_days=90)
        return (found.idle, found.age)

    assert limits(desk) == (8 * HOUR, 14 * DAY)
    assert limits(lead) == limits(desk, lead) == limits() == (HOUR, 14 * DAY)
    assert limits(lead, has_passkey=True) == (7 * DAY, 90 * DAY)
    strict = ("OWNER", {"minutes": {"OWNER": 15}, "days": 1, "passkey_days": 0})
    assert limits(strict) == (900, DAY)
    assert limits(strict, has_passkey=True) == (900, 90 * DAY)
    for odd in ({"minutes": 5}, {"minutes": {"OWNER": "x"}}, {"days": -1, "passkey_days": None}):
        assert Rules.of(odd) == Rules.of({})
    start = now.timestamp()
    session = {SIGNED_IN_AT: start, ACTIVE_AT: start}
    short = limits_of([lead], has_passkey=False, passkey_days=90)
    for seconds, why in ((HOUR - 1, ""), (HOUR, "idle"), (14 * DAY, "age"), (-9 * DAY, "")):
        assert why_over(session, short, now + timedelta(seconds=seconds)) == why
    assert why_over({}, short, now) == ""
    assert words_of(PHONE) == "Safari, iPhone"
    assert words_of("") == words_of("curl/8") == "A device we do not know"


def test_an_open_tab_is_nobody_who_works(mona: Person) -> None:
    client = mona.client
    wind_back(client, HOUR - 60)
    assert client.get("/inbox/counts/", headers={"X-Automatic": "1"}).status_code == 200
    wind_back(client, 61)
    ended = client.post("/account/", {"name": "Mona W"})
    assert ended["Location"].startswith("/accounts/login/?next=")
    assert "had used this device" in client.get(ended["Location"]).content.decode()
    mona.user.refresh_from_db()
    assert mona.user.name == "Mona Weiss"

    client.force_login(mona.user)
    wind_back(client, HOUR - 60)
    assert client.get("/inbox/").status_code == 200
    wind_back(client, 120)
    assert client.get("/inbox/").status_code == 200, "a click starts the hour anew"
    wind_back(client, 15 * DAY, SIGNED_IN_AT)
    assert client.get("/inbox/").status_code == 302, "and still there is an end"


def test_the_practice_sets_how_long(
    mona: Person, ana: Person, vera: Person, charlie: Person
) -> None:
    page = "/settings/sign-in/"
    assert {p.client.get(page).status_code for p in (ana, vera)} == {403}
    wanted = {f"minutes_{role}": 480 for role in Role} | {"days": 7, "passkey_days": 0}
    assert mona.client.post(page, wanted | {"minutes_AGENT": 1}).status_code == 422
    assert mona.client.post(page, wanted | {"minutes_AGENT": 15}).status_code == 302
    practice = Practice.objects.get(pk=mona.practice.pk)
    assert practice.sign_in_rules["minutes"]["AGENT"] == 15
    assert Practice.objects.get(pk=charlie.practice.pk).sign_in_rules == {}
    assert AuditEvent.objects.filter(name="practice.sign_in_rules_changed").count() == 1
    wind_back(ana.client, 900)
    assert ana.client.get("/inbox/").status_code == 302
    wind_back(mona.client, 2 * HOUR)
    assert mona.client.get("/inbox/").status_code == 200


def test_devices_are_listed_and_ended(ana: Person, mona: Person, charlie: Person) -> None:
    phone, tablet = phone_of(ana), phone_of(ana)
    page = ana.client.get("/account/devices/").content.decode()
    assert page.count("Safari, iPhone") >= 2 and page.count(">this device<") == 1
    theirs = charlie.client.session.session_key
    stranger = UserSession.objects.get(session_key=theirs)
    assert ana.client.post("/account/devices/end/", {"device": stranger.pk}).status_code == 404
    lost = UserSession.objects.get(session_key=phone.session.session_key)
    ana.client.post("/account/devices/end/", {"device": lost.pk})
    assert [c.get("/account/").status_code for c in (phone, tablet, ana.client)] == [302, 200, 200]
    ana.client.post("/account/devices/end/", {"device": "others"})
    assert [c.get("/account/").status_code for c in (tablet, ana.client)] == [302, 200]
    assert Session.objects.filter(session_key=theirs).exists()

    url = f"/people/{ana.membership.pk}/sign-out/"
    assert charlie.client.post(url).status_code == 404
    assert ana.client.post(url).status_code == 403
    assert mona.client.post(url).status_code == 302
    assert ana.client.get("/account/").status_code == 302
    assert AuditEvent.objects.filter(name="devices.signed_out_by_manager").count() == 1


def test_a_new_password_ends_the_other_devices(ana: Person) -> None:
    phone = phone_of(ana)
    new = "another quiet river"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert ana.client.post("/accounts/password/change/", form).status_code == 302
    assert not Session.objects.filter(session_key=phone.session.session_key).exists()
    assert ana.client.get("/account/").status_code == 200


def test_a_new_secret_key_leaves_no_device_that_cannot_be_ended(
    ana: Person, mona: Person, settings: Any
) -> None:
    phone = phone_of(ana)
    before = phone.session.session_key
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 60
    assert phone.get("/inbox/counts/", headers={"X-Automatic": "1"}).status_code == 200
    assert phone.cookies["sessionid"].value != before, "Django gives it another key"
    actions.sign_out_member(actor=mona.membership, member=ana.membership, at=timezone.now())
    assert phone.get("/account/").status_code == 302


def test_who_leaves_leaves_nothing_open(mona: Person, ana: Person, ben: Person) -> None:
    now = timezone.now()
    phone = phone_of(ana)
    secret = make_feed(member=ana.membership, now=now)
    session = phone.session
    assert may_listen(ana.user.pk, ana.practice.pk, session, now)
    assert not may_listen(ben.user.pk, ana.practice.pk, session, now), "of somebody else"
    values = {"practice": ana.practice, "role": "AGENT", "expires_at": now + timedelta(days=7)}
    back = Invitation.objects.create(email=ana.user.email, invited_by=mona.user, **values)
    other = Invitation.objects.create(email="c@example.org", invited_by=mona.user, **values)
    actions.remove_member(actor=mona.membership, member=ana.membership, at=now)
    assert not may_listen(ana.user.pk, ana.practice.pk, session, now)
    assert not UserSession.objects.filter(user=ana.user).exists()
    assert member_of(secret) is None and not CallbackFeed.objects.exists()
    assert list(Invitation.objects.open()) == [other] and back.pk != other.pk


def test_a_stream_ends_for_who_is_idle_or_lacks_the_second_step(mona: Person) -> None:
    now, session, place = timezone.now(), mona.client.session, mona.practice.pk
    assert may_listen(mona.user.pk, place, session, now)
    assert not may_listen(mona.user.pk, place, session, now + timedelta(hours=1, seconds=9))
    mona.user.authenticator_set.all().delete()
    session.pop(STEP_KEY)
    session.save()
    assert not may_listen(mona.user.pk, place, session, now)


def test_dangerous_acts_ask_who_it_is(mona: Person, ben: Person) -> None:
    wind_back(mona.client, 901, SIGNED_IN_AT)
    url = f"/people/{ben.membership.pk}/role/"
    asked = mona.client.post(url, {"role": "VENDOR"})
    assert asked["Location"].startswith("/accounts/reauthenticate/?next=")
    ben.membership.refresh_from_db()
    assert ben.membership.role == "AGENT"
    for path in ("/sources/connect/x/", "/settings/sign-in/"):
        assert "/accounts/reauthenticate/" in mona.client.get(path)["Location"], path
    led = mona.client.post("/sources/connect/x/", {"access_token": "kept nowhere"})
    assert "/accounts/reauthenticate/" in led["Location"]
    assert "kept nowhere" not in str(dict(mona.client.session))
    mona.client.post(url, {"role": "VENDOR"})
    done = mona.client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert "The role of Ben Okoro was saved" in done.content.decode(), "it goes on where it was"
    ben.membership.refresh_from_db()
    assert ben.membership.role == "VENDOR"


def test_one_practice_never_acts_in_another(other_practice: Practice, mona: Person) -> None:
    """A session works for one practice at a time, and only where its person belongs."""
    session = mona.client.session
    session["practice_id"] = other_practice.pk
    session.save()
    make_person(other_practice, "Theo", "AGENT")
    page = mona.client.get("/people/").content.decode()
    assert "Mona Weiss" in page and "Theo" not in page
