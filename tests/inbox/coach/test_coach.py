"""What the coach says beyond phrases: order, repeats, dismissal, and its manners."""

from __future__ import annotations

import itertools
import json
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.domain.coach import PRIVATE, PUBLIC, Advice, Draft, Earlier, advise, earlier_uses

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
TEXT = "Thank you for asking. Our hours are posted at the blue door and on our page as well."
INVITATIONS = (
    Path(__file__).parents[3] / "inbox" / "domain" / "guard_rules" / "en" / "invitations.toml"
)
TOWN = Path(__file__).parents[3] / "sandbox" / "town" / "texts" / "answers.json"


def _keys(found: tuple[Advice, ...]) -> set[str]:
    return {advice.key for advice in found}


def _earlier(text: str, person: str = "ben", days: int = 1, count: int = 1) -> Earlier:
    return Earlier(text, person, NOW - timedelta(days=days), count)


def _draft(text: str, *earlier: Earlier, audience: str = PUBLIC) -> Draft:
    return Draft(text, audience, earlier=earlier, person_key="anna", now=NOW)


class TestPublicFirst:
    def test_a_complaint_gone_private_unanswered(self) -> None:
        draft = Draft("We are sorry.", PRIVATE, "COMPLAINT")
        (advice,) = advise(draft)
        assert (advice.key, advice.demand, advice.offer) == (
            "A1.public_first",
            "A1",
            "public_first",
        )
        assert not advice.is_blocking

    @pytest.mark.parametrize(
        "changes",
        [
            {"has_public_answer": True},
            {"audience": PUBLIC},
            {"category": "QUESTION"},
            {"has_public_post": False},
            {"category": "MEDICAL", "sentiment": "NEGATIVE"},
            {"category": "SPAM", "sentiment": "NEGATIVE"},
        ],
    )
    def test_quiet(self, changes: dict[str, object]) -> None:
        draft = replace(Draft("We are sorry.", PRIVATE, "COMPLAINT"), **changes)  # type: ignore[arg-type]
        assert advise(draft) == ()

    def test_a_negative_text_is_a_complaint(self) -> None:
        draft = Draft("We are sorry.", PRIVATE, "OTHER", "NEGATIVE")
        assert _keys(advise(draft)) == {"A1.public_first"}

    def test_an_empty_draft_is_told_only_that(self) -> None:
        draft = Draft(" \n", PRIVATE, "COMPLAINT", is_signing=True)
        assert _keys(advise(draft)) == {"A1.public_first"}
        assert advise(replace(draft, audience=PUBLIC)) == ()


class TestRepeats:
    def test_the_same_to_somebody_else_blocks_in_public(self) -> None:
        (advice,) = advise(_draft(TEXT, _earlier(TEXT)))
        assert (advice.key, advice.is_blocking, advice.offer) == ("A8.repeat", True, "earlier_uses")
        assert "another person" in advice.message

    def test_in_private_it_is_a_note(self) -> None:
        (advice,) = advise(_draft(TEXT, _earlier(TEXT), audience=PRIVATE))
        assert (advice.key, advice.is_blocking) == ("A8.repeat_private", False)

    @pytest.mark.parametrize(
        "other",
        [
            "Hi Ben, " + TEXT + " – Mona",
            TEXT.upper(),
            TEXT.replace("blue door", "front door"),
            "Dear Tia,\n" + TEXT + "\nAna",
            TEXT.replace(".", "!"),
        ],
    )
    def test_nearly_the_same_blocks_too(self, other: str) -> None:
        found = advise(_draft("Hello Anna, " + TEXT + " – Mona", _earlier(other)))
        assert "A8.repeat" in _keys(found)

    @pytest.mark.parametrize(
        "other",
        [
            "Thank you for asking. You will find all about parking on the Alder Street side.",
            "Our hours are nine to six, and there is a bus right across the street.",
            "",
        ],
    )
    def test_another_text_does_not(self, other: str) -> None:
        assert advise(_draft(TEXT, _earlier(other))) == ()

    def test_the_same_person_may_hear_it_again(self) -> None:
        assert advise(_draft(TEXT, _earlier(TEXT, "anna"))) == ()

    def test_short_courtesy_counts_only_when_the_same(self) -> None:
        assert advise(_draft("Thank you, Anna!", _earlier("Thank you, neighbor!"))) == ()
        assert "A8.repeat" in _keys(advise(_draft("Thank you!", _earlier("Thank you!"))))

    def test_a_heart_is_no_form_letter(self) -> None:
        assert advise(_draft("❤️", _earlier("❤️"))) == ()

    def test_how_often_this_week(self) -> None:
        earlier = (
            _earlier(TEXT, "ben", 1, 3),
            _earlier(TEXT, "tia", 6),
            _earlier(TEXT, "zoe", 20, 9),
        )
        found = {advice.key: advice for advice in advise(_draft(TEXT, *earlier))}
        assert "Sent 4 times this week" in found["A8.often"].message
        assert not found["A8.often"].is_blocking
        assert "3 other people" in found["A8.repeat"].message

    def test_an_approved_invitation_may_go_to_several(self) -> None:
        """P2: when the guard blocks, it is the only text that can go out."""
        draft = replace(_draft(TEXT, _earlier(TEXT, count=3)), is_invitation=True)
        assert _keys(advise(draft)) == {"A8.often"}

    def test_earlier_uses_come_latest_first(self) -> None:
        old, new = _earlier(TEXT, "ben", 9), _earlier("Hi Tia, " + TEXT, "tia", 2)
        uses = earlier_uses(_draft(TEXT, old, new, _earlier("Something else.", "zoe")))
        assert [use.earlier for use in uses] == [new, old]
        assert [use.is_identical for use in uses] == [False, True]


class TestManners:
    def test_dismissed_advice_stays_away(self) -> None:
        draft = Draft(
            "Please call us. It is no big deal.", PUBLIC, "COMPLAINT", has_public_answer=True
        )
        assert _keys(advise(draft)) == {"A5.callback", "A7.minimizing"}
        kept = advise(draft, dismissed=frozenset({"A7.minimizing"}))
        assert _keys(kept) == {"A5.callback"}

    def test_what_blocks_cannot_be_dismissed(self) -> None:
        draft = _draft("Hi {name}. " + TEXT, _earlier("Hi {name}. " + TEXT))
        both = frozenset({"A8.placeholder", "A8.repeat"})
        assert both <= _keys(advise(draft, dismissed=both))

    def test_what_blocks_comes_first(self) -> None:
        found = advise(Draft("CALL US NOW PLEASE, {name}", PUBLIC, "COMPLAINT"))
        assert found[0].key == "A8.placeholder"
        assert [a.is_blocking for a in found] == sorted(
            (a.is_blocking for a in found), reverse=True
        )

    def test_only_two_things_block(self) -> None:
        text = "Calm down!!! Dear valued customer, CALL US NOW. 20% off at www.example.com"
        found = advise(Draft(text, PUBLIC, "COMPLAINT", is_signing=True, max_length=9, length=80))
        assert len(found) > 6
        assert not any(advice.is_blocking for advice in found)

    def test_longer_than_shown(self) -> None:
        draft = Draft("Thank you for this.", PUBLIC, length=19, max_length=10)
        (advice,) = advise(draft)
        assert (advice.key, advice.start, advice.end) == ("A11.length", 10, 19)
        assert "9 characters" in advice.message
        assert advise(replace(draft, max_length=19)) == ()
        assert advise(replace(draft, max_length=0)) == ()

    def test_a_link_the_network_counts(self) -> None:
        draft = Draft("We are sorry, see example.com", PUBLIC, "COMPLAINT", links=1)
        assert _keys(advise(draft)) == {"A12.link"}
        assert advise(replace(draft, category="QUESTION")) == ()

    def test_the_signature_is_named(self) -> None:
        (advice,) = advise(Draft("Thank you.", PUBLIC, is_signing=True, signatures=("Mona",)))
        assert "“Mona”" in advice.message
        assert advice.offer == "sign"

    def test_only_the_first_answer_must_acknowledge(self) -> None:
        draft = Draft("Our hours are nine to six.", PUBLIC, "COMPLAINT")
        assert _keys(advise(draft)) == {"A6.acknowledge"}
        assert advise(replace(draft, has_public_answer=True)) == ()


_TOWN_CATEGORY = {"complaint": "COMPLAINT", "es_complaint": "COMPLAINT", "praise": "PRAISE"}
_TOWN_CATEGORY |= {"medical": "MEDICAL", "es_medical": "MEDICAL", "price": "PRICE"}


def test_the_towns_model_answers_get_no_advice() -> None:
    """Good answers, every combination of their parts."""
    advised: list[str] = []
    for kind, value in json.loads(TOWN.read_text(encoding="utf-8")).items():
        for parts in itertools.product(*value["parts"]):
            text = " ".join(parts).format(first="Anna") + " – Mona"
            category = _TOWN_CATEGORY.get(kind, "OTHER")
            draft = Draft(text, PUBLIC, category, is_signing=True, signatures=("Mona",))
            advised += [f"{a.key}: {text}" for a in advise(draft)]
    assert not advised


def test_the_approved_invitations_get_no_advice() -> None:
    invitations = tomllib.loads(INVITATIONS.read_text(encoding="utf-8"))["invitation"]
    assert invitations
    for invitation in invitations:
        for category in ("COMPLAINT", "MEDICAL", "PRAISE", "QUESTION"):
            assert advise(Draft(invitation["text"], PUBLIC, category)) == (), invitation["key"]


_TEXTS = st.text(max_size=400) | st.text(
    alphabet=st.sampled_from(" .,!?{}[]<>_-–'\"@#\nXxAaéß–ﬁ😂🙄🇺🇸\u200b\u0301İcall us sorry you"),
    max_size=400,
)
_CATEGORIES = ("COMPLAINT", "QUESTION", "PRAISE", "MEDICAL", "PRICE", "SPAM", "OTHER")


@settings(max_examples=300, deadline=None)
@given(
    text=_TEXTS,
    audience=st.sampled_from((PUBLIC, PRIVATE)),
    category=st.sampled_from(_CATEGORIES),
    sentiment=st.sampled_from(("NEGATIVE", "NEUTRAL", "POSITIVE")),
    signature=st.text(max_size=12),
    handle=st.text(max_size=12),
    earlier=st.lists(_TEXTS, max_size=3),
)
def test_any_text_gets_valid_advice(
    text: str,
    audience: str,
    category: str,
    sentiment: str,
    signature: str,
    handle: str,
    earlier: list[str],
) -> None:
    draft = Draft(
        text,
        audience,
        category,
        sentiment,
        is_signing=True,
        signatures=(signature,),
        handle=handle,
        name=handle,
        length=len(text),
        max_length=50,
        earlier=tuple(_earlier(one, str(index)) for index, one in enumerate(earlier)),
        now=NOW,
    )
    found = advise(draft)
    assert found == advise(draft)
    for advice in found:
        assert 0 <= advice.start <= advice.end <= len(text)
        assert advice.message
    assert not advise(draft, dismissed=frozenset(_keys(found))) or any(a.is_blocking for a in found)


def test_long_texts_are_quick() -> None:
    """No pattern runs away on ten thousand characters of its own food."""
    pieces = ("call us ", "please ", "[", "{", "_", "A ", "you ", "not ", "sorry, ", "a@", "www.")
    for piece in pieces:
        started = datetime.now(UTC)
        advise(Draft(piece * (10_000 // len(piece)), PUBLIC, "COMPLAINT", is_signing=True))
        assert (datetime.now(UTC) - started).total_seconds() < 5, piece
