"""The last three hours: what is still waiting, so that the first look at the inbox is rich."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.town import posting
from sandbox.town.people import BY_KEY
from sandbox.town.posting import Said
from sandbox.town.scene import Scene


@dataclass(frozen=True, slots=True)
class Open:
    """One item that nobody has answered yet. `neighbors` remark below it, in this order."""

    minutes_ago: float
    form: str
    kind: str
    key: str
    text: str
    photo: str | None = None
    neighbors: tuple[tuple[str, str], ...] = ()
    is_anonymous: bool = False


OPEN_ITEMS: tuple[Open, ...] = (
    Open(
        171,
        posting.X_MENTION,
        "food",
        "crumb",
        "Best lemonade of the boathouse market: @lumenlakeside, and they don't even sell food.",
        photo="flower|A jar of lemonade beside a jar of tulips",
    ),
    Open(
        148,
        posting.FB_VISITOR,
        "bill",
        "ian",
        "My statement shows $310. The paper I signed says $220. I would like the difference and "
        "an explanation, in that order.",
        photo="receipt|A paper bill with a circle around one line",
        neighbors=(("gwen", "Check last month's too, Ian. I did."),),
    ),
    Open(
        121,
        posting.X_MENTION,
        "spam",
        "dealz",
        "@lumenlakeside Glow serum 90% OFF only today!!! Link in bio 💰",
    ),
    Open(
        96,
        posting.FB_COMMENT,
        "es_question",
        "lucia",
        "Hola Lumen, ¿atienden los sábados por la tarde?",
    ),
    Open(
        70,
        posting.X_MENTION,
        "wait",
        "marcus",
        "@lumenlakeside told me 9:15. It is way past 9:15 and nobody at the desk says a word. "
        "This is the second time.",
        neighbors=(
            ("theo", "Same here last Thursday."),
            ("nora", "They're usually so good. Give them a minute to answer?"),
        ),
    ),
    Open(
        63,
        posting.X_DM,
        "private_question",
        "vivian",
        "Hi! Could I move my booking from Friday to any day next week?",
    ),
    Open(
        48,
        posting.X_UNMENTIONED,
        "named",
        "oskar",
        "Has anyone had luck reaching Lumen Aesthetics by phone? Asking for a man on hold.",
    ),
    Open(
        41,
        posting.X_MENTION,
        "praise_again",
        "meera",
        "Third time I'm saying it this month: @lumenlakeside is a treasure. "
        "I will say it a fourth.",
    ),
    Open(36, posting.FB_VISITOR, "photo_only", "rosa", "", photo="selfie|"),
    Open(
        27,
        posting.FB_COMMENT,
        "price",
        "mina",
        "Lovely. What does a peel cost, roughly, and do you do evenings?",
        neighbors=(("tomas", "Following, I'd like to know as well."),),
    ),
    Open(
        22,
        posting.FB_COMMENT,
        "phone",
        "gwen",
        "Still no reply to my message from Monday.",
        is_anonymous=True,
    ),
    Open(
        17,
        posting.MESSENGER,
        "private_question",
        "hank",
        "Hello, which entrance do I use? I can't do stairs at the moment.",
    ),
    Open(
        12,
        posting.FB_VISITOR,
        "aftercare",
        "tilda",
        "It's been two days and one side of my lip is still very swollen and warm. Is that normal? "
        "I don't want to make a fuss but I'm a bit scared.",
        neighbors=(("yusuf", "Please don't wait for an answer here if it gets worse, Tilda."),),
    ),
    Open(
        6,
        posting.X_MENTION,
        "cat",
        "sam",
        "Professor Socks has claimed the brochure as a bed. @lumenlakeside please advise.",
        photo="cat|A cat asleep on a stack of brochures",
    ),
    Open(
        3,
        posting.X_MENTION,
        "price",
        "ellie",
        "@lumenlakeside wedding is in four weeks. How much are gift cards and can I get six?",
    ),
)


def add_recent(scene: Scene) -> list[Said]:
    """Put the open items in their places; returns them, oldest first."""
    said: list[Said] = []
    for item in OPEN_ITEMS:
        at = scene.now - timedelta(minutes=item.minutes_ago)
        root = _put(scene, item, at)
        said.append(root)
        for index, (key, text) in enumerate(item.neighbors, start=1):
            later = at + timedelta(minutes=item.minutes_ago / 3 * index)
            posting.reply(scene.world, root, key, scene.writer.remember(text), at=later)
            scene.like(key, root)
    return said


def _put(scene: Scene, item: Open, at: datetime) -> Said:
    text = scene.writer.remember(item.text)
    parent = scene.page_posts[-1].id if item.form == posting.FB_COMMENT else ""
    if item.is_anonymous:
        comment = scene.world.fb_comment(item.key, parent, text, anonymous=True, at=at)
        return posting.said_on_page(comment)
    return posting.say(
        scene.world,
        item.form,
        BY_KEY[item.key],
        text,
        photo=item.photo,
        parent_id=parent,
        at=at,
    )
