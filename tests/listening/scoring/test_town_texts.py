"""How large a share of invented texts finds its category: the demo town's, and others' words.

Whole tables with a minimum share each, since no rule of words gets every sentence right.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from listening.scoring import Triage, score_sentiment, triage

_TOWN = Path(__file__).parents[3] / "sandbox" / "town" / "texts"
_OWN = Path(__file__).parent / "texts"
_SLOTS: dict[str, list[str]] = json.loads((_TOWN / "slots.json").read_text(encoding="utf-8"))
_SLOTS |= {"first": ["Nora"], "other": ["Robin"], "staff": ["Jules"]}


def _filled(template: str) -> list[str]:
    """The template as it is written on X and elsewhere, with two fillings of its slots."""
    values = [{name: words[place] for name, words in _SLOTS.items()} for place in (0, -1)]
    return [
        template.format(p=called, **slots)
        for called in ("@lumenlakeside", "Lumen")
        for slots in values
    ]


def _town(file: str, *kinds: str) -> list[str]:
    pools: dict[str, list[str]] = json.loads((_TOWN / f"{file}.json").read_text(encoding="utf-8"))
    return [text for kind in kinds for template in pools[kind] for text in _filled(template)]


def _own(name: str) -> list[str]:
    return (_OWN / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def _triage(text: str) -> Triage:
    return triage(text, score_sentiment(text))


def _share(texts: list[str], category: str) -> tuple[float, list[str]]:
    misses = [text for text in texts if _triage(text).category != category]
    return 1 - len(misses) / len(texts), misses


@pytest.mark.parametrize(
    "file,kinds,category,least",
    [
        ("complaints", ("wait", "phone", "bill", "rude", "result"), "COMPLAINT", 0.9),
        ("complaints", ("sarcasm",), "COMPLAINT", 0.7),
        ("medical", ("aftercare", "urgent"), "MEDICAL", 0.95),
        ("questions", ("price",), "PRICE", 0.9),
        ("questions", ("hours",), "QUESTION", 0.9),
        ("colour", ("spam",), "SPAM", 0.9),
        ("praise", ("praise", "praise_again"), "PRAISE", 0.9),
        ("spanish", ("es_praise",), "PRAISE", 0.8),
        ("spanish", ("es_complaint",), "COMPLAINT", 0.8),
        ("spanish", ("es_aftercare",), "MEDICAL", 0.8),
    ],
)
def test_the_towns_kinds(file: str, kinds: tuple[str, ...], category: str, least: float) -> None:
    share, misses = _share(_town(file, *kinds), category)
    assert share >= least, misses


def test_the_towns_emergencies_are_urgent() -> None:
    texts = _town("medical", "urgent")
    assert [text for text in texts if _triage(text).urgency != "URGENT"] == []


def test_small_talk_raises_no_alarm() -> None:
    texts = [*_town("colour", "cat", "smalltalk", "food"), *_town("praise", "praise")]
    texts += _town("thread", "cheer", "know", "back", "quote")
    found = [(text, _triage(text)) for text in texts]
    assert [text for text, one in found if one.urgency == "URGENT"] == []
    alarms = [text for text, one in found if one.category in {"COMPLAINT", "MEDICAL"}]
    assert len(alarms) <= 0.05 * len(texts), alarms


@pytest.mark.parametrize("name", ["price", "medical", "praise", "spam", "complaint"])
def test_other_words_for_the_same(name: str) -> None:
    share, misses = _share(_own(name), name.upper())
    assert share >= _LEAST[name], misses


def test_calm_texts_in_other_words() -> None:
    alarms = [t for t in _own("calm") if _triage(t).category in {"COMPLAINT", "MEDICAL", "SPAM"}]
    assert len(alarms) <= 0.2 * len(_own("calm")), alarms
    # "Call the doctor if it gets worse" may be looked at; none of the rest is an emergency.
    assert [text for text in alarms if _triage(text).urgency == "URGENT"] == []


# Half of these texts were never looked at while the rules were written; see docs/scoring.md.
_LEAST = {"price": 0.8, "medical": 0.75, "praise": 0.75, "spam": 0.75, "complaint": 0.65}


# Share that must be found: as an emergency, and as medical at all. The unread lines were never
# looked at while the rules of triage-3 were written; see docs/scoring.md.
_EMERGENCIES = {"emergency_read": (0.9, 0.97), "emergency_unread": (0.8, 0.92)}


@pytest.mark.parametrize("name", list(_EMERGENCIES))
def test_emergencies_in_other_words(name: str) -> None:
    texts, (urgent, medical) = _own(name), _EMERGENCIES[name]
    found = [_triage(text) for text in texts]
    missed = [t for t, one in zip(texts, found, strict=True) if one.category != "MEDICAL"]
    assert 1 - len(missed) / len(texts) >= medical, missed
    late = [t for t, one in zip(texts, found, strict=True) if one.urgency != "URGENT"]
    assert 1 - len(late) / len(texts) >= urgent, late


@pytest.mark.parametrize("part", ["read", "unread"])
def test_questions_of_care_ring_nobody_and_near_misses_are_calm(part: str) -> None:
    care, near = _own(f"care_{part}"), _own(f"near_miss_{part}")
    asked = [_triage(text) for text in care]
    assert sum(one.category == "MEDICAL" for one in asked) / len(care) >= 0.8
    assert sum(one.urgency == "URGENT" for one in asked) / len(care) <= 0.05
    alarms = [text for text in near if _triage(text).category == "MEDICAL"]
    assert len(alarms) <= 0.08 * len(near), alarms
    loud = [text for text in near if _triage(text).urgency == "URGENT"]
    assert len(loud) <= 0.02 * len(near), loud


# Prices, openings and bookings with the name of a treatment, and the same beside a symptom.
@pytest.mark.parametrize("part,medical,desk", [("read", 1.0, 0.95), ("unread", 0.75, 0.9)])
def test_a_price_is_for_the_desk_and_a_symptom_beside_it_for_the_doctor(
    part: str, medical: float, desk: float
) -> None:
    share, misses = _share(_own(f"desk_medical_{part}"), "MEDICAL")
    assert share >= medical, misses
    texts = _own(f"desk_{part}")
    misses = [text for text in texts if _triage(text).category not in {"PRICE", "QUESTION"}]
    assert 1 - len(misses) / len(texts) >= desk, misses
    assert [text for text in misses if _triage(text).category == "SPAM"] == []


def test_what_the_town_asks_of_prices_and_hours_is_never_medical() -> None:
    texts = _town("questions", "price", "hours")
    texts += [text.replace(_SLOTS["treatment"][0], "laser hair removal") for text in texts]
    assert [text for text in texts if _triage(text).category == "MEDICAL"] == []
