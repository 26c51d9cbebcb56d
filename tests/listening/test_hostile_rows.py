"""What a network may send and a page must not carry on."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from listening.connectors.base import ConnectorError, ErrorKind, MediaData, MediaKind
from listening.ingest import store_items
from listening.models import Feed, Mention
from listening.schedule import Look, fail_run
from tests.listening.builders import NOW, account, author, feed, page, post

pytestmark = pytest.mark.django_db
BAD = "javascript:alert(1)"


def test_only_web_addresses_become_links() -> None:
    picture = MediaData(MediaKind.PHOTO, BAD, "data:text/html,x")
    item = post(permalink=BAD, media=(picture,), author=author(avatar_url=BAD))
    with transaction.atomic():
        store_items(account(), None, page(item), NOW)
    stored = Mention.objects.select_related("author").get()
    assert stored.author
    assert (stored.permalink, stored.author.avatar_url) == ("", "")
    assert [(m["kind"], m["url"], m["preview_url"]) for m in stored.media] == [("PHOTO", "", "")]


def test_long_ids_of_messages_fit() -> None:
    long_id = "m_" + "Ab9-" * 60
    item = post(external_id=long_id, thread_id="t_" + long_id[:200], parent_id=long_id)
    with transaction.atomic():
        store_items(account(), None, page(item), NOW)
    assert Mention.objects.get().external_id == long_id


@pytest.mark.parametrize("detail", ["half \ud83d pair", "nul \x00 byte"])
def test_an_error_with_odd_characters_is_booked(detail: str) -> None:
    row = feed()
    error = ConnectorError(ErrorKind.TRANSIENT, detail)
    fail_run(feed=row, lease_token=1, error=error, look=Look(), now=timezone.now())
    assert Feed.objects.get().failures == 1
