from __future__ import annotations

import pytest

from listening.corrections import correct_sentiment
from listening.ingest import store_page
from listening.models import Mention
from listening.refusals import SourceRefusedError
from tests.listening.builders import NOW, account, feed, page, post
from tests.people import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def mention(ana: Person) -> Mention:
    into = feed(account(ana.practice))
    store_page(feed=into, lease_token=1, page=page(post("1", text="Awful, just awful")), now=NOW)
    return Mention.objects.get()


def test_staff_correct_a_label_and_the_scorers_stays_beside_it(
    ana: Person, mention: Mention
) -> None:
    correct_sentiment(mention_id=mention.pk, actor=ana.user, now=NOW, label="POSITIVE")
    mention.refresh_from_db()
    assert (mention.sentiment, mention.shown_sentiment) == ("NEGATIVE", "POSITIVE")
    assert (mention.corrected_by_id, mention.corrected_at) == (ana.user.pk, NOW)


def test_a_label_that_does_not_exist(ana: Person, mention: Mention) -> None:
    with pytest.raises(SourceRefusedError, match="Choose happy"):
        correct_sentiment(mention_id=mention.pk, actor=ana.user, now=NOW, label="ANGRY")
    assert Mention.objects.get().corrected_sentiment == ""
