"""A PostgreSQL that hangs keeps no page waiting for a connection that was kept."""

from __future__ import annotations

import os
import signal
import threading

import pytest
from django.db import connections
from django.db.backends.utils import CursorWrapper

from practice_hub.database import base
from tests.faults.workers import eventually


@pytest.mark.django_db(transaction=True)
def test_kept_connection_to_a_hanging_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "LOOK_SECONDS", 0.3)
    monkeypatch.setattr(base, "TRUST_SECONDS", 0.0)
    ours = connections.create_connection("default")
    try:
        with ours.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            server = cursor.fetchone()[0]
        assert ours.is_usable() and ours.is_usable()  # a look leaves a good connection good
        os.kill(server, signal.SIGSTOP)
        # As its machine would wake up one day: without a limit the test fails instead of hanging.
        wake = threading.Timer(20, os.kill, (server, signal.SIGCONT))
        wake.start()
        try:
            ours.close_if_unusable_or_obsolete()  # as each request begins
            with ours.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                assert cursor.fetchone()[0] != server
            assert wake.is_alive()
        finally:
            wake.cancel()
            os.kill(server, signal.SIGCONT)
        with ours.cursor() as cursor:
            eventually(lambda: not _is_there(cursor, server), "the one that hung has gone home")
    finally:
        ours.close()


@pytest.mark.django_db(transaction=True)
def test_a_server_that_went_away_is_noticed_without_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "TRUST_SECONDS", 3600.0)
    ours, other = (connections.create_connection("default") for _ in range(2))
    try:
        with ours.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            server = cursor.fetchone()[0]
        assert ours.is_usable()
        os.kill(server, signal.SIGSTOP)
        try:
            assert ours.is_usable()  # just looked at, and its line is quiet: it is not asked
        finally:
            os.kill(server, signal.SIGCONT)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [server])
            eventually(lambda: not _is_there(cursor, server), "it has gone")
        assert not ours.is_usable()
    finally:
        ours.close()
        other.close()


def _is_there(cursor: CursorWrapper, server: int) -> bool:
    cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [server])
    return cursor.fetchone() is not None
