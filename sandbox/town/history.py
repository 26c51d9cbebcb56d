"""The three past weeks: about 120 conversations, most of them answered, some of them well ended.

Everything follows from the seed and the present moment of the world's clock. Each conversation
leaves a story record (see `story.py`) from which a demo can tell who of the staff wrote what.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sandbox.town import posting
from sandbox.town.kinds import pick_kind, pick_person, pick_picture
from sandbox.town.people import BY_KEY, Townsperson
from sandbox.town.posting import Said
from sandbox.town.recent import add_recent
from sandbox.town.scene import Scene
from sandbox.town.staff import Desk
from sandbox.town.story import Storyteller
from sandbox.town.texts import Writer, load, openers, pool
from sandbox.town.town_time import to_local
from sandbox.world import PRACTICE, World

CONVERSATIONS = 120
DAYS = 21
QUIET_HOURS = 3
"""The last hours belong to `recent.py`: what is still waiting for an answer."""

_FORMS = {
    posting.X_MENTION: 36,
    posting.X_UNMENTIONED: 7,
    posting.FB_VISITOR: 23,
    posting.FB_COMMENT: 24,
    posting.FB_TAG: 4,
    posting.X_DM: 4,
    posting.MESSENGER: 6,
}
# How busy each hour of the day is, midnight first.
_HOURS = (1, 0, 0, 0, 0, 0, 1, 4, 8, 11, 12, 11, 12, 10, 10, 11, 10, 9, 8, 5, 4, 4, 3, 2)
_PRIVATE_KINDS = (
    *("private_question",) * 4,
    *("private_wait", "private_bill", "private_phone", "private_aftercare"),
)
_ADVOCATE = "meera"
_ADVOCATE_DAYS_AGO = (16, 6)


def seed_history(world: World, seed: int = 42) -> int:
    """Fill the world with the past weeks and the open items of today.

    Returns the number of story records. Call it on a world without people.
    """
    rng = Random(seed)  # noqa: S311 - a story, not a secret
    scene = Scene(world, rng, Writer(rng), Desk(rng), world.clock.now())
    with world.batch():
        posting.move_in(world)
        _practice_posts(scene)
        teller = Storyteller(scene)
        for asked_at in _moments(scene):
            _conversation(scene, teller, asked_at)
        _advocate(scene, teller)
        add_recent(scene)
    return len(world.story())


def _practice_posts(scene: Scene) -> None:
    """The practice's own posts, spread over the weeks, mornings."""
    for network in ("facebook", "x"):
        texts: list[list[str | None]] = load("page")[network]
        for index, (text, photo) in enumerate(texts):
            days = DAYS - index * (DAYS - 1) / len(texts)
            at = _at_hour(scene.now - timedelta(days=days), 9, scene.rng.randrange(50))
            if network == "facebook":
                post = scene.world.fb_page_post(str(text), photo=photo, at=at)
                scene.page_posts.append(posting.said_on_page(post))
            else:
                scene.world.x_post(PRACTICE, str(text), photo=photo, at=at)


def _at_hour(day: datetime, hour: int, minute: int) -> datetime:
    local = to_local(day).replace(hour=hour, minute=minute, second=7, microsecond=0)
    return local.astimezone(day.tzinfo)


def _moments(scene: Scene) -> list[datetime]:
    """When the conversations began, oldest first, never in the last quiet hours."""
    latest = scene.now - timedelta(hours=QUIET_HOURS)
    moments: list[datetime] = []
    while len(moments) < CONVERSATIONS:
        day = scene.now - timedelta(days=scene.rng.randrange(DAYS))
        # Sundays are calm: every other draw for one is dropped.
        if to_local(day).weekday() == 6 and scene.rng.random() < 0.5:
            continue
        hour = scene.rng.choices(range(24), _HOURS)[0]
        at = _at_hour(day, hour, scene.rng.randrange(60))
        at += timedelta(seconds=scene.rng.randrange(50), milliseconds=scene.rng.randrange(1000))
        if at < latest:
            moments.append(at)
    return sorted(moments)


def _conversation(scene: Scene, teller: Storyteller, asked_at: datetime) -> None:
    rng = scene.rng
    form = rng.choices(list(_FORMS), list(_FORMS.values()))[0]
    kind, text, person = _opening(scene, form)
    network = posting.network_of(form)
    parent = _page_post_before(scene, asked_at) if form == posting.FB_COMMENT else None
    if form == posting.FB_COMMENT and parent is None:
        form = posting.FB_VISITOR
    can_show = form not in (posting.X_DM, posting.MESSENGER, posting.FB_TAG)
    photo = pick_picture(rng, kind) if can_show else None
    said = posting.say(
        scene.world,
        form,
        person,
        text,
        photo=photo,
        parent_id=parent.id if parent else None,
        at=asked_at,
    )
    assert said.network == network
    teller.tell(said, kind, form, person)


def _opening(scene: Scene, form: str) -> tuple[str, str, Townsperson]:
    """A kind, its text and who writes it, fit for the form."""
    rng, writer = scene.rng, scene.writer
    network = posting.network_of(form)
    if form == posting.X_UNMENTIONED:
        kind, file = rng.choice(("named", "named", "misspelt")), "unmentioned"
    elif form == posting.FB_TAG:
        kind, file = "fb_tag", "thread"
    elif form in (posting.X_DM, posting.MESSENGER):
        kind, file = rng.choice(_PRIVATE_KINDS), "private_first"
    else:
        kind, file = pick_kind(rng), ""
    person = pick_person(rng, kind, network)
    texts = pool(file, kind) if file else openers()[kind]
    return kind, writer.write(texts, called=posting.called(scene.world, form)), person


def _page_post_before(scene: Scene, moment: datetime) -> Said | None:
    """One of the newest page posts that stood at that moment."""
    standing = [post for post in scene.page_posts if post.at < moment]
    return scene.rng.choice(standing[-2:]) if standing else None


def _advocate(scene: Scene, teller: Storyteller) -> None:
    """One person has praised twice already; the third time is among today's open items."""
    for days in _ADVOCATE_DAYS_AGO:
        at = _at_hour(scene.now - timedelta(days=days), 12, scene.rng.randrange(60))
        text = scene.writer.write(openers()["praise"], called=f"@{scene.world.practice.x_username}")
        said = posting.say(scene.world, posting.X_MENTION, BY_KEY[_ADVOCATE], text, at=at)
        teller.tell(said, "praise", posting.X_MENTION, BY_KEY[_ADVOCATE], certain=True)
