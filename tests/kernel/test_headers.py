"""What every answer tells the browser, whatever kind of answer it is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from allauth.core.context import request_context
from cryptography.fernet import Fernet
from django.http import HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from practice_hub.headers import PERMISSIONS, SecurityHeadersMiddleware, content_policy
from practice_hub.http import leads_home
from practice_hub.practices.adapter import InvitationOnlyAdapter
from tests.inbox.view_desk import HTMX, ViewDesk
from tests.people import Person
from tests.support.addresses import every_path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def _broken(request: Any) -> HttpResponse:
    raise ValueError("broken on purpose")


urlpatterns = [path("broken/", _broken)]
handler500 = "practice_hub.errors.server_error"


def hardened(response: HttpResponseBase) -> str:
    """Checks what all have in common; the policy of the page."""
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy, response.status_code
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Permissions-Policy"] == PERMISSIONS
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Content-Security-Policy-Report-Only" not in response
    return policy


def test_every_kind_of_answer_is_hardened_and_kept_by_no_cache(
    ana: Person, mona: Person, client: Client
) -> None:
    row = ViewDesk(mona.practice).post()
    kinds = {
        200: [
            *("/accounts/login/", "/accounts/password/reset/", "/healthz"),
            *(
                (mona, "/inbox/"),
                (mona, f"/inbox/{row.pk}/"),
                (mona, "/reports/"),
                (mona, "/account/"),
            ),
            *((mona, "/accounts/two-step/"), (mona, "/alerts/desktop/"), (mona, "/snippets/")),
        ],
        302: ["/inbox/", "/"],
        403: [(ana, "/people/")],
        404: ["/nowhere/", (ana, "/inbox/987654321/")],
        405: [(ana, f"/inbox/{row.pk}/renew/")],
    }
    for status, asked in kinds.items():
        for each in asked:
            who, where = (each[0].client, each[1]) if isinstance(each, tuple) else (client, each)
            answer = who.get(where)
            assert answer.status_code == status, where
            assert "frame-ancestors 'none'" in hardened(answer)
            assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    fragment = ana.client.get(f"/inbox/{row.pk}/", headers=HTMX)
    assert b"<html" not in fragment.content and "no-store" in fragment["Cache-Control"]
    hardened(fragment)
    _parts_are_short(client)
    hardened(client.get("/inbox/", headers={"host": "evil.example"}))
    refused = Client(enforce_csrf_checks=True).post("/accounts/login/")
    assert refused.status_code == 403 and hardened(refused)
    with override_settings(ROOT_URLCONF=__name__):
        client.raise_request_exception = False
        failed = client.get("/broken/")
    assert failed.status_code == 500 and b"broken on purpose" not in failed.content
    hardened(failed)


def _parts_are_short(client: Client) -> None:
    """Opened by itself a file does nothing; what only pages heed does not travel with each."""
    part = client.get("/static/css/base.css")
    assert part["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert part["X-Content-Type-Options"] == "nosniff"
    assert part["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not part.has_header("Permissions-Policy") and not part.has_header("Content-Language")
    hardened(client.get("/static/js/stream-worker.js"))  # its policy is its own, like a page's
    hardened(client.get("/static/nothing.js"))


def test_the_policy_lets_our_own_files_and_the_stream_in_and_nothing_else() -> None:
    assert content_policy() == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; media-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; connect-src 'self'"
    )
    assert content_policy("/events/7/").endswith("connect-src 'self'")
    assert content_policy("http://h:8001/events/7/").endswith("connect-src 'self' http://h:8001")
    assert content_policy("http://[::1]:8001/events/7/").endswith("connect-src 'self'")
    assert "*" not in PERMISSIONS and "camera=()" in PERMISSIONS


def test_what_a_view_says_itself_stays() -> None:
    def view(_: Any) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    answer = SecurityHeadersMiddleware(view)(RequestFactory().get("/"))
    assert answer["Content-Security-Policy"] == "sandbox"
    assert answer["Cache-Control"] == "private, no-store"


def test_no_template_needs_what_the_policy_forbids() -> None:
    """Mails are no pages: they have a style of their own, as no mail can fetch one."""
    inline = re.compile(
        r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:|hx-on|hx-[a-z]+=['\"]?js:|<base|<iframe"
        r"|<object|<embed|hx-trigger=\"[^\"]*\[|<script(?![^>]*\ssrc=)|(?:src|href)=[\"']?(?:https?:)?//",
        re.IGNORECASE,
    )
    found = {
        each.name: inline.findall(each.read_text())
        for each in TEMPLATES
        if "mail" not in each.parts
    }
    assert len(found) > 100
    assert {name: words for name, words in found.items() if words} == {}
    scripts = "".join(each.read_text() for each in (ROOT / "static" / "js").glob("*.js"))
    assert not re.search(
        r"\beval\(|new Function|setAttribute\(.style|cssText|document\.write", scripts
    )


def test_every_change_needs_the_token_of_a_page() -> None:
    strict = Client(enforce_csrf_checks=True)
    paths = list(every_path())
    assert len(paths) > 150
    for where in paths:
        for method in (strict.put, strict.patch, strict.delete):
            assert method(where).status_code in (403, 405), where
        answer = strict.post(where)
        assert answer.status_code == 403, where
    assert b"open too long" in answer.content


def test_people_are_sent_on_to_pages_of_this_very_host_only(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://third.example"]
    beyond = [
        *("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"),
        *("http://other.example/", "https://third.example/", "http:evil.example", "\thttps://e.x"),
        *(
            "///evil.example",
            "http://testserver@evil.example/",
            "data:text/html,x",
            "\x00//e.x",
            "",
        ),
    ]
    for is_secure in (False, True):
        request = RequestFactory().get("/", secure=is_secure)
        with request_context(request):
            assert [url for url in beyond if InvitationOnlyAdapter(request).is_safe_url(url)] == []
        assert leads_home(request, "/snippets/?q=1") and leads_home(request, "https://testserver/")
        assert leads_home(request, "http://testserver/inbox/") is not is_secure


def test_production_is_checked_clean(tmp_path: Path) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.conf import settings as s\n"
        "from django.core.management import call_command\n"
        "call_command('check', deploy=True, fail_level='WARNING')\n"
        "assert s.SESSION_COOKIE_NAME.startswith('__Host-') and s.SESSION_COOKIE_SECURE\n"
        "assert s.CSRF_COOKIE_NAME.startswith('__Host-') and s.CSRF_COOKIE_SECURE\n"
        "assert s.SESSION_COOKIE_HTTPONLY and s.CSRF_COOKIE_HTTPONLY and s.SECURE_SSL_REDIRECT\n"
        "assert not s.PICTURE_PRIVATE_ORIGINS and not s.DEBUG\n"
        "from django.test import Client\n"
        "far = Client(headers={'host': 'hub.example.org'})\n"
        "answer = far.get('/accounts/login/')\n"
        "assert (answer.status_code, answer['Location']) == (301, 'https://hub.example.org/accounts/login/')\n"
        "answer = far.get('/', headers={'x-forwarded-proto': 'https'})\n"
        "assert (answer.status_code, answer['Location']) == (302, '/accounts/login/')\n"
        "assert answer['Strict-Transport-Security'] == 'max-age=31536000; includeSubDomains'\n"
        "assert 'https://hub.example.org:8001' in answer['Content-Security-Policy']\n"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "practice_hub.settings",
        "PRACTICE_HUB_ENV": "production",
        "DATA_DIR": str(tmp_path),
        "STATIC_ROOT": str(tmp_path / "static"),
        "SECRET_KEY": "Ab3-" * 20 + "xyzw567",
        "CREDENTIAL_KEYS": Fernet.generate_key().decode(),
        "PUBLIC_URL": "https://hub.example.org",
        "ALLOWED_HOSTS": "hub.example.org",
        "EMAIL_URL": "smtp://mail.example.org:587?tls=1",
        "ALLAUTH_TRUSTED_PROXY_COUNT": "1",
    }
    (tmp_path / "static").mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
