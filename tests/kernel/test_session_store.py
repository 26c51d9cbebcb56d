"""Sessions end, change their key and are forgotten as in Django's own store."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from practice_hub import session_store
from practice_hub.session_store import SessionStore


def _kept() -> SessionStore:
    store = SessionStore()
    store["seen"] = "tour"
    store.save()
    return store


@pytest.mark.django_db
def test_what_is_over_is_not_read() -> None:
    store = _kept()
    assert SessionStore(store.session_key).load() == {"seen": "tour"}
    Session.objects.filter(pk=store.session_key).update(expire_date=timezone.now())
    late = SessionStore(store.session_key)
    assert late.load() == {} and late.session_key is None
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=1))
    assert SessionStore(store.session_key).load() == {"seen": "tour"}
    SessionStore.clear_expired()
    assert Session.objects.count() == 1


@pytest.mark.django_db
def test_a_key_that_was_changed_or_flushed_opens_nothing() -> None:
    store = _kept()
    before = store.session_key
    store.cycle_key()
    assert store.session_key != before
    assert SessionStore(before).load() == {}
    again = SessionStore(store.session_key)
    assert again["seen"] == "tour"
    again.flush()
    assert SessionStore(store.session_key).load() == {} and not Session.objects.exists()
    for nobody in (None, "", "short", "a" * 400, "aaaaaaaa\x00", "ä' OR 1=1"):
        assert SessionStore(nobody).load() == {}


def test_only_what_says_who_works_is_kept_open(settings: Any) -> None:
    """And for these very bytes and keys; who changes what came out changes nothing kept."""
    store, held = SessionStore(), {"_auth_user_id": "7", "practice_id": 3}
    kept = store.encode(held)
    session_store._opened.clear()
    for _again in range(2):
        found = store.decode(kept)
        assert found == held
        found["practice_id"] = 4
    assert len(session_store._opened) == 1
    for secret in ({"mfa.totp.secret": "x"}, {"_messages": "x"}, {"_password_reset_key": "x"}, {}):
        sealed = store.encode(held | secret if secret else {})
        assert store.decode(sealed) == (held | secret if secret else {})
    assert store.decode(kept[:-3] + "abc") == {}
    assert len(session_store._opened) == 1
    settings.SECRET_KEY = "another key of fifty characters, which opens nothing of before."
    assert store.decode(kept) == {}


@pytest.mark.django_db
def test_what_was_sealed_with_another_key_is_no_session() -> None:
    store = _kept()
    Session.objects.update(session_data="gAAAAA-nothing-of-ours")
    assert SessionStore(store.session_key).load() == {}
