"""The last second step stays, however many are taken away at the same moment."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test import Client

from tests.people import Person
from tests.practices.test_passkeys import LIST, keep, prove
from tests.support.patience import PATIENCE_SECONDS


@pytest.mark.django_db(transaction=True)
def test_two_ways_removed_at_once_leave_one(mona: Person) -> None:
    passkey = keep(mona)
    browsers = [Client(), Client()]
    for browser in browsers:
        prove(browser, mona)
    paths = [f"{LIST}{passkey.pk}/remove/", "/accounts/two-step/app/deactivate/"]
    # Both have looked, and wait: whoever looks without a lock has seen the other one.
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            list(Authenticator.objects.select_for_update().order_by("pk"))
            going = [
                pool.submit(_post, one, path) for one, path in zip(browsers, paths, strict=True)
            ]
            _wait_for_two_that_wait()
        assert {one.result() for one in going} <= {200, 302}
    assert Authenticator.objects.filter(user=mona.user).count() == 1


def _post(browser: Client, path: str) -> int:
    try:
        return browser.post(path).status_code
    finally:
        connection.close()


def _wait_for_two_that_wait() -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] == 2:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")
