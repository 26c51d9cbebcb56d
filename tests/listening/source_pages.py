"""What tests of the page of sources share."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.utils import timezone

from listening.connectors.base import FeedKind
from listening.models import NetworkAccount, WatchTerm
from tests.listening.builders import account, feed
from tests.people import Person

PAGE = "/sources/"


def text_of(response: Any) -> str:
    body = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", body)


def account_with_feeds(person: Person, **values: Any) -> NetworkAccount:
    now = timezone.now()
    made = account(person.practice, handle="lumenlakeside", display_name="Lumen", **values)
    free = {"lease_expires_at": None, "next_run_at": now + timedelta(seconds=40)}
    feed(made, FeedKind.MENTIONS, last_success_at=now - timedelta(seconds=20), **free)
    term = WatchTerm.objects.create(practice=person.practice, query=f"lumen {made.pk}")
    feed(made, FeedKind.SEARCH, term=term, **free)
    return made
