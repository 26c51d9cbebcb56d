"""What must hold for any text: no disguise passes, no crash, exact spans, the same answer twice."""

from __future__ import annotations

from typing import Any

import pytest
from guard_support import MUTATIONS, judge, load_cases
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.domain import guard
from inbox.domain.guard import Heard, Verdict, check, check_safely, safe_invitations

VIOLATIONS = [case for case in load_cases() if case["verdict"] == "blocked"]
PLAIN = [case for case in VIOLATIONS if "mention" not in case]
OK = [case["text"] for case in load_cases() if case["verdict"] == "pass"]
ANY_TEXT = st.text(max_size=300) | st.text(
    alphabet=st.sampled_from("abotx yourlips.@&#;{}[]$0123\u200b\u0301é💉\n'’"), max_size=200
)


@settings(max_examples=400, deadline=None)
@given(case=st.sampled_from(VIOLATIONS), name=st.sampled_from(sorted(MUTATIONS)))
def test_no_disguise_passes(case: dict[str, Any], name: str) -> None:
    assert judge(case, MUTATIONS[name](case["text"])).verdict is not Verdict.PASS


@settings(max_examples=150, deadline=None)
@given(
    case=st.sampled_from(PLAIN),
    names=st.lists(
        st.sampled_from(["zero width", "accents", "full width", "upper case", "line breaks"]),
        min_size=2, max_size=3, unique=True,
    ),
)  # fmt: skip
def test_no_combination_of_disguises_passes(case: dict[str, Any], names: list[str]) -> None:
    text = case["text"]
    for name in names:
        text = MUTATIONS[name](text)
    assert judge(case, text).verdict is not Verdict.PASS


@settings(max_examples=150, deadline=None)
@given(
    pair=st.lists(st.sampled_from(PLAIN), min_size=2, max_size=3),
    before=st.sampled_from(OK), after=st.sampled_from(OK),
)  # fmt: skip
def test_families_together_and_kind_words_around_do_not_help(
    pair: list[dict[str, Any]], before: str, after: str
) -> None:
    text = " ".join([before, *(case["text"] for case in pair), after])
    assert check(text, audience="PUBLIC").verdict is not Verdict.PASS


@settings(max_examples=300, deadline=None)
@given(text=ANY_TEXT, heard=st.none() | st.builds(Heard, text=ANY_TEXT, author_name=ANY_TEXT))
def test_any_text_has_an_answer_with_exact_spans(text: str, heard: Heard | None) -> None:
    for audience in ("PUBLIC", "PRIVATE"):
        result = check(text, audience=audience, heard=heard)
        assert result == check(text, audience=audience, heard=heard)
        for finding in result.findings:
            assert 0 <= finding.start <= finding.end <= len(text)
            assert finding.text == text[finding.start : finding.end]
            assert finding.why
            assert finding.source
        assert (result.verdict is Verdict.PASS) == (not result.findings)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(["Kim", "Zoë", "Björk", "Łukasz", "Nguyễn", "D'Arcy", "Mary-Jane"]),
    invitation=st.sampled_from(safe_invitations()),
)
def test_an_invitation_passes_under_every_shown_name(
    name: str, invitation: guard.Invitation
) -> None:
    text = f"{name}, {invitation.text[0].lower()}{invitation.text[1:]}"
    heard = Heard(text="My nose hurts", author_name=name)
    assert check(text, audience="PUBLIC", heard=heard).verdict is Verdict.PASS


@pytest.mark.parametrize("text", [None, 7, b"bytes"])
def test_when_the_guard_fails_the_answer_is_blocked(text: Any) -> None:
    result = check_safely(text, audience="PUBLIC")
    assert result.verdict is Verdict.BLOCKED
    assert result.findings[0].rule == "guard.error"


def test_a_long_text_needs_approval_and_does_not_hang() -> None:
    result = check("Thank you. " * 2000, audience="PUBLIC")
    assert result.verdict is Verdict.NEEDS_APPROVAL


def test_a_span_points_at_the_disguised_word() -> None:
    text = "So glad you love your b.o.t.o.x!"
    spans = [finding.text for finding in check(text, audience="PUBLIC").findings]
    assert any("b.o.t.o.x" in span for span in spans)
