"""The guard against its own cases: every family, and what comes near to it."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import pytest
from guard_support import judge, load_cases

from inbox.domain.guard import Heard, Verdict, check, safe_invitations

CASES = load_cases()
FAMILIES = {
    "status", "visit", "care", "records", "money", "identity",
    "behavior", "clinical", "staff", "claims", "reviews", "echo",
}  # fmt: skip


@cache
def verdicts() -> dict[str, Verdict]:
    """What the guard says of every case, by its id."""
    return {case["id"]: judge(case).verdict for case in CASES}


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_no_violation_passes(family: str) -> None:
    cases = [case for case in CASES if case["family"] == family]
    passed = [case["id"] for case in cases if verdicts()[case["id"]] is Verdict.PASS]
    assert passed == []


def test_no_fine_reply_is_blocked() -> None:
    fine = [case for case in CASES if case["family"] == "ok"]
    blocked = [case["id"] for case in fine if verdicts()[case["id"]] is Verdict.BLOCKED]
    assert blocked == []


def test_every_family_has_its_cases() -> None:
    counts = Counter(case["family"] for case in CASES)
    assert set(counts) == FAMILIES | {"ok"}
    assert len(CASES) == len(verdicts()) >= 600
    assert counts["ok"] >= 200


def test_most_violations_are_blocked_outright_and_ok_ones_pass() -> None:
    """The rest need approval: what only hints, and what a practice may well say of itself."""
    found = Counter((case["verdict"], verdicts()[case["id"]].value) for case in CASES)
    wrong = found[("blocked", "needs_approval")]
    assert wrong / (wrong + found[("blocked", "blocked")]) < 0.25
    bothered = found[("pass", "needs_approval")]
    assert bothered / (bothered + found[("pass", "pass")]) < 0.08


@pytest.mark.parametrize("invitation", safe_invitations(), ids=lambda item: item.key)
@pytest.mark.parametrize("heard", [None, Heard(text="My lips are numb", author_name="Jo Lake")])
def test_invitations_pass(invitation: Any, heard: Heard | None) -> None:
    assert check(invitation.text, audience="PUBLIC", heard=heard).verdict is Verdict.PASS


def test_invitations_have_several_voices() -> None:
    assert len({item.voice for item in safe_invitations()}) >= 4
    assert {item.voice for item in safe_invitations("warm")} == {"warm"}
    assert safe_invitations("no such voice") == ()


@pytest.mark.parametrize(
    ("text", "heard", "verdict"),
    [
        ("Thank you, Maria!", Heard(author_name="Maria Lopez"), Verdict.PASS),
        ("Thank you, Maria!", Heard(author_name="sunny_days"), Verdict.BLOCKED),
        ("Thank you, Maria!", Heard(author_handle="@maria_l"), Verdict.PASS),
        ("Thank you, Maria!", None, Verdict.NEEDS_APPROVAL),
        ("We are sorry, Mrs. Kowalczyk.", Heard(author_name="Bee"), Verdict.BLOCKED),
    ],
)
def test_names_are_those_that_the_post_shows(
    text: str, heard: Heard | None, verdict: Verdict
) -> None:
    assert check(text, audience="PUBLIC", heard=heard).verdict is verdict


def test_staff_may_sign_and_be_named_as_contact() -> None:
    staff = frozenset({"Mona", "Ana"})
    text = "Our manager Mona will write to you in private. Ana"
    assert check(text, audience="PUBLIC", staff_names=staff).verdict is Verdict.PASS


def test_a_named_member_of_staff_tied_to_care_is_blocked() -> None:
    result = check("Ana took such good care of you.", audience="PUBLIC",
                   staff_names=frozenset({"Ana"}))  # fmt: skip
    assert result.verdict is Verdict.BLOCKED


def test_the_mock_of_the_inbox() -> None:
    text = "We want to look at your lips and put this right."
    result = check(text, audience="PUBLIC")
    assert result.verdict is Verdict.BLOCKED
    assert any("lips" in finding.text for finding in result.findings)
    assert all(finding.why and finding.source for finding in result.findings)


def test_an_echo_of_what_the_person_told_is_blocked() -> None:
    heard = Heard(text="One side of my forehead droops since the injection", author_name="Kit")
    result = check("A droopy forehead is upsetting.", audience="PUBLIC", heard=heard)
    assert result.verdict is Verdict.BLOCKED
    assert "echo.care" in {finding.rule for finding in result.findings}


def test_a_public_price_question_gets_its_public_answer() -> None:
    heard = Heard(text="How much is Botox with you?", author_name="Kit")
    text = "Thank you for asking! Botox starts at $220, and the full list is on our website."
    assert check(text, audience="PUBLIC", heard=heard).verdict is Verdict.PASS


@pytest.mark.parametrize(
    "text",
    ["Спасибо за отзыв", "感谢您的留言", "Gracias por venir a su cita con nosotros", "شكرا لك",
     "Wir danken Ihnen sehr für Ihren Besuch"],
)  # fmt: skip
def test_other_scripts_and_languages_never_pass(text: str) -> None:
    assert check(text, audience="PUBLIC").verdict is not Verdict.PASS


def test_an_attachment_needs_approval() -> None:
    result = check("Thank you!", audience="PUBLIC", has_attachment=True)
    assert result.verdict is Verdict.NEEDS_APPROVAL


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Your crown is ready, see you on Monday at 3 pm.", Verdict.PASS),
        ("You were due on March 4, may we offer you another slot?", Verdict.PASS),
        ("Please remove your review and we will refund you.", Verdict.BLOCKED),
        ("Our attorney will be in touch.", Verdict.BLOCKED),
        ("Another patient had the same reaction and she was fine.", Verdict.BLOCKED),
    ],
)
def test_private_messages_are_read_for_what_harms_there_too(text: str, verdict: Verdict) -> None:
    assert check(text, audience="PRIVATE").verdict is verdict


def test_an_unknown_audience_is_read_as_public() -> None:
    assert check("Your crown is ready.", audience="").verdict is Verdict.BLOCKED


def test_nothing_to_say_passes() -> None:
    assert check("", audience="PUBLIC").verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("No more hats!", "care.hinted"),
        ("It is still settling.", "doubt.word"),
        ("That smile!", "care.result"),
        ("We switched it and it calmed down.", "doubt.word"),
        ("So sorry about the zebra.", "doubt.word"),
    ],
)
def test_what_is_not_known_as_harmless_needs_approval(text: str, rule: str) -> None:
    result = check(text, audience="PUBLIC")
    assert result.verdict is Verdict.NEEDS_APPROVAL
    assert rule in {finding.rule for finding in result.findings}


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("There is a lot of false information out there.", "Your review is false information."),
        ("Our phones were down yesterday.", "You were here yesterday."),
        ("The team handled a busy month.", "The team handled this for you."),
        ("We hope to be back on Tuesday.", "We hope to have you back on Tuesday."),
    ],
)
def test_a_finding_blocks_only_beside_a_person_or_an_event(wide: str, narrow: str) -> None:
    assert check(wide, audience="PUBLIC").verdict is not Verdict.BLOCKED
    assert check(narrow, audience="PUBLIC").verdict is Verdict.BLOCKED


def test_a_rare_word_of_the_post_is_not_taken_up() -> None:
    heard = Heard(text="Got a dry socket and nobody answered", author_name="Kit")
    rules = {f.rule for f in check("A socket is no fun.", audience="PUBLIC", heard=heard).findings}
    assert "echo.word" in rules


# Written against the invitations that are known as harmless; most only hint.
_MORE_THAN_AN_INVITATION = """
Come by for a lemonade when the stitches are out.
Come by for a lemonade and your results.
Come in for a coffee, Dr. Hale has your chart ready.
See you at the open house, we will fix it there.
See you at our open day where Ana can check on them.
See you Tuesday at the open house, then.
See you at the market, and then back in the chair on Monday.
See you at our open house again.
Come back for a lemonade.
Swing by for a smoothie since you cannot chew yet.
Come by for an ice cream, cold helps.
Come see us at the fair and we will redo it.
You are all welcome at our open house, you especially after last month.
Hope to see you at the anniversary party like every year.
Hope you liked the cider while we got the room ready.
Come by for a quick tweak.
See you Saturday!
Swing by for a redo.
Pop in for a top-up before the party.
Hope the cookie made the wait shorter.
See you at our open day, same chair as last time.
Come see us so we can take a look.
Stop by and let Nina have a look.
Come show off that new smile at our open house.
Drop in for a check, it only takes five minutes.
The lemonade is on us next time.
Come in for the second half.
Come by and let us even it out.
Swing by for a little more, on the house.
See you at the open house again, you were the life of it and of our waiting room.
Come by today and keep it cool until then.
See you in two weeks!
Come by for the refresh we talked about.
See you next time at the usual hour.
See you again for a lemonade.
Come by for a quick fix.
Stop in for a recheck any day.
Hope you liked the muffin in our waiting room.
Come back in and let us sort it out.
See you at the market with your new brows!
See you Friday for part two.
Pop in for the rest of it whenever you like.
Swing by so Dr. Hale can see how it took.
Come by for a small adjustment.
The cider is for you, the needles can wait until Monday.
Come by once the swelling is down.
We saved you a donut from Tuesday.
See you at the open house, and at ten on Monday.
Come see Dr. Hale at the fair, she remembers you well.
Come by for your refund and a coffee.
Back for more? Come by for a refill.
Come by when you have calmed down.
Come by for a retouch.
Come by for a lemonade again.
Come by for a lemonade. As usual!
Come by for a coffee, like last time.
Come by for a coffee as usual.
Come by for a lemonade. Same time?
Come by for a coffee, long time no see.
Come by for a tea once more.
Come by for a lemonade and the other half.
Come by for a lemonade and part two.
Come by for a coffee and the results.
Come by for a lemonade and a little more.
Come by for a lemonade and sit still.
Come by for a lemonade, room two.
Come by for a lemonade in six weeks.
Come by for a lemonade once it is gone.
Come by for a coffee so we can look.
Come by for a coffee and let us finish it.
Come by for a coffee and show us.
Come by for a smoothie: nothing hot yet.
Come by for a lemonade 🤰
"""


def test_who_is_invited_to_more_than_all_are_waits_for_approval() -> None:
    lines = _MORE_THAN_AN_INVITATION.strip().splitlines()
    texts = [*lines, *(each.replace(", ", "\n").replace(" and ", "\nand ") for each in lines)]
    passed = [text for text in texts if check(text, audience="PUBLIC").verdict is Verdict.PASS]
    assert passed == []
    for text in (
        "How kind of you. Come by for a lemonade.",
        "See you at our open day!",
        "Stop by for a lemonade on the porch, all neighbors welcome.",
    ):
        assert check(text, audience="PUBLIC").verdict is Verdict.PASS
