"""The policy as data: what is fixed stays fixed, whatever a practice writes into it (P2, P4)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.approvals import (
    DEFAULT_RULES,
    EVERYONE,
    FIXED,
    LEADERS,
    Kind,
    Rule,
    effective_rules,
    fingerprint,
    need_for,
)

ROLES = st.frozensets(st.sampled_from(sorted(EVERYONE)))
AUDIENCES = st.frozensets(st.sampled_from(["PUBLIC", "PRIVATE"]))
RULES = st.lists(
    st.builds(Rule, st.sampled_from(list(Kind)), AUDIENCES, ROLES, ROLES),
    unique_by=lambda rule: rule.kind,
)


@given(RULES, st.sampled_from(["PUBLIC", "PRIVATE"]), st.sampled_from(sorted(EVERYONE)))
def test_no_policy_lets_a_medical_answer_out_alone(
    own: list[Rule], audience: str, role: str
) -> None:
    rules = effective_rules(own)
    need = need_for(rules, kinds=frozenset({Kind.MEDICAL}), audience=audience, author_role=role)
    if role != "PRACTITIONER":
        assert need is not None and need.approvers == {"PRACTITIONER"}
    picture = need_for(
        rules, kinds=frozenset({Kind.ATTACHMENT}), audience="PUBLIC", author_role=role
    )
    assert picture is not None and picture.approvers <= LEADERS
    if role in ("AGENT", "VENDOR"):
        doubt = need_for(rules, kinds=frozenset({Kind.DOUBT}), audience="PUBLIC", author_role=role)
        assert doubt is not None and doubt.approvers <= LEADERS


@given(RULES)
def test_some_role_may_always_approve(own: list[Rule]) -> None:
    for rule in effective_rules(own):
        if rule.kind in FIXED:
            assert rule.approvers


def test_by_default_the_front_desk_answers_alone_where_nothing_is_wrong() -> None:
    for kind in (Kind.COMPLAINT, Kind.PRICE, Kind.PRAISE):
        for role in EVERYONE:
            need = need_for(
                DEFAULT_RULES, kinds=frozenset({kind}), audience="PUBLIC", author_role=role
            )
            assert need is None


def test_a_practice_can_ask_for_more() -> None:
    rule = Rule(Kind.ANY, frozenset({"PUBLIC"}), frozenset({"VENDOR"}), frozenset({"MANAGER"}))
    rules = effective_rules([rule])
    need = need_for(rules, kinds=frozenset(), audience="PUBLIC", author_role="VENDOR")
    assert need is not None and need.approvers == {"MANAGER"}
    assert need_for(rules, kinds=frozenset(), audience="PUBLIC", author_role="AGENT") is None


def test_rules_without_a_common_approver_leave_it_to_the_stricter() -> None:
    both = frozenset({Kind.MEDICAL, Kind.ATTACHMENT})
    only = Rule(Kind.ATTACHMENT, frozenset({"PUBLIC"}), EVERYONE, frozenset({"MANAGER"}))
    need = need_for(effective_rules([only]), kinds=both, audience="PUBLIC", author_role="AGENT")
    assert need is not None and need.approvers == {"PRACTITIONER"}
    assert need.kinds == (Kind.MEDICAL, Kind.ATTACHMENT)


def test_a_practitioner_needs_a_second_one_when_the_practice_says_so() -> None:
    every = Rule(Kind.MEDICAL, frozenset({"PUBLIC"}), EVERYONE, frozenset({"PRACTITIONER"}))
    need = need_for(
        effective_rules([every]),
        kinds=frozenset({Kind.MEDICAL}),
        audience="PUBLIC",
        author_role="PRACTITIONER",
    )
    assert need is not None


TEXT = st.text(max_size=30)


@given(st.tuples(TEXT, TEXT, TEXT, TEXT, TEXT), st.tuples(TEXT, TEXT, TEXT, TEXT, TEXT))
def test_a_fingerprint_is_of_all_its_parts(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    def mark(parts: tuple[str, ...]) -> str:
        body, audience, purpose, target, channel = parts
        return fingerprint(
            body=body, audience=audience, purpose=purpose, target=target, channel=channel
        )

    assert (mark(one) == mark(other)) == (one == other)
