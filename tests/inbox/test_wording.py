"""Sentences of the timeline whole, for who did it and for others, and reasons that are kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from inbox.actions.voiding import Reason, says
from inbox.models import Reply
from inbox.role_words import ANYONE, anyone, kept_name
from inbox.wording import event_sentence
from inbox.wording_facts import BY_ITSELF, SENTENCES, VARIANTS
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import User


def said(name: str, *, by: User | None, reader: int = 2, **details: Any) -> str:
    return event_sentence(AuditEvent(name=name, actor=by, details=details), reader_id=reader)


ANA = User(pk=1, name="Ana Alvarez")


@pytest.mark.parametrize(
    ("name", "details", "mine", "theirs"),
    [
        ("conversation.claimed", {}, "You claimed it.", "Ana claimed it."),
        (
            "conversation.taken_over",
            {"reason": "20% of us are out. "},
            "You took it over: 20% of us are out.",
            "Ana took it over: 20% of us are out.",
        ),
        ("conversation.taken_over", {}, "You took it over.", "Ana took it over."),
        (
            "conversation.assigned",
            {"assignee_name": "Ben %s"},
            "You gave it to Ben %s.",
            "Ana gave it to Ben %s.",
        ),
        (
            "conversation.assigned",
            {"assignee_name": ""},
            "You took the assignment away.",
            "Ana took the assignment away.",
        ),
        (
            "conversation.unmarked_medical",
            {"was_red_flag": True, "reason": "a joke"},
            "You took the red flag away: a joke.",
            "Ana took the red flag away: a joke.",
        ),
        (
            "callback.tried",
            {"outcome": "BUSY"},
            "You called: the line was busy.",
            "Ana called: the line was busy.",
        ),
        (
            "callback.tried",
            {"outcome": "of another version"},
            "You called: nobody was reached.",
            "Ana called: nobody was reached.",
        ),
    ],
)
def test_a_fact_is_one_sentence(name: str, details: dict[str, Any], mine: str, theirs: str) -> None:
    assert said(name, by=ANA, reader=1, **details) == mine
    assert said(name, by=ANA, **details) == theirs


def test_every_fact_names_who_and_every_variant_is_one_of_a_fact() -> None:
    assert all("%(who)s" in fact.theirs for fact in SENTENCES.values())
    assert all("%(who)s" not in fact.mine for fact in SENTENCES.values())
    assert VARIANTS.keys() <= SENTENCES.keys()
    assert {key.split("/")[0] for key in SENTENCES if "/" in key} == VARIANTS.keys()
    assert said("conversation.woken", by=None) == BY_ITSELF["conversation.woken"]
    assert said("nobody.tells", by=ANA) == said("nobody.tells", by=None) == ""


def test_roles_are_kept_in_english_and_people_are_called_as_they_are() -> None:
    with override("es"):
        assert kept_name(ANYONE["AGENT"]) == anyone("AGENT")
        assert kept_name("Open Sesame") == "Open Sesame"
    assert anyone("") == ""


def test_reasons_are_kept_in_english_whoever_is_there_when_it_happens() -> None:
    with override("es"):
        assert says(Reason.POST_REMOVED) == "The post is gone, so nothing was sent."
    doubted = Reply(error_detail=f"{Reply.DOUBTED} {says(Reason.EXPIRED)}")
    assert doubted.error_words == doubted.error_detail
    assert Reply().error_words == ""
