"""What only Facebook has: two levels of comments, messaging windows, one private reply."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from listening.connectors.base import (
    Audience,
    Connector,
    ConnectorError,
    Cursor,
    ErrorKind,
    FeedKind,
    FeedSpec,
    MentionData,
    MentionKind,
    Target,
    TargetState,
)
from listening.connectors.facebook import FacebookConnector
from listening.connectors.registry import build
from tests.contract.drivers import FacebookDriver, settings_for, target_of
from tests.support.sandbox_server import SandboxServer

PAGE_FEED, COMMENTS = FeedSpec(FeedKind.PAGE_FEED), FeedSpec(FeedKind.COMMENTS)
MESSAGES = FeedSpec(FeedKind.MESSAGES)
HOUR = 3600


@pytest.fixture
def driver() -> FacebookDriver:
    return FacebookDriver()


@pytest.fixture
def page(driver: FacebookDriver, town: SandboxServer) -> FacebookConnector:
    connector = build(driver.network, driver.credentials(town), settings_for(town))
    assert isinstance(connector, FacebookConnector)
    return connector


def read(
    page: Connector, feed: FeedSpec, now: datetime, cursor: Cursor | None = None
) -> dict[str, MentionData]:
    pages = list(page.fetch(feed, cursor or {}, now=now))
    return {item.external_id: item for each in pages for item in each.items}


def test_comments_of_every_level(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    post = town.act("fb_visitor_post", person="ravi", text="any news?")["id"]
    first = town.act("fb_comment", person="ona", parent_id=post, text="one")["id"]
    second = town.act("fb_comment", person="ravi", parent_id=first, text="two")["id"]
    third = town.act("fb_comment", person="ona", parent_id=second, text="three")["id"]
    found = read(page, COMMENTS, now)
    assert [found[each].parent_id for each in (first, second, third)] == [post, first, second]
    assert {item.thread_id for item in found.values()} == {post}
    assert {item.kind for item in found.values()} == {MentionKind.COMMENT}


def test_quiet_comments_cost_one_call(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    for index in range(30):
        post = town.act("fb_page_post", text=f"post {index}")["id"]
        town.act("fb_comment", person="ona", parent_id=post, text="hello")
    *_, last = page.fetch(COMMENTS, {}, now=now)
    town.clear_requests()
    list(page.fetch(COMMENTS, last.next_cursor, now=now))
    assert len(town.requests(host="graph.facebook.com")) == 1


def test_a_comment_under_a_very_old_post_is_found_by_a_deep_run(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    old = (now - timedelta(days=200)).isoformat()
    post = town.act("fb_page_post", text="last spring", at=old)["id"]
    *_, last = page.fetch(COMMENTS, {}, now=now)
    comment = driver.say(town, FeedKind.COMMENTS, "still there?", parent_id=post)
    cursor, seen = last.next_cursor, set()
    for _ in range(20):
        *_, last = page.fetch(COMMENTS, cursor, now=now)
        seen |= {item.external_id for item in last.items}
        cursor = last.next_cursor
    assert comment in seen


def test_after_a_long_silence_comments_under_very_old_posts_are_found(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    """What is read apart, from the mark of five days ago, looks as deep as a deep run."""
    old, then = (now - timedelta(days=days) for days in (200, 5))
    post = town.act("fb_page_post", text="last spring", at=old.isoformat())["id"]
    said_at = (then + timedelta(hours=8)).isoformat()
    comment = driver.say(town, FeedKind.COMMENTS, "nobody there?", parent_id=post, at=said_at)
    mark = {"mark_at": then.isoformat(), "deep_at": then.isoformat(), "runs": 3}
    *_, last = page.fetch(replace(COMMENTS, is_thorough=True), mark, now=now)
    assert comment in {item.external_id for item in last.items}
    assert last.next_cursor["deep_at"] > then.isoformat()


def test_edits_of_yesterday_are_found_by_a_deep_run(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    yesterday = (now - timedelta(days=1)).isoformat()
    comment = driver.say(town, FeedKind.COMMENTS, "before", at=yesterday)
    driver.say(town, FeedKind.COMMENTS, "newer")
    *_, last = page.fetch(COMMENTS, {}, now=now)
    driver.edit(town, comment, "after")
    cursor, texts = last.next_cursor, []
    for _ in range(20):
        *_, last = page.fetch(COMMENTS, cursor, now=now)
        texts += [item.text for item in last.items if item.external_id == comment]
        cursor = last.next_cursor
    assert texts == ["after"]


def test_a_ranked_feed_hides_nothing(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    town.configure(graph_ranked_feed=True)
    ids = {driver.say(town, FeedKind.PAGE_FEED, f"n {index}") for index in range(130)}
    assert ids <= set(read(page, PAGE_FEED, now))


def test_own_and_visitor_posts_shares_and_hidden(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    ours = town.act("fb_page_post", text="winter hours")["id"]
    theirs = driver.say(town, FeedKind.PAGE_FEED, "a question")
    town.act("fb_share", person="ona", post_id=ours)
    town.act("fb_hide", object_id=theirs)
    found = read(page, PAGE_FEED, now)
    assert (found[ours].is_own, found[ours].share_count) == (True, 1)
    assert (found[theirs].is_own, found[theirs].is_hidden) == (False, True)
    assert page.check_target(target_of(found[theirs])) is TargetState.HIDDEN


def test_an_answer_to_an_answer_is_found(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    """On Facebook it hangs on the first comment; a second page of it must be looked at too."""
    first = driver.say(town, FeedKind.COMMENTS, "one")
    second = town.act("fb_comment", person="ravi", parent_id=first, text="two")["id"]
    # What Facebook does with an answer to `second`:
    town.act("fb_comment", person="practice", parent_id=first, text="Thank you both")
    target = target_of(read(page, COMMENTS, now)[second])
    for each in (target, replace(target, thread_id="")):
        found = page.find_reply(each, "Thank you both", audience=Audience.PUBLIC, since=now)
        assert found is not None
    # Beside a comment of the first level stand answers to others, not to it.
    other = driver.say(town, FeedKind.COMMENTS, "three")
    target = target_of(read(page, COMMENTS, now)[other])
    for each in (target, replace(target, thread_id="")):
        found = page.find_reply(each, "Thank you both", audience=Audience.PUBLIC, since=now)
        assert found is None


def test_hiding_and_liking_a_comment(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    comment = driver.say(town, FeedKind.COMMENTS, "buy followers")
    target = target_of(read(page, COMMENTS, now)[comment])
    for hidden in (True, False):
        page.hide(target, hidden=hidden)
        assert town.act("fb_get", object_id=comment)["is_hidden"] is hidden
    page.like(target)
    assert town.act("fb_get", object_id=comment)["liked_by"] == ["practice"]


def test_one_private_reply_per_comment(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    comment = driver.say(town, FeedKind.COMMENTS, "may I ask something private?")
    item = read(page, COMMENTS, now)[comment]
    assert item.can_reply_privately
    sent = page.send_private(target_of(item), "Of course", now=now)
    assert sent.recipient_id and not read(page, COMMENTS, now)[comment].can_reply_privately
    with pytest.raises(ConnectorError) as caught:
        page.send_private(target_of(item), "Once more", now=now)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.DUPLICATE, "10900")


def test_a_private_reply_to_a_visitor_post(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    post = driver.say(town, FeedKind.PAGE_FEED, "a delicate question")
    page.send_private(Target(post, kind=MentionKind.POST), "Please write to us here", now=now)
    assert driver.private_texts(town, "ona") == ["Please write to us here"]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(1, ("RESPONSE", None)), (30, ("MESSAGE_TAG", "HUMAN_AGENT")), (8 * 24, None)],
)
def test_messaging_windows(
    driver: FacebookDriver,
    page: FacebookConnector,
    town: SandboxServer,
    now: datetime,
    hours: int,
    expected: tuple[str, str | None] | None,
) -> None:
    driver.say(town, FeedKind.MESSAGES, "are you there?")
    (item,) = read(page, MESSAGES, now).values()
    town.advance(hours * HOUR)
    later = now + timedelta(hours=hours)
    if expected is None:
        with pytest.raises(ConnectorError) as caught:
            page.send_private(target_of(item), "Sorry for the delay", now=later)
        assert caught.value.kind is ErrorKind.WINDOW
        return
    page.send_private(target_of(item), "Here we are", now=later)
    tag = town.act("messages", person="ona")[-1]["tag"]
    assert tag == expected[1]


def test_a_conversation_without_the_persons_id(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    driver.say(town, FeedKind.MESSAGES, "hello")
    (item,) = read(page, MESSAGES, now).values()
    target = Target(item.external_id, thread_id=item.thread_id, kind=MentionKind.MESSAGE)
    page.send_private(target, "Hello to you", now=now)
    assert driver.private_texts(town, "ona") == ["Hello to you"]


def test_quiet_conversations_cost_one_call(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    old = (now - timedelta(hours=5)).isoformat()
    for index in range(40):
        person = town.act("add_person", key=f"p{index}", name=f"P {index}", x_username=f"p_{index}")
        town.act("fb_message", person=person["key"], text="hi", at=old)
    driver.say(town, FeedKind.MESSAGES, "newest")
    *_, last = page.fetch(MESSAGES, {}, now=now)
    town.clear_requests()
    (only,) = page.fetch(MESSAGES, last.next_cursor, now=now)
    assert len(town.requests(host="graph.facebook.com")) == 1
    assert [item.text for item in only.items] == ["newest"]


def test_less_data_is_asked_for_when_graph_wants_less(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    ids = {driver.say(town, FeedKind.PAGE_FEED, f"n {index}") for index in range(60)}
    town.fault("server_error", match={"path_regex": "/feed"}, times=2, status=500, code=1)
    assert ids <= set(read(page, PAGE_FEED, now))
    asked = town.requests(path="/feed", host="graph.facebook.com")
    assert [call["query"]["limit"] for call in asked] == ["100", "50", "25", "25", "25"]


def test_a_cursor_whose_comment_was_deleted(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    ids = [driver.say(town, FeedKind.COMMENTS, f"n {index}") for index in range(140)]
    # The cursor after the first 25 names the oldest of them, which vanishes in between.
    town.fault("deleted", match={"path_regex": "/comments"}, id=ids[-25])
    found = set(read(page, COMMENTS, now))
    assert set(ids) - {ids[-25]} <= found


def test_every_call_proves_the_app(
    driver: FacebookDriver, page: FacebookConnector, town: SandboxServer, now: datetime
) -> None:
    town.configure(graph_require_proof=True)
    comment = driver.say(town, FeedKind.COMMENTS, "hello")
    item = read(page, COMMENTS, now)[comment]
    page.publish_reply(target_of(item), "Hello", now=now)
    page.send_private(target_of(item), "Hello", now=now)
    page.hide(target_of(item), hidden=True)
    assert page.verify(now=now).scopes


def test_a_token_of_another_page_is_refused(
    driver: FacebookDriver, town: SandboxServer, now: datetime
) -> None:
    credentials = driver.credentials(town)
    values = {**credentials.values, "page_id": "104000000000099"}
    page = build(driver.network, type(credentials)("104000000000099", values), settings_for(town))
    with pytest.raises(ConnectorError) as caught:
        page.verify(now=now)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.AUTH, "other-page")
