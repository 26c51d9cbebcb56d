"""The life of the town, with the clock and the dice in the test's hand."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from sandbox.town import posting
from sandbox.town.guess import guess_kind, invites_to_private, signed_by
from sandbox.town.history import seed_history
from sandbox.town.life import Life, seconds_between_posts
from sandbox.town.people import BY_KEY
from sandbox.town.played import Played
from sandbox.world import PRACTICE, World

NOW = datetime(2026, 3, 18, 20, 0, tzinfo=UTC)
INVITATION = "I am sorry to hear this. I am sending you a private message now. – Ana"


def _world() -> World:
    world = World()
    world.clock.freeze()
    world.clock.set(NOW)
    return world


def _live(life: Life, seconds: int) -> int:
    happened = 0
    for _ in range(seconds):
        life.world.clock.advance(1)
        happened += life.tick()
    return happened


def _said(world: World) -> list[str]:
    """Everything with words that townspeople wrote themselves, in public or private."""
    posts = [p for p in world.x_posts.values() if p.author != PRACTICE and not p.repost_of]
    found = [(p.created_at, p.text) for p in posts]
    others = [*world.fb_posts.values(), *world.fb_comments_by_id.values()]
    found += [(item.created_at, item.text) for item in others if item.author != PRACTICE]
    private = [*world.x_dms.values(), *world.fb_messages.values()]
    found += [(item.created_at, item.text) for item in private if item.sender != PRACTICE]
    return [text.removeprefix("@lumenlakeside ") for _, text in sorted(found) if text]


def test_people_post_every_45_to_90_seconds() -> None:
    world = _world()
    posting.move_in(world)
    happened = _live(Life(world, rng=Random(1)), 3600)
    assert 3600 / 90 <= happened <= 3600 / 44


def test_the_same_dice_give_the_same_afternoon() -> None:
    states = []
    for _ in range(2):
        world = _world()
        seed_history(world)
        _live(Life(world, rng=Random(9), mean_seconds=20), 1800)
        states.append(world.state())
    assert states[0] == states[1]


def test_life_says_nothing_twice_within_two_hundred() -> None:
    world = _world()
    posting.move_in(world)
    _live(Life(world, rng=Random(3), mean_seconds=3), 3600)
    said = _said(world)
    assert len(said) > 700
    # Replies carry the handle of whom they answer; what counts is the text behind it.
    said = [" ".join(w for w in text.split() if not w.startswith("@")) or text for text in said]
    said = [text for text in said if len(text.split()) > 2]
    repeated = sum(text in said[max(0, i - 150) : i] for i, text in enumerate(said))
    assert repeated == 0


def test_a_day_of_life_uses_both_networks_and_every_way() -> None:
    world = _world()
    seed_history(world)
    before = len(world.x_posts), len(world.fb_posts), len(world.x_dms), len(world.fb_messages)
    _live(Life(world, rng=Random(4), mean_seconds=2), 1500)
    after = len(world.x_posts), len(world.fb_posts), len(world.x_dms), len(world.fb_messages)
    assert all(new > old for old, new in zip(before, after, strict=True))
    assert any(post.quote_of for post in world.x_posts.values())
    assert {post.kind for post in world.fb_posts.values()} == {"page", "visitor", "tagged"}


def test_the_practice_never_speaks_by_itself() -> None:
    """A9: no robots. Whatever the town does, the practice's words come from people."""
    world = _world()
    posting.move_in(world)
    _live(Life(world, rng=Random(4), mean_seconds=2), 900)
    assert not list(world.x_by_author[PRACTICE].newest())
    assert all(item.author != PRACTICE for item in world.fb_comments_by_id.values())


def test_an_emptied_town_fills_again() -> None:
    world = _world()
    posting.move_in(world)
    life = Life(world, rng=Random(2), mean_seconds=5)
    _live(life, 60)
    world.reset()
    world.clock.freeze()
    world.clock.set(life.next_post_at)
    _live(life, 60)
    assert world.people()
    assert world.x_posts or world.fb_posts


# -- reactions -----------------------------------------------------------------------------------


def _silent(world: World, seed: int, played: Played | None = None) -> Life:
    return Life(world, rng=Random(seed), mean_seconds=0, played=played)


def _reacted_within(life: Life, key: str, seconds: int) -> bool:
    world = life.world

    def traces() -> tuple[object, ...]:
        mine = [p for p in world.x_posts.values() if p.author == key]
        edits = sum(len(post.versions) for post in mine)
        gone = sum(post.deleted_at is not None for post in mine)
        likes = sum(key in post.liked_by for post in world.x_posts.values())
        return len(mine), edits, gone, likes, len([d for d in world.dms(key) if d.sender == key])

    before = traces()
    _live(life, seconds)
    return traces() != before


def test_a_complaint_answered_in_public_is_taken_believably() -> None:
    outcomes = set()
    for seed in range(40):
        world = _world()
        posting.move_in(world)
        life = _silent(world, seed)
        post = world.x_post("wen", "@lumenlakeside 50 minutes past my time and still waiting.")
        life.tick()
        world.x_post(PRACTICE, INVITATION, reply_to=post.id)
        assert not _reacted_within(life, "wen", 19), "nobody reacts at once"
        _live(life, 90)
        mine = [p for p in world.x_posts.values() if p.author == "wen" and p.reply_to]
        if post.deleted_at:
            outcomes.add("deleted")
        elif len(post.versions) > 1:
            outcomes.add("edited")
        elif world.dms("wen"):
            outcomes.add("private")
        elif mine:
            outcomes.add("replied")
        else:
            outcomes.add("silent")
    assert {"private", "edited", "replied"} <= outcomes


def test_a_worried_person_goes_on_in_private_on_facebook() -> None:
    world = _world()
    posting.move_in(world)
    life = _silent(world, 1)
    post = world.fb_visitor_post("tilda", "Lumen, it's still tender when I smile. Is it normal?")
    world.fb_comment(PRACTICE, post.id, INVITATION)
    life.tick()
    _live(life, 61)
    assert [m.sender for m in world.messages("tilda")] == ["tilda"]


def test_private_talk_goes_to_and_fro_and_ends() -> None:
    world = _world()
    posting.move_in(world)
    life = _silent(world, 6)
    world.x_dm("vivian", PRACTICE, "Hi! Could I move my booking to next week?")
    for _ in range(8):
        world.x_dm(PRACTICE, "vivian", "Of course. When would suit you? Ana")
        _live(life, 61)
    from_vivian = [dm for dm in world.dms("vivian") if dm.sender == "vivian"]
    assert 2 <= len(from_vivian) <= 4


def test_praise_is_answered_once_and_not_for_ever() -> None:
    world = _world()
    posting.move_in(world)
    life = _silent(world, 3)
    post = world.x_post("amara", "Shout-out to @lumenlakeside. Nicest front desk in Lakeside.")
    target = post.id
    for _ in range(6):
        answer = world.x_post(PRACTICE, "Thank you, Amara! – Ben", reply_to=target)
        _live(life, 61)
        mine = [p for p in world.x_posts.values() if p.author == "amara" and p.reply_to]
        target = mine[-1].id if mine else target
    assert "amara" in next(iter(world.x_posts.values())).liked_by or answer
    assert len(mine) <= 2


def test_a_person_played_by_somebody_is_left_alone() -> None:
    world, played = _world(), Played()
    posting.move_in(world)
    life = _silent(world, 1, played)
    post = world.fb_visitor_post("tilda", "Lumen, it's still tender when I smile. Is it normal?")
    played.acted("tilda", world.clock.now())
    world.fb_comment(PRACTICE, post.id, INVITATION)
    _live(life, 120)
    assert not world.messages("tilda")


def test_what_was_answered_before_the_start_is_not_reacted_to() -> None:
    world = _world()
    seed_history(world)
    life = _silent(world, 1)
    assert _live(life, 180) == 0


def test_a_post_deleted_meanwhile_is_no_trouble() -> None:
    world = _world()
    posting.move_in(world)
    life = _silent(world, 2)
    post = world.x_post("nora", "Shout-out to @lumenlakeside, the nicest front desk in Lakeside.")
    answer = world.x_post(PRACTICE, "Thank you, Nora! – Ben", reply_to=post.id)
    life.tick()
    world.x_delete(answer.id)
    world.x_delete(post.id)
    assert _live(life, 90) == 0


# -- small parts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Thank you. – Ana", "Ana"),
        ("Thank you for asking, Jo.\n\nBen", "Ben"),
        ("Hi, this is Mona from Lumen. What happened?", "Mona"),
        ("we will see", "Lumen"),
    ],
)
def test_signature_is_read(text: str, name: str) -> None:
    assert signed_by(text) == name


def test_kinds_are_guessed_for_texts_from_elsewhere() -> None:
    assert guess_kind("@lumenlakeside is it normal that one side is still puffy?") == "aftercare"
    assert guess_kind("Charged me twice. TWICE. @lumenlakeside") == "bill"
    assert guess_kind("zzz qqq") == "smalltalk"
    assert invites_to_private(INVITATION) and not invites_to_private("Thank you, Jo! – Ben")


def test_seconds_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOWN_SECONDS", raising=False)
    assert seconds_between_posts() == 65.0
    monkeypatch.setenv("TOWN_SECONDS", "5")
    assert seconds_between_posts() == 5.0
    for wrong in ("soon", "-1", "0.01", "nan", "inf"):
        monkeypatch.setenv("TOWN_SECONDS", wrong)
        with pytest.raises(ValueError, match="TOWN_SECONDS"):
            seconds_between_posts()


def test_every_person_of_the_open_items_lives_here() -> None:
    world = _world()
    posting.move_in(world)
    assert {person.key for person in world.people()} == set(BY_KEY)
