"""What was deleted on a network is found and forgotten within a day of the town's clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from inbox.models import Conversation
from listening import forgotten, ledger, recheck_book
from listening.connectors.rechecks import can_be_asked
from listening.forgetting import Reason, forget_mentions
from listening.history import history_account, store_history
from listening.ledger_lines import LedgerMismatchError
from listening.models import (
    Author,
    Forgotten,
    Mention,
    NetworkAccount,
    RateWindowRow,
    RawPayload,
    Recheck,
)
from listening.models import RecheckBook as Book
from listening.recheck_words import recheck_line
from listening.rechecks import hand_out, look_again
from tests.builders import conversation_of, hear, make_practice, said
from tests.listening.builders import post as made_post
from tests.support.sandbox_server import SandboxServer
from tests.town import PEOPLE, Town, open_town

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CROWD = [{"key": f"p{n}", "name": f"Person {n}", "x_username": f"person{n}"} for n in range(8)]


@pytest.fixture
def town(sandbox_server: SandboxServer, settings: Any) -> Town:
    return open_town(sandbox_server, settings, make_practice(), [*PEOPLE, *CROWD])


def on_x(town: Town, person: str, text: str = "hello") -> str:
    return str(town.act("x_post", person=person, text=f"@lumenlakeside {text}")["id"])


def fate(external_id: str) -> str:
    mention = Mention.objects.get(external_id=external_id)
    assert bool(mention.deleted_at) == bool(mention.gone_reason)
    assert not (mention.deleted_at and mention.text)
    return mention.gone_reason


def lookups(town: Town) -> list[dict[str, Any]]:
    return town.server.requests(path="^/2/tweets$", method="GET")


def a_day_later(town: Town, account: NetworkAccount, now: datetime) -> int:
    town.server.advance(DAY.total_seconds())
    return look_again(account_id=account.pk, now=now + DAY)


def test_x_is_asked_and_what_is_gone_is_forgotten_for_its_reason(town: Town) -> None:
    ids = [on_x(town, who) for who in ("jo", "ray", "p1", "p2", "jo")]
    deleted, _, withheld, *_ = ids
    town.read(town.x)
    now = timezone.now()
    assert look_again(account_id=town.x.pk, now=now) == 0  # nothing is due yet
    assert lookups(town) == []
    town.act("x_delete", post_id=deleted)
    town.act("set_person", person="ray", is_protected=True)
    town.act("x_withhold", post_id=withheld)
    assert hand_out(now=now + DAY) == [town.x.pk, town.facebook.pk]
    assert a_day_later(town, town.x, now) == 3
    assert [fate(each) for each in ids] == ["DELETED", "PROTECTED", "WITHHELD", "", ""]
    assert len(lookups(town)) == 1  # one call for all of them
    assert Author.objects.filter(forgotten_at=None).count() == 2  # jo has another post, and p2
    assert not RawPayload.objects.filter(mention__deleted_at__isnull=False).exists()
    # Somebody waits for both, so they are looked at again within the hour.
    assert Recheck.objects.count() == 2
    assert not Recheck.objects.exclude(rank=Recheck.Rank.OPEN, checked_at=now + DAY).exists()
    assert not Recheck.objects.filter(due_at__gt=now + DAY + timedelta(hours=1)).exists()
    Conversation.objects.update(state="CLOSED")
    look_again(account_id=town.x.pk, now=now + DAY + timedelta(hours=1))
    assert set(Recheck.objects.values_list("rank", flat=True)) == {Recheck.Rank.YOUNG}
    # A late page, a look at the same moment and another day bring nothing back.
    town.server.configure(x_dialect="2.167")
    town.read(town.x)
    assert look_again(account_id=town.x.pk, now=now + DAY + timedelta(hours=2)) == 0
    assert fate(deleted) == "DELETED" and Author.objects.filter(handle="rayode").count() == 0


def test_facebook_is_halved_and_a_lost_right_forgets_nothing(town: Town) -> None:
    page_post = town.act("fb_page_post", text="We are open")["id"]
    ids = [
        str(town.act("fb_comment", person=who, parent_id=page_post, text=f"from {who}")["id"])
        for who in ("jo", "ray", "p1", "p2", "p3")
    ]
    town.read(town.facebook)
    now = timezone.now()
    town.act("fb_delete", object_id=ids[1])
    town.act("fb_hide", object_id=ids[2])
    # Without the right to read what people wrote, Graph says of everything that it is not there.
    town.server.fault("scope_missing", match={"host": "graph", "path_regex": "/feed"}, times=1)
    assert a_day_later(town, town.facebook, now) == 0
    assert [fate(each) for each in ids] == [""] * 5
    assert Book.objects.get(account=town.facebook).error
    # One answer is not enough to drop a text: it may have been about our rights after all.
    later = now + DAY + timedelta(hours=2)
    assert look_again(account_id=town.facebook.pk, now=later) == 0
    assert [fate(each) for each in ids] == [""] * 5
    assert Book.objects.get(account=town.facebook).doubted_count == 1
    later += timedelta(minutes=16)
    assert look_again(account_id=town.facebook.pk, now=later) == 1
    assert [fate(each) for each in ids] == ["", "DELETED", "", "", ""]


def test_when_many_vanish_at_once_they_are_asked_about_once_more(town: Town) -> None:
    own = str(town.act("x_post", person="practice", text="Our own")["id"])
    ids = [on_x(town, f"p{n}") for n in range(6)]
    town.read(town.x)
    now = timezone.now()
    for each in (*ids, own):
        town.act("x_delete", post_id=each)
    assert a_day_later(town, town.x, now) == 0
    book = Book.objects.get(account=town.x)
    assert book.doubted_count == 6
    line = recheck_line(town.x, now + DAY)
    assert line and "6 posts seemed to be gone at once" in line.words
    # Our own post is missing too: it is not the people who are gone.
    assert look_again(account_id=town.x.pk, now=now + DAY + timedelta(minutes=20)) == 0
    assert "own posts" in Book.objects.get(account=town.x).error
    town.act("x_post", person="practice", text="Another")
    town.read(town.x)
    assert look_again(account_id=town.x.pk, now=now + DAY + timedelta(hours=1)) == 6
    assert {fate(each) for each in ids} == {"DELETED"}


def test_one_who_clears_out_is_no_mass_and_a_killed_look_costs_minutes(town: Town) -> None:
    ids = [on_x(town, "jo", f"number {n}") for n in range(6)]
    town.read(town.x)
    now = timezone.now() + DAY
    for each in ids:
        town.act("x_delete", post_id=each)
    # A worker takes them and dies before it has asked, or after it has forgotten a part.
    assert len(recheck_book.take(account=town.x, now=now)) == 6
    assert recheck_book.take(account=town.x, now=now) == []
    first = Mention.objects.get(external_id=ids[0])
    assert forget_mentions([first.pk], reason=Reason.DELETED, at=now) == 1
    assert look_again(account_id=town.x.pk, now=now) == 0
    assert look_again(account_id=town.x.pk, now=now + recheck_book.LEASE) == 5
    assert forget_mentions([first.pk], reason=Reason.SUSPENDED, at=now) == 0
    assert fate(ids[0]) == "DELETED"


def test_the_budget_is_kept_and_the_page_says_what_it_means(town: Town) -> None:
    ids = [on_x(town, f"p{n}") for n in range(8)]
    town.read(town.x)
    now = timezone.now().replace(day=20, hour=12) + timedelta(days=31)  # eleven days are left
    days_left = (now.replace(day=28) + timedelta(days=4)).replace(day=1) - now
    spent_before = NetworkAccount.objects.get(pk=town.x.pk).reads_count
    NetworkAccount.objects.update(read_budget=2 * 3 * (days_left.days + 1))
    Recheck.objects.update(due_at=now, rank=Recheck.Rank.REST)
    Recheck.objects.filter(mention__external_id=ids[-1]).update(rank=Recheck.Rank.OPEN)
    look_again(account_id=town.x.pk, now=now)
    book = Book.objects.get(account=town.x)
    assert (book.allowed, book.spent) == (3, 3)
    account = NetworkAccount.objects.get(pk=town.x.pk)
    assert account.reads_count in (3, spent_before + 3)
    seen = Recheck.objects.exclude(checked_at=None)
    assert seen.count() == 3 and seen.filter(mention__external_id=ids[-1]).exists()
    line = recheck_line(account, now)
    assert line and "3 looks a day for 8 posts" in line.words and "budget" in line.todo
    # What this day has paid for is looked at again for nothing; the rest waits for tomorrow.
    Recheck.objects.exclude(checked_at=None).update(rank=Recheck.Rank.OPEN, due_at=now)
    look_again(account_id=town.x.pk, now=now + timedelta(minutes=1))
    assert Book.objects.get(account=town.x).spent == 3
    Recheck.objects.update(rank=Recheck.Rank.REST)  # the longest waiting come next
    look_again(account_id=town.x.pk, now=now + DAY)
    assert Recheck.objects.exclude(checked_at=None).count() == 6


def test_trouble_of_the_network_forgets_nothing_and_waits(town: Town) -> None:
    gone = on_x(town, "jo")
    town.read(town.x)
    now = timezone.now()
    town.act("x_delete", post_id=gone)
    lookup = {"method": "GET", "path_regex": "^/2/tweets$"}
    for hours, kind in enumerate(("credits", "server_error", "truncated_json"), 3):
        town.server.fault(kind, match=lookup)
        assert look_again(account_id=town.x.pk, now=now + timedelta(hours=hours * 2)) == 0
        assert fate(gone) == "" and Book.objects.get(account=town.x).error
        assert hand_out(now=now + timedelta(hours=hours * 2)) == [town.facebook.pk]
    town.server.fault("rate_limit", match=lookup, reset_seconds=900)
    asked = len(lookups(town)) + 1
    for hours in (20, 22):  # the limit stays closed: nothing is asked again
        assert look_again(account_id=town.x.pk, now=now + timedelta(hours=hours)) == 0
    assert len(lookups(town)) == asked
    RateWindowRow.objects.all().delete()
    assert look_again(account_id=town.x.pk, now=now + DAY) == 1


def test_the_ledger_keeps_it_out_of_a_restored_database_a_page_and_a_file(town: Town) -> None:
    now = timezone.now()
    post = said("a kestrel sentence", external_id="1999000000000000001")
    hear(town.x, post, now=now)
    row = conversation_of(post)
    assert forget_mentions([row.items.get().mention_id], reason=Reason.ERASED, at=now) == 1
    lines = list(forgotten.ledger_lines())
    assert len(lines) == 1 and post.external_id not in lines[0] and "kestrel" not in lines[0]
    # A restored database is as it was before.
    Mention.objects.all().delete()
    Forgotten.objects.all().delete()
    row.delete()
    hear(town.x, post, now=now)
    assert Mention.objects.get().text
    assert forgotten.apply_ledger([*lines, *lines, ""], now + DAY) == 1
    assert fate(post.external_id) == "ERASED"
    assert Mention.objects.get().deleted_at == now  # as it was when it was forgotten
    assert forgotten.apply_ledger(lines, now + DAY) == 0
    # Even without a tombstone: neither a late page nor a file brings it or its author back.
    Mention.objects.all().delete()
    Author.objects.all().delete()
    hear(town.x, post, now=now)
    assert store_history(history_account(town.practice.pk, "X"), [post], now) == []
    assert not Mention.objects.exists() and not Author.objects.exists()
    assert not list(forgotten.ledger_lines(since=now + 2 * DAY))
    with pytest.raises(LedgerMismatchError):
        forgotten.apply_ledger([lines[0].replace(ledger.digests().mark, "000000000000")], now)
    assert ledger.digests().of(1, "X", "7") != ledger.digests().of(2, "X", "7")


def test_only_ids_that_the_network_would_know_are_asked_about(town: Town) -> None:
    when = timezone.now()
    id_of_then = str(made_id(when))
    assert can_be_asked("X", id_of_then, when, is_imported=True)
    assert not can_be_asked("X", "17", when, is_imported=True)
    assert not can_be_asked("X", "row-17", when)
    assert can_be_asked("FACEBOOK", "1_2", when)
    assert not can_be_asked("FACEBOOK", "1_2", when, is_imported=True)
    # An import of which X knows nothing at all stays: its ids may be those of another system.
    history = history_account(town.practice.pk, "X")
    store_history(history, [made_post(id_of_then, posted_at=when)], when)
    assert look_again(account_id=town.x.pk, now=when + DAY) == 0
    assert fate(id_of_then) == ""


def made_id(moment: datetime) -> int:
    return (int(moment.timestamp() * 1000) - 1_288_834_974_657) << 22
