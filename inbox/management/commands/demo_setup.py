"""`manage.py demo_setup`: people, accounts in the town, and the town's past. Idempotent."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from inbox.demo import Cast, link_private, tell_past
from inbox.demo_callbacks import seed_callbacks
from inbox.demo_snippets import seed_snippets
from listening.accounts import connect_account
from listening.ingest import LEASE
from listening.models import Feed, NetworkAccount, WatchTerm
from listening.reading import read_feed
from listening.terms import add_term
from practice_hub.practices.demo import DEMO_PEOPLE, ensure_demo_people
from practice_hub.practices.models import Practice, User
from practice_hub.roster.demo import ensure_demo_roster

TERMS = (
    (WatchTerm.Kind.PRACTICE, '"Lumen Aesthetics"'),
    (WatchTerm.Kind.MISSPELLING, '"Lumin Aesthetics"'),
    (WatchTerm.Kind.COMPETITOR, '"Velvet Glow"'),
)
ROUNDS = 40  # a feed is read in runs of 25 pages; the town's past needs one or two


class Command(BaseCommand):
    help = "Prepare the demo: people, both networks of the town, and its last three weeks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--town", default=settings.X_API_BASE_URL, help="Address of the town.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMO:
            raise CommandError("demo_setup only runs with PRACTICE_HUB_ENV=demo.")
        self.town = options["town"].rstrip("/")
        practice = ensure_demo_people()
        staff = _staff(practice)
        seed_snippets(practice, timezone.now())
        ensure_demo_roster(practice, timezone.now())
        if NetworkAccount.objects.filter(practice=practice).exists():
            return
        self._connect(practice, staff["mona"])
        self._hear_past(practice, Cast(practice, staff))

    def _connect(self, practice: Practice, manager: User) -> None:
        secrets = self._ask("credentials")
        now = timezone.now()
        for kind, query in TERMS:
            add_term(practice=practice, kind=kind, query=query, actor=manager, now=now)
        x = {
            "consumer_key": secrets["x_consumer_key"],
            "consumer_secret": secrets["x_consumer_secret"],
            "access_token": secrets["x_access_token"],
            "access_token_secret": secrets["x_access_token_secret"],
            "bearer_token": secrets["x_bearer_token"],
        }
        facebook = {
            "page_id": secrets["page_id"],
            "page_access_token": secrets["graph_page_token"],
            "app_id": secrets["graph_app_id"],
            "app_secret": secrets["graph_app_secret"],
        }
        for network, values in (("X", x), ("FACEBOOK", facebook)):
            connect_account(
                practice=practice, network=network, values=values, actor=manager, now=now
            )

    def _hear_past(self, practice: Practice, cast: Cast) -> None:
        stories = self._ask("story")["story"]
        feeds = Feed.objects.filter(account__practice=practice)
        read_all(feeds.exclude(kind=Feed.Kind.MESSAGES))
        link_private(practice, stories, self._people())
        read_all(feeds.filter(kind=Feed.Kind.MESSAGES))
        told = tell_past(cast, stories, timezone.now())
        seed_callbacks(practice, cast.staff, timezone.now())
        self.stdout.write(f"The town's last three weeks are here: {told} conversations.")

    def _people(self) -> dict[str, dict[str, str]]:
        people = self._ask("state")["people"]
        found = people.values() if isinstance(people, dict) else people
        return {person["key"]: person for person in found}

    def _ask(self, name: str) -> dict[str, Any]:
        try:
            answer = requests.get(f"{self.town}/_sandbox/{name}", timeout=20)
            answer.raise_for_status()
        except requests.RequestException as error:
            raise CommandError(
                f"The town at {self.town} does not answer. Start it with `make demo`."
            ) from error
        found: dict[str, Any] = answer.json()
        return found


def _staff(practice: Practice) -> dict[str, User]:
    emails = {p.email: p.key for p in DEMO_PEOPLE if p.practice == practice.slug}
    return {emails[user.email]: user for user in User.objects.filter(email__in=emails)}


def read_all(feeds: Any) -> None:
    """Read feeds here and now until each has caught up, as the workers would."""
    for feed in list(feeds.order_by("pk")):
        for _ in range(ROUNDS):
            now = timezone.now()
            Feed.objects.filter(pk=feed.pk).update(
                lease_token=feed.lease_token + 1, lease_expires_at=now + LEASE
            )
            read_feed(feed_id=feed.pk, lease_token=feed.lease_token + 1)
            feed.refresh_from_db()
            if feed.last_error_kind:
                raise CommandError(f"{feed} could not be read: {feed.last_error}")
            if feed.next_run_at > now:
                break
