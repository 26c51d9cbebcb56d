"""Secrets of every kind are planted, everything succeeds and fails, and all that was written is
searched for them: logs, pages, mails, tables, Redis, files, reports of errors, other programs (P1).
"""

from __future__ import annotations

import base64
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import Fernet
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.log import AdminEmailHandler
from django.views.debug import technical_500_response

from inbox.actions.callback_feed import make_feed
from listening.models import NetworkAccount
from practice_hub import redact, vault
from practice_hub.celery import app
from practice_hub.practices import letters
from practice_hub.practices.mail import invitation_url, send_invitation
from practice_hub.practices.models import Invitation
from tests.people import PASSWORD, Person
from tests.platform.helpers import ROOT
from tests.support.canaries import canary, everything_in_redis, files_in, leaks, tables
from tests.support.witness import Witness, listening
from tests.town import look

KEPT = ("PATH", "HOME", "DATA_DIR", "DJANGO_SETTINGS_MODULE")
# What a program is told, and what it does with it: everything that prints settings, then a crash.
PROGRAM = """
import sys, threading
from manage import run
for command in ("diffsettings --all", "env_example", "health", "rotate_keys --dry-run"):
    try:
        run(["manage.py", *command.split()])
    except BaseException as error:
        print(type(error).__name__, error, file=sys.stderr)
from django.conf import settings
def crash():
    raise RuntimeError(f"{settings.DATABASES} {settings.CELERY_BROKER_URL} {settings.SMS_TOKEN}")
thread = threading.Thread(target=crash); thread.start(); thread.join()
import logging
try:
    crash()
except RuntimeError:
    logging.exception("asked %s", settings.SECRET_KEY)
crash()
"""


@pytest.fixture
def witness() -> Iterator[Witness]:
    with listening() as found:
        yield found


def test_no_planted_secret_is_found_anywhere(
    witness: Witness,
    mona: Person,
    ana: Person,
    x_secrets: dict[str, str],
    page_secrets: dict[str, str],
    settings: Any,
    redis_client: redis.Redis,
) -> None:
    planted = _of_networks(witness, mona, x_secrets, page_secrets, settings)
    planted |= _of_people(witness, mona, ana)
    planted |= _of_programs(witness)
    _reports(witness, planted, settings)

    spoke = {line.split()[0] for line in witness.log.getvalue().splitlines() if " /" in line}
    assert "urllib3.connectionpool" in spoke, "as openly as it can"
    witness.texts |= {
        "log": witness.log.getvalue(),
        "pages": "\n".join(witness.pages),
        "Redis": everything_in_redis(redis_client),
        "files": files_in(settings.DATA_DIR, besides={"postgres", "redis", "secrets.json"}),
        **dict(tables()),
    }
    assert len(witness.texts["pages"]) > 20_000 and len(witness.texts) > 15
    meant = {
        # The one place where each has to stand; the database looks sessions up by their key.
        ("session", "table django_session"),
        ("session", "table usersessions_usersession"),
        ("CSRF", "pages"),
        # Signed with a key that is not in the database: the half that is, opens nothing.
        ("invitation link", "table practices_invitation"),
    }
    assert leaks(witness.texts, planted) - meant == set()
    assert planted["invitation link"] not in witness.texts["table practices_invitation"]
    _four_are_shown(witness, x_secrets, page_secrets)


def test_the_search_finds_what_there_is_to_find() -> None:
    value = canary()
    inside = base64.b64encode(f"user:{value}@".encode()).decode()
    for text in (value, value[10:22], value.encode().hex(), inside, f"x{value[-9:]}y"):
        assert leaks({"somewhere": text}, {"it": value}) == {("it", "somewhere")}
    assert not leaks({"somewhere": f"ends in {value[-4:]}"}, {"it": value})
    for text in ("redis://:{}@h:1/0", "{{'password': '{}'}}", "GET /a?access_token={}&b=1"):
        assert redact.redact(text.format(value)).count("[hidden]") == 1
        assert not leaks({"log": redact.redact(text.format(value))}, {"it": value})


def _four_are_shown(witness: Witness, x: dict[str, str], page: dict[str, str]) -> None:
    shown = re.findall(r"ends in <code>(.{4})</code>", witness.texts["pages"])
    assert {x["access_token"][-4:], page["page_access_token"][-4:]} <= set(shown)


def _of_networks(
    witness: Witness, mona: Person, x: dict[str, str], page: dict[str, str], settings: Any
) -> dict[str, str]:
    """Accepted, refused, not reached, read, and asked about at the health page."""
    wrong_x = {name: canary() for name in x}
    wrong_page = page | {name: canary() for name in ("page_access_token", "app_secret")}
    ask, client = witness.ask, mona.client
    for network, right, wrong in (("x", x, wrong_x), ("facebook", page, wrong_page)):
        assert ask(client, f"/sources/connect/{network}/", wrong).status_code == 422
        assert ask(client, f"/sources/connect/{network}/", right).status_code == 302
    for account in NetworkAccount.objects.all():
        look(account.feeds.order_by("pk")[0])
    place = settings.X_API_BASE_URL
    settings.X_API_BASE_URL = settings.GRAPH_API_BASE_URL = "http://127.0.0.1:1"
    assert ask(client, "/sources/connect/x/", wrong_x).status_code == 422
    for account in NetworkAccount.objects.all():
        look(account.feeds.order_by("pk")[0])
    settings.X_API_BASE_URL = settings.GRAPH_API_BASE_URL = place
    for path in ("/sources/", "/sources/connect/x/", "/health/", "/audit/", "/audit/export/"):
        ask(client, path)
    real = {f"real {name}": value for name, value in (x | page).items() if len(value) > 16}
    refused = {f"X {name}": value for name, value in wrong_x.items()}
    names = ("page_access_token", "app_secret")
    return real | refused | {f"Facebook {name}": wrong_page[name] for name in names}


def _of_people(witness: Witness, mona: Person, ana: Person) -> dict[str, str]:
    """Wrong and right passwords, a second step, links in mails, a calendar."""
    ask, browser, typed = witness.ask, Client(), canary()
    login = {"login": ana.user.email, "password": typed}
    for _ in range(2):
        ask(browser, "/accounts/login/", login)
    ask(browser, "/accounts/login/", login | {"password": PASSWORD})
    ask(browser, "/account/")
    seed = "".join(one for one in canary().upper() if one.isalpha())[:24] + "234567AB"
    TOTP.activate(ana.user, seed)
    codes = RecoveryCodes.activate(ana.user)
    assert Authenticator.objects.filter(user=ana.user).count() == 2
    ask(Client(), "/accounts/password/reset/", {"email": ana.user.email})
    letters.sweep(timezone.now())
    [link] = re.findall(r"(/accounts/password/\S+/)", str(mail.outbox[-1].body))
    for path in (f"{link[:-4]}abc/", link):
        ask(Client(), path)
    form = {"name": "New Face", "email": "new@example.org", "role": "AGENT"}
    ask(mona.client, "/people/invite/", form)
    invitation = Invitation.objects.get()
    send_invitation(invitation.pk)
    ask(Client(), f"/invitation/{invitation.key[:-3]}xyz/")
    ask(Client(), invitation_url(invitation).partition("//")[2].partition("/")[2].join(("/", "")))
    calendar = make_feed(member=ana.membership, now=timezone.now())
    for path in ("/people/", "/account/", "/account/devices/"):
        ask(mona.client, path)
    return {
        "typed password": typed,
        "password": PASSWORD.replace(" ", "%20"),
        "TOTP seed": seed,
        "seed of recovery codes": vault.unseal(codes.instance.data["seed"].encode()).decode(),
        "session": browser.cookies["sessionid"].value,
        "CSRF": browser.cookies["csrftoken"].value if "csrftoken" in browser.cookies else typed,
        "reset link": link.rstrip("/").rpartition("-")[2],
        "invitation link": invitation.key,
        "calendar link": calendar,
    }


def _of_programs(witness: Witness) -> dict[str, str]:
    """Programs of their own, with every secret that a setting can hold, and no server to reach."""
    names = ("SMS_TOKEN", "METRICS_TOKEN", "SECRET_KEY", "SECRET_KEY_FALLBACKS")
    planted = {name: canary() + canary() for name in names}
    places = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SMS_URL")
    passwords = {f"password of {name}": canary() for name in places}
    given = planted | {"CREDENTIAL_KEYS": Fernet.generate_key().decode()}
    forms = ("postgresql://u:{}@127.0.0.1:1/n", "redis://:{}@127.0.0.1:1/0")
    forms += ("smtp://u:{}@127.0.0.1:1", "https://u:{}@sms.example/")
    for name, form, password in zip(places, forms, passwords.values(), strict=True):
        given[name] = form.format(password)
    witness.texts["program"] = _program(given, PROGRAM)
    assert "RuntimeError" in witness.texts["program"] and "[hidden]" in witness.texts["program"]
    broken = {"DATABASE_URL": f"postgresql://u:{canary()}/x@127.0.0.1:port/n"}
    told = _program(given | broken, "from manage import run; run(['manage.py', 'up'])")
    assert "DATABASE_URL is wrong" in told and "Traceback" not in told
    witness.texts["start"] = told
    return planted | passwords | {"CREDENTIAL_KEYS": given["CREDENTIAL_KEYS"]}


def _program(given: dict[str, str], code: str) -> str:
    kept = {name: os.environ[name] for name in KEPT}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**kept, "PRACTICE_HUB_ENV": "test", "LOG_LEVEL": "DEBUG", **given},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout + ran.stderr


def _reports(witness: Witness, planted: dict[str, str], settings: Any) -> None:
    """A view breaks: the page of DEBUG, the mail to administrators; and so does a task."""
    request = RequestFactory().post(
        f"/invitation/{planted['invitation link']}/?access_token={planted['X access_token']}",
        dict(planted),
        HTTP_COOKIE=f"sessionid={planted['session']}",
        HTTP_AUTHORIZATION=f"Bearer {planted['X bearer_token']}",
    )
    logger, handler = logging.getLogger("tests.canaries"), AdminEmailHandler(include_html=True)
    settings.ADMINS = [("Admin", "admin@example.org")]
    logger.addHandler(handler)
    handler.addFilter(redact.RedactFilter())
    try:
        _breaks(planted["X access_token"], request.POST)
    except RuntimeError as error:
        told = {"request": request, "status_code": 500}
        logger.exception("Internal Server Error: %s", request.path, extra=told)
        page = technical_500_response(request, type(error), error, error.__traceback__)
        witness.texts["page of DEBUG"] = page.content.decode()
    logger.removeHandler(handler)
    report = mail.outbox[-1]
    assert report.to == ["admin@example.org"] and "RuntimeError" in report.subject + report.body
    witness.texts["mail to administrators"] = report.message().as_string() + report.body
    witness.texts["mail to administrators"] += str(getattr(report, "alternatives", ""))

    breaks = app.task(name="tests.breaks")(_breaks)
    breaks.apply(args=[planted["X access_token"], {}])
    app.tasks.unregister("tests.breaks")
    assert "tests.breaks" in witness.log.getvalue()


def _breaks(token: str, form: Any) -> None:
    """As the libraries put it: with the address that was asked."""
    values = list(form)
    raise RuntimeError(f"Max retries exceeded with url: /me?access_token={token} {len(values)}")
