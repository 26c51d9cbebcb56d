"""Kinds of posts, how often each is written, and what belongs to it."""

from __future__ import annotations

from random import Random

from sandbox.town.people import PEOPLE, Townsperson, people_who

# kind -> how often, of about a hundred new conversations
FREQUENCY: dict[str, int] = {
    "praise": 17,
    "praise_again": 2,
    "price": 11,
    "hours": 10,
    "other_question": 5,
    "wait": 8,
    "phone": 5,
    "bill": 5,
    "rude": 3,
    "result": 3,
    "sarcasm": 4,
    "aftercare": 4,
    "urgent": 1,
    "cat": 4,
    "photo_only": 2,
    "emoji": 2,
    "spam": 4,
    "competitor": 3,
    "smalltalk": 5,
    "press": 1,
    "food": 1,
    "request": 1,
    "es_praise": 2,
    "es_question": 2,
    "es_complaint": 1,
    "es_aftercare": 1,
}

COMPLAINTS = frozenset({"wait", "phone", "bill", "rude", "result", "sarcasm", "es_complaint"})
QUESTIONS = frozenset({"price", "hours", "other_question", "es_question", "request", "press"})
MEDICAL = frozenset({"aftercare", "urgent", "es_aftercare"})
PRAISE = frozenset({"praise", "praise_again", "es_praise"})

# What the practice answers with (a key of answers.json); no entry: never answered.
ANSWER_OF: dict[str, str] = {
    **dict.fromkeys(("wait", "phone", "bill", "rude", "result", "sarcasm"), "complaint"),
    **dict.fromkeys(("aftercare", "urgent"), "medical"),
    **dict.fromkeys(("cat", "smalltalk", "food", "photo_only"), "colour"),
    **{kind: kind for kind in ("price", "hours", "other_question", "emoji", "competitor")},
    **{kind: kind for kind in ("press", "request", "es_praise", "es_question", "es_complaint")},
    "praise": "praise",
    "praise_again": "advocate",
    "es_aftercare": "es_medical",
}

# Which private exchange follows (a key of private_legs.json).
PRIVATE_LEG_OF: dict[str, str] = {
    **{kind: kind for kind in ("wait", "phone", "bill", "rude", "result", "request", "press")},
    **dict.fromkeys(("aftercare", "urgent", "private_aftercare"), "medical"),
    **dict.fromkeys(("es_question", "es_complaint", "es_aftercare"), "spanish"),
    **dict.fromkeys(("price", "other_question"), "other"),
    **dict.fromkeys(("sarcasm", "private_wait"), "wait"),
    "private_question": "asked",
    "private_bill": "bill",
    "private_phone": "phone",
}

# What a person says when taking it to private (a key of reactions.json, private_detail).
DETAIL_OF: dict[str, str] = {
    **PRIVATE_LEG_OF,
    **dict.fromkeys(("es_question", "es_complaint", "es_aftercare"), "es"),
    **dict.fromkeys(("request", "press", "private_question"), "other"),
    **dict.fromkeys(("praise", "praise_again", "cat", "smalltalk", "food", "emoji"), "happy"),
}

PICTURES: dict[str, tuple[str, ...]] = {
    "cat": ("cat|A cat asleep on a stack of brochures", "cat|A cat sitting in a cardboard box"),
    "photo_only": ("selfie|", "flower|", "lake|", "selfie|"),
    "food": ("cake|A plum tart on a paper plate",),
    "praise": ("flower|A bunch of tulips in a jam jar", "selfie|A smiling person by the lake"),
    "smalltalk": ("lake|Fog over the lake",),
    "bill": ("receipt|A paper bill with a circle around one line",),
}

_WHO_CAN: dict[str, list[Townsperson]] = {
    "spam": people_who(manner="SPAM"),
    "press": people_who(manner="PRESS"),
    "food": [person for person in PEOPLE if person.key == "crumb"],
    "praise_again": [person for person in PEOPLE if person.key in ("meera", "imani", "rosa")],
    "competitor": people_who(manner="RIVAL") + people_who(manner="DRY"),
}
_SPECIAL = frozenset({"SPAM", "PRESS", "RIVAL"})
_ORDINARY = [person for person in PEOPLE if person.manner not in _SPECIAL]
_LEANINGS: dict[str, frozenset[str]] = {
    "GRUMPY": COMPLAINTS,
    "WARM": PRAISE,
    "ANXIOUS": MEDICAL,
    "DRY": frozenset({"sarcasm", "competitor", "smalltalk"}),
}


def pick_kind(rng: Random) -> str:
    """A kind of post, by how often it is written."""
    return rng.choices(list(FREQUENCY), list(FREQUENCY.values()))[0]


def pick_person(rng: Random, kind: str, network: str) -> Townsperson:
    """Somebody who would write this on this network ("x" or "fb")."""
    able = _WHO_CAN.get(kind, _ORDINARY)
    if kind.startswith("es_"):
        able = [person for person in PEOPLE if person.language == "es"]
    able = [person for person in able if person.on in (network, "both")] or _ORDINARY[:1]
    weights = [4 if kind in _LEANINGS.get(person.manner, frozenset()) else 1 for person in able]
    return rng.choices(able, weights)[0]


def pick_picture(rng: Random, kind: str) -> str | None:
    """A picture that goes with the post: always for photo posts, now and then for others."""
    choices = PICTURES.get(kind)
    if choices is None or (kind not in ("cat", "photo_only") and rng.random() > 0.2):
        return None
    return rng.choice(choices)
