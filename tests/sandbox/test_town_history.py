"""The three past weeks: the same for the same seed, believable, and a model of good answers."""

from __future__ import annotations

import re
import statistics
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.town.history import seed_history
from sandbox.town.recent import OPEN_ITEMS
from sandbox.town.town_time import to_local
from sandbox.world import PRACTICE, World

NOW = datetime(2026, 3, 18, 20, 0, tzinfo=UTC)
# What would confirm that somebody is under care, or ask them to do the calling (P1, A5).
CARE = re.compile(
    r"\b(patients?|visits?|visited|visiting|appointments?|treat\w*|procedures?|surger\w+|results?"
    r"|skin|lips?|face|facial|eyes?|nose|body|brows?|fillers?|botox|laser|peels?|inject\w*|swell\w*"
    r"|swollen|bruis\w*|pain|symptoms?|medic\w+|records?|your file|chart|dose|diagnos\w*|allerg\w*"
    r"|session|consultation|booking|last time|came in|were here|saw you|see you soon|see you again"
    r"|call us|phone us|give us a call|piel|cita|labios?|tratamiento|paciente|visita)\b",
    re.I,
)


def _world(now: datetime = NOW, seed: int = 42) -> World:
    world = World()
    world.clock.freeze()
    world.clock.set(now)
    seed_history(world, seed)
    return world


@pytest.fixture(scope="module")
def world() -> World:
    return _world()


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _asked_at(world: World, record: dict[str, Any]) -> datetime:
    if record["network"] == "x":
        post = world.x_find(record["root_id"])
        return post.versions[0].created_at if post else world.x_dms[record["root_id"]].created_at
    item = world.fb_find(record["root_id"]) or world.fb_messages[record["root_id"]]
    return item.created_at


def _public_answers(world: World) -> list[str]:
    posts = [p.text for p in world.x_posts.values() if p.author == PRACTICE and p.reply_to]
    comments = [c.text for c in world.fb_comments_by_id.values() if c.author == PRACTICE]
    return posts + comments


def test_the_same_seed_tells_the_same_story(world: World) -> None:
    again, other = _world(), _world(seed=7)
    assert again.state() == world.state()
    assert again.story() == world.story()
    assert other.story() != world.story()


@pytest.mark.parametrize("hour", [0, 3, 8, 13, 18, 23])
def test_at_any_hour_nothing_lies_in_the_future_and_all_are_told(hour: int) -> None:
    now = NOW.replace(hour=hour)
    world = _world(now, seed=hour)
    moments = [post.versions[-1].created_at for post in world.x_posts.values()]
    moments += [item.created_at for item in world.fb_comments_by_id.values()]
    moments += [item.created_at for item in world.fb_posts.values()]
    moments += [item.created_at for item in world.fb_messages.values()]
    moments += [item.created_at for item in world.x_dms.values()]
    for record in world.story():
        moments += [_at(record[name]) for name in ("resolved_at",) if record[name]]
    assert max(moments) <= now
    assert min(moments) > now - timedelta(days=23)
    assert len(world.story()) >= 110


def test_both_networks_by_day_and_mostly_answered_in_about_half_an_hour(world: World) -> None:
    story = world.story()
    networks = [record["network"] for record in story]
    assert min(networks.count("x"), networks.count("fb")) >= 40
    hours = [to_local(_asked_at(world, record)).hour for record in story]
    assert sum(7 <= hour <= 22 for hour in hours) / len(hours) > 0.9
    answered = [record for record in story if record["answers"]]
    assert 0.75 < len(answered) / len(story) < 0.97
    delays = [
        (_at(record["answers"][0]["at"]) - _asked_at(world, record)).total_seconds() / 60
        for record in answered
    ]
    assert min(delays) > 0
    assert 12 <= statistics.median(delays) <= 40
    assert max(delays) > 120


def test_public_answers_say_nothing_about_care(world: World) -> None:
    texts = _public_answers(world)
    assert len(texts) > 100
    for text in texts:
        assert not CARE.search(text), text


def test_no_two_people_get_the_same_public_answer_and_all_are_signed(world: World) -> None:
    answers = [answer for record in world.story() for answer in record["answers"]]
    answers += [record["closing"] for record in world.story() if record["closing"]]
    bodies = [answer["text"] for answer in answers]
    assert len(set(bodies)) == len(bodies)
    signatures = {"ana": "Ana", "ben": "Ben", "mona": "Mona"}
    for answer in answers:
        names = [signatures[answer["by"]]] if answer["by"] else list(signatures.values())
        assert any(answer["text"].endswith(f"– {name}") for name in names), answer["text"]
    assert {"ana", "ben", "mona", None} == {answer["by"] for answer in answers}


def test_what_the_story_tells_stands_on_the_networks(world: World) -> None:
    for record in world.story():
        is_x = record["network"] == "x"
        public = record["answers"] + ([record["closing"]] if record["closing"] else [])
        for answer in public:
            item = world.x_find(answer["id"]) if is_x else world.fb_find(answer["id"])
            assert item is not None and item.author == PRACTICE
            assert item.text.endswith(answer["text"])
            assert item.created_at == _at(answer["at"])
        for message in record["private"]:
            found = (world.x_dms if is_x else world.fb_messages)[message["id"]]
            assert (found.sender == PRACTICE) is message["from_practice"]
            assert found.sender in (PRACTICE, record["author_key"])
        times = [_at(message["at"]) for message in record["private"]]
        assert times == sorted(times)


def test_all_kinds_of_endings_are_there(world: World) -> None:
    story = world.story()
    in_private = [r for r in story if r["private"] and not r["resolved_at"]]
    to_close = [
        r for r in story if r["resolved_at"] and not r["closing"] and not r["loop_skip_reason"]
    ]
    never = [
        r
        for r in story
        if not r["answers"] and not r["no_reply_reason"] and not r["is_private_first"]
    ]
    assert 1 <= len(in_private) <= 8
    assert 1 <= len(to_close) <= 10
    assert 1 <= len(never) <= 6
    assert sum(1 for r in story if r["closing"]) >= 10
    assert all(r["outcome"] and r["resolved_by"] for r in story if r["resolved_at"])
    assert all(r["closing"] is None or r["resolved_at"] for r in story)


def test_the_open_items_of_today_are_unanswered_and_of_many_kinds(world: World) -> None:
    open_since = NOW - timedelta(hours=3)
    told = {record["root_id"] for record in world.story()}
    roots = [
        post
        for post in world.x_posts.values()
        if post.created_at > open_since and post.reply_to is None and post.root_id not in told
    ]
    answered = {post.reply_to for post in world.x_posts.values() if post.author == PRACTICE}
    assert len(roots) >= 6
    assert not {post.id for post in roots} & answered
    visitors = [p for p in world.fb_posts.values() if p.created_at > open_since]
    assert len(visitors) >= 3
    assert all(c.author != PRACTICE for p in visitors for c in world.fb_comments(p.id))
    assert len({item.kind for item in OPEN_ITEMS}) >= 10
    assert any(not post.text and post.media_id for post in visitors)


def test_the_third_praise_of_one_person_is_waiting(world: World) -> None:
    praises = [r for r in world.story() if r["author_key"] == "meera" and "praise" in r["kind"]]
    assert len(praises) >= 2
    newest = world.x_get(max(world.x_by_author["meera"].newest(), key=int))
    assert newest.text.startswith("Third time")


def test_a_saved_town_comes_back_the_same(tmp_path: Any) -> None:
    first = World(tmp_path)
    first.clock.freeze()
    first.clock.set(NOW)
    seed_history(first)
    state, story = first.state(), first.story()
    first.close()
    second = World(tmp_path)
    second.clock.freeze()
    second.clock.set(NOW)
    assert second.story() == story
    assert second.state() == state
