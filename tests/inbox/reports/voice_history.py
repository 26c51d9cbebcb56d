"""A random history of what people say of a practice in two places, for the voice reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from listening.connectors.base import MentionData
from listening.corrections import correct_sentiment
from listening.models import Mention, NetworkAccount
from practice_hub.practices.models import Location
from tests.builders import (
    hear,
    make_account,
    make_member,
    make_practice,
    own,
    person,
    private,
    said,
)

START = datetime(2026, 10, 12, 6, 0, tzinfo=UTC)
DAYS = 26  # a change of clocks in Berlin lies within
ZONES = ("Europe/Berlin", "America/New_York")
TEXTS = (
    "I love my lips, the results look great",
    "so happy with my botox, lovely staff",
    "Waited 50 minutes and nobody called me back, awful",
    "The bill was wrong and the receptionist was rude. Terrible.",
    "Hydrafacial on Friday",
    "how much is lip filler?",
    "🤔",
    "",
)


class History:
    """A practice with a place in Berlin and one in New York, and what is said of it."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.practice = make_practice(f"voice-{seed}")
        networks = zip(ZONES, ("X", "FACEBOOK"), strict=True)
        self.accounts = [self._account(zone, network) for zone, network in networks]
        self.people = [replace(person(), followers=n * 10 or None) for n in range(9)]
        self.heard: list[tuple[NetworkAccount, MentionData]] = []
        self.ana = make_member(self.practice, "Ana Bell").user

    def _account(self, zone: str, network: str) -> NetworkAccount:
        account = make_account(self.practice, network)
        place = Location.objects.create(practice=self.practice, name=zone, time_zone=zone)
        account.location = place
        account.save(update_fields=["location"])
        return account

    def moment(self) -> datetime:
        return START + timedelta(minutes=self.random.randrange(DAYS * 1440))

    def page(self, size: int) -> None:
        """New posts of any age, a private message, and answers to some of what came before."""
        for account in self.accounts:
            posts = [self._post() for _ in range(size)]
            answers = [self._answer(*one) for one in self._some(14) if one[0] is account]
            who = self.random.choice(self.people)
            talk = private(self.random.choice(TEXTS), who, posted_at=self.moment())
            hear(account, *posts, talk, *answers, now=START + timedelta(days=DAYS))
            self.heard += [(account, post) for post in posts]

    def _post(self) -> MentionData:
        who = self.random.choice([*self.people, None])
        texts = TEXTS[:2] if who in self.people[:3] else TEXTS  # some are always happy
        return said(self.random.choice(texts), author=who, posted_at=self.moment())

    def _answer(self, account: NetworkAccount, post: MentionData) -> MentionData:
        later = timedelta(minutes=self.random.randrange(5, 900))
        return own(post, "Thank you, we look into it.", posted_at=post.posted_at + later)

    def _some(self, number: int) -> list[tuple[NetworkAccount, MentionData]]:
        return self.random.sample(self.heard, min(number, len(self.heard)))

    def trouble(self) -> None:
        """What people and networks do to posts that were counted already."""
        late = START + timedelta(days=DAYS, hours=1)
        for account, post in self._some(4):
            version = str(int(post.version_id) + 10**9)
            new = replace(post, text=self.random.choice(TEXTS), version_id=version)
            hear(account, new, now=late)
        for account, post in self._some(2):
            hear(account, now=late, gone=(post.external_id,))
        for row in self._stored(4):
            label = self.random.choice(("POSITIVE", "NEGATIVE"))
            correct_sentiment(mention_id=row.pk, actor=self.ana, now=late, label=label)
        purged, spam, imported = self._stored(3), self._stored(2), self._stored(5)
        Mention.objects.filter(pk__in=[row.pk for row in purged]).update(text="")
        Mention.objects.filter(pk__in=[row.pk for row in spam]).update(category="SPAM")
        Mention.objects.filter(pk__in=[row.pk for row in imported]).update(is_imported=True)

    def _stored(self, number: int) -> list[Mention]:
        found = Mention.objects.filter(practice=self.practice).order_by("pk")
        return self.random.sample(list(found), number)
