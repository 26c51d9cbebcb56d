"""A page is stored whole, once, with its cursor, whatever the network sends."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from listening.connectors.base import CannotReply, FeedKind, Gap, GoneWhy, MentionData
from listening.ingest import LeaseLostError, Stored, store_page
from listening.models import (
    Author,
    Feed,
    FeedGap,
    Mention,
    MentionReason,
    MentionRevision,
    RawPayload,
    Share,
)
from tests.listening.builders import NOW, account, author, feed, page, post

pytestmark = pytest.mark.django_db


def store(into: Feed, *items: MentionData, **values: object) -> Stored:
    return store_page(feed=into, lease_token=into.lease_token, page=page(*items, **values), now=NOW)


def test_a_page_brings_mention_author_payload_reason_and_cursor() -> None:
    into = feed(last_success_at=NOW)
    stored = store(into, post("1001", text="What a kind team"), next_cursor={"since": "1001"})
    mention = Mention.objects.get()
    assert [m.pk for m in stored.new] == [mention.pk]
    assert (mention.text, mention.sentiment) == ("What a kind team", "POSITIVE")
    assert mention.sentiment_reasons[0]["word"] == "kind"
    assert mention.author is not None and mention.author.handle == "neighbor1"
    assert mention.raw.payload == {"id": "1001"}
    assert mention.reasons.get().feed_id == into.pk
    into.refresh_from_db()
    assert into.cursor == {"since": "1001"}
    assert (into.items_total, into.lag_seconds) == (1, 40.0)
    assert into.last_item_at == mention.posted_at


def test_the_same_page_twice_changes_nothing() -> None:
    into = feed()
    items = [post("1"), post("2", author=author(2)), post("3", share_of="1")]
    store(into, *items)
    again = store(into, *items)
    assert (again.new, again.edited, again.shares) == ([], [], 0)
    assert (Mention.objects.count(), Author.objects.count(), Share.objects.count()) == (2, 2, 1)
    assert (MentionReason.objects.count(), RawPayload.objects.count()) == (2, 2)
    into.refresh_from_db()
    assert into.items_total == 2


def test_an_item_repeated_on_one_page_is_one() -> None:
    store(feed(), post("1"), post("1"), post("2"))
    assert Mention.objects.count() == 2


def test_two_feeds_make_one_mention_with_both_reasons() -> None:
    first = feed()
    second = feed(first.account, FeedKind.TAGGED)
    store(first, post("1"))
    again = store(second, post("1"))
    assert again.new == [] and again.first_seen_here == 1
    assert set(MentionReason.objects.values_list("feed_id", flat=True)) == {first.pk, second.pk}


def test_another_practice_has_its_own_copy() -> None:
    store(feed(), post("1"))
    store(feed(), post("1"))
    assert Mention.objects.count() == 2
    assert Mention.objects.values("practice").distinct().count() == 2


@pytest.mark.django_db(transaction=True)
def test_overlapping_pages_of_two_feeds_at_the_same_moment() -> None:
    first = feed()
    second = feed(first.account, FeedKind.TAGGED)
    ids = [f"{number:03d}" for number in range(40)]
    ready = threading.Barrier(2)
    errors: list[BaseException] = []

    def read(into: Feed, mine: list[str]) -> None:
        try:
            ready.wait(10)
            for start in range(0, len(mine), 10):
                store(into, *[post(i, author=author(int(i) % 7)) for i in mine[start : start + 10]])
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=read, args=(first, ids[:30])),
        threading.Thread(target=read, args=(second, ids[::-1][:30])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert sorted(Mention.objects.values_list("external_id", flat=True)) == ids
    assert Author.objects.count() == 7
    assert MentionReason.objects.count() == 60
    assert RawPayload.objects.count() == 40


def test_an_old_token_cannot_commit() -> None:
    into = feed()
    Feed.objects.filter(pk=into.pk).update(lease_token=2)  # taken over
    with pytest.raises(LeaseLostError):
        store(into, post("1"), next_cursor={"since": "1"})
    into.refresh_from_db()
    assert into.cursor == {}
    assert not Mention.objects.exists() and not Author.objects.exists()


def test_a_page_extends_the_lease() -> None:
    into = feed(lease_expires_at=NOW)
    store(into)
    into.refresh_from_db()
    assert into.lease_expires_at == NOW + timedelta(seconds=120)


def test_an_edit_keeps_the_earlier_text_and_is_scored_again() -> None:
    into = feed()
    store(into, post("10", text="Awful, rude and terrible"))
    later = store(into, post("10", version_id="12", text="Sorted out, thank you, wonderful"))
    mention = Mention.objects.get()
    assert [m.pk for m in later.edited] == [mention.pk]
    assert (mention.version_id, mention.sentiment) == ("12", "POSITIVE")
    assert mention.edited_at == NOW
    revision = MentionRevision.objects.get()
    assert (revision.text, revision.version_id) == ("Awful, rude and terrible", "10")


def test_an_earlier_version_that_arrives_late_changes_nothing() -> None:
    into = feed()
    store(into, post("10", version_id="12", text="The second text"))
    late = store(into, post("10", version_id="10", text="The first text"))
    assert late.edited == []
    assert Mention.objects.get().text == "The second text"


def test_new_counts_are_no_edit() -> None:
    into = feed()
    store(into, post("10", like_count=1))
    later = store(into, post("10", like_count=5, reply_count=2))
    mention = Mention.objects.get()
    assert later.edited == [] and not MentionRevision.objects.exists()
    assert (mention.like_count, mention.reply_count) == (5, 2)


def test_a_way_to_answer_is_not_forgotten() -> None:
    into = feed()
    store(into, post("10"))
    store(into, post("10", cannot_reply=CannotReply.NOT_MENTIONED))
    assert Mention.objects.get().cannot_reply == ""


@pytest.mark.parametrize("order", ["before", "after", "together"])
def test_shares_count_on_the_original_in_any_order(order: str) -> None:
    into = feed()
    original, shares = post("1"), [post("2", share_of="1"), post("3", share_of="1")]
    pages = {
        "before": [shares, [original]],
        "after": [[original], shares],
        "together": [[original, *shares]],
    }[order]
    for items in pages:
        store(into, *items)
    assert Mention.objects.get().share_count == 2
    assert Share.objects.count() == 2


def test_the_networks_own_share_count_stands_where_it_is_higher() -> None:
    into = feed()
    store(into, post("1", share_count=9), post("2", share_of="1"))
    store(into, post("1", share_count=4))
    assert Mention.objects.get().share_count == 9


def test_our_own_posts_are_kept_apart_and_not_scored() -> None:
    store(feed(), post("1", is_own=True, text="Awful, terrible, horrible"))
    mention = Mention.objects.get()
    assert (mention.is_own, mention.sentiment, mention.scorer_version) == (True, "NEUTRAL", "")
    assert not Mention.objects.inbound().exists()


def test_a_removed_post_leaves_a_tombstone_without_words_or_author() -> None:
    into = feed()
    store(into, post("1", text="The first", permalink="https://x.example/neighbor1/1"))
    store(into, post("1", text="The second", version_id="2"))
    gone = store(into, gone={"1": GoneWhy.DELETED})
    mention = Mention.objects.get()
    assert [m.pk for m in gone.gone] == [mention.pk]
    assert (mention.text, mention.permalink, mention.writer, mention.deleted_at) == (
        "",
        "",
        None,
        NOW,
    )
    assert mention.gone_reason == "DELETED"
    assert mention.posted_at == post().posted_at
    assert not MentionRevision.objects.exists() and not RawPayload.objects.exists()
    nobody = Author.objects.get()
    assert (nobody.name, nobody.external_id) == ("Someone", f"gone:{nobody.pk}")
    assert (nobody.handle, nobody.avatar_url, nobody.forgotten_at) == ("", "", NOW)


def test_a_removed_post_leaves_its_author_while_something_else_of_theirs_is_there() -> None:
    into = feed()
    store(into, post("1"), post("2"))
    store(into, gone={"1": GoneWhy.DELETED})
    assert Author.objects.get().display_name == "Neighbor 1"


def test_what_was_removed_stays_removed() -> None:
    into = feed()
    store(into, post("1"))
    store(into, gone={"1": GoneWhy.DELETED})
    again = store(into, post("1"), gone={"1": GoneWhy.DELETED})
    assert (again.new, again.edited, again.gone) == ([], [], [])
    assert Mention.objects.get().text == ""


def test_people_are_refreshed_and_never_emptied() -> None:
    into = feed()
    store(into, post("1", author=author(1, followers=10)))
    store(into, post("2", author=author(1, handle="", display_name="New Name", followers=12)))
    person = Author.objects.get()
    assert (person.handle, person.display_name, person.followers) == ("neighbor1", "New Name", 12)


def test_a_gap_is_recorded() -> None:
    gap = Gap("Only the last seven days can be searched.", NOW - timedelta(days=9), NOW)
    into = feed()
    store(into, gap=gap)
    assert FeedGap.objects.get(feed=into).reason == gap.reason


def test_what_is_old_at_a_first_look_is_not_late() -> None:
    into = feed()
    store(into, post("1", posted_at=NOW - timedelta(days=3)))
    into.refresh_from_db()
    assert into.lag_seconds is None


def test_a_failing_handler_undoes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from listening import events

    def broken(event: events.MentionsIngested) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(events, "_handlers", [broken])
    into = feed()
    with pytest.raises(RuntimeError):
        store(into, post("1"), next_cursor={"since": "1"})
    into.refresh_from_db()
    assert into.cursor == {} and not Mention.objects.exists()


def test_accounts_of_one_practice_share_a_mention() -> None:
    first = feed()
    store(first, post("1"))
    other = feed(account(first.account.practice))
    assert store(other, post("1")).new == []
    assert Mention.objects.get().reasons.count() == 2
