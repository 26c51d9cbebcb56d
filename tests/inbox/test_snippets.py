"""Starting points that the practice owns (A8): written, reviewed by another, counted, once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import close_old_connections

from inbox.actions import snippets as actions
from inbox.actions.errors import ActionRefused
from inbox.domain.guard import GUARD_VERSION
from inbox.domain.snippets import malformed, months_later, placeholders, read_snippet
from inbox.models import Snippet
from inbox.snippets import usable_snippet, usable_snippets, version_of
from practice_hub.audit.models import AuditEvent
from tests.inbox.snippet_builders import NOON, approve, approved, change, written
from tests.people import Person

pytestmark = pytest.mark.django_db
TELLING = "It was great seeing you on {date}, thank you."


def refusal_of(act: Any, *args: Any, **kwargs: Any) -> ActionRefused:
    with pytest.raises(ActionRefused) as refused:
        act(*args, **kwargs)
    return refused.value


def facts(row: Snippet) -> list[str]:
    found = AuditEvent.objects.filter(subject_type="snippet", subject_id=row.pk)
    return list(found.order_by("pk").values_list("name", flat=True))


def test_placeholders_are_well_formed_or_named() -> None:
    assert placeholders("Hi {first_name}, {when} or {first_name}?") == ("first name", "when")
    good = ["Hi {a1_b2}.", "Hi, no slot.", "See [1] and (b)."]
    assert not any(malformed(text) for text in good)
    bad = ["{First}", "{ name }", "{{x}}", "[NAME]", "<first name>", "___", "a } b", "{a__b}", "{}"]
    for text in [*bad, "{" + "a" * 60 + "}"]:
        assert malformed(f"Hello {text}, thanks."), text
    assert malformed("Hi {first_name}, {Bad One} and {") == ("{Bad One}", "{")


def test_a_month_later_is_the_same_day_or_the_last() -> None:
    cases = {(2026, 11, 18, 6): (2027, 5, 18), (2026, 8, 31, 6): (2027, 2, 28)}
    cases |= {(2026, 12, 1, 12): (2027, 12, 1), (2026, 11, 30, 1): (2026, 12, 30)}
    for (year, month, day, months), there in cases.items():
        at = datetime(year, month, day, 9, tzinfo=UTC)
        assert months_later(at, months) == datetime(*there, 9, tzinfo=UTC)


def test_the_coach_reads_tone_and_form_letters_but_not_the_placeholders() -> None:
    reading = read_snippet(
        "Dear valued customer, please calm down. {first_name}",
        "PUBLIC",
        staff_names=frozenset(),
        practice_names=frozenset(),
    )
    assert {advice.key for advice in reading.advice} == {"A7.minimizing", "A8.form_letter"}


def test_a_snippet_from_writing_to_use(ana: Person, mona: Person) -> None:
    row = written(ana)
    assert (row.status, row.changed_by, row.expires_at) == ("WAITING", ana.user, None)
    assert usable_snippets(ana.practice, "PUBLIC", NOON) == []
    approve(row, mona, 3)
    row.refresh_from_db()
    assert (row.status, row.reviewed_by) == ("APPROVED", mona.user)
    assert row.expires_at == datetime(2027, 2, 18, 12, 0, tzinfo=UTC)
    assert row.guard_version == GUARD_VERSION
    assert [each.snippet for each in usable_snippets(ana.practice, "PUBLIC", NOON)] == [row]
    assert usable_snippets(ana.practice, "PRIVATE", NOON) == []
    assert usable_snippet(ana.practice, row.pk, "PUBLIC", NOON) == row
    assert usable_snippet(ana.practice, row.pk, "PUBLIC", row.expires_at) is None
    assert usable_snippets(ana.practice, "PUBLIC", row.expires_at) == []
    approve(row, mona, 1, now=row.expires_at)
    assert usable_snippets(ana.practice, "PUBLIC", row.expires_at)
    assert facts(row) == ["snippet.created", "snippet.approved", "snippet.approved"]


def test_no_text_of_a_snippet_is_in_the_record(ana: Person, mona: Person) -> None:
    row = approved(ana, mona)
    change(row, ana, body="Another text entirely. {your_name}")
    for event in AuditEvent.objects.filter(subject_type="snippet"):
        assert "thank" not in str(event.details).lower() and "text" not in str(event.details)


def test_who_wrote_the_words_never_reviews_them_and_agents_never_do(
    ana: Person, mona: Person, priya: Person, vera: Person
) -> None:
    own = written(mona)
    assert refusal_of(approve, own, mona).code == "own"
    assert refusal_of(approve, own, ana).code == "not_allowed"
    # A new title by a colleague leaves the words Mona's.
    change(own, ana, title="Thanks, as we say it")
    own.refresh_from_db()
    assert refusal_of(approve, own, mona).code == "own"
    note = {"actor": mona.membership, "now": NOON, "note": "No.", "version": version_of(own)}
    assert refusal_of(actions.return_snippet, own.pk, **note).code == "own"
    assert refusal_of(written, vera).code == "not_allowed"
    assert refusal_of(actions.retire_snippet, own.pk, actor=vera.membership, now=NOON).code == (
        "not_allowed"
    )
    assert approve(own, priya).status == "APPROVED"


def test_other_words_wait_for_review_again_and_a_new_title_does_not(
    ana: Person, ben: Person, mona: Person
) -> None:
    row = approved(ana, mona)
    change(row, ben, title="Thanks")
    row.refresh_from_db()
    assert (row.title, row.status, row.changed_by) == ("Thanks", "APPROVED", ana.user)
    change(row, ben, audience="PRIVATE")
    row.refresh_from_db()
    assert (row.status, row.changed_by, row.expires_at) == ("WAITING", ben.user, None)
    assert (row.guard_version, row.reviewed_by) == ("", None)
    change(row, ben)
    names = ["created", "approved", "renamed", "changed"]
    assert facts(row) == [f"snippet.{name}" for name in names]


def test_what_the_guard_would_stop_is_not_saved_and_doubt_is(ana: Person, mona: Person) -> None:
    refused = refusal_of(written, ana, body=TELLING)
    assert refused.code == "guard_blocked"
    assert refused.context["reading"].guard.findings[0].suggestion
    assert not Snippet.objects.exists()
    row = written(ana)
    assert refusal_of(change, row, ana, body=TELLING).code == "guard_blocked"
    # What an older guard let in is read anew at its review and when it is brought back.
    Snippet.objects.filter(pk=row.pk).update(body=TELLING)
    row.refresh_from_db()
    assert refusal_of(approve, row, mona).code == "guard_blocked"
    actions.retire_snippet(row.pk, actor=ana.membership, now=NOON)
    back = refusal_of(actions.restore_snippet, row.pk, actor=ana.membership, now=NOON)
    assert back.code == "guard_blocked"
    doubted = written(ana, title="Gracias", body="Gracias por escribirnos. {your_name}")
    assert approve(doubted, mona).status == "APPROVED"
    assert AuditEvent.objects.filter(details__verdict="needs_approval").count() == 2


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("empty", {"title": "  "}),
        ("empty", {"body": "\r\n "}),
        ("too_long", {"title": "t" * 81}),
        ("too_long", {"body": "b" * 2001}),
        ("audience", {"audience": "EVERYONE"}),
        ("placeholder", {"body": "Hello [NAME], thank you."}),
    ],
)
def test_what_is_no_snippet_is_refused(ana: Person, code: str, changes: dict[str, str]) -> None:
    assert refusal_of(written, ana, **changes).code == code
    assert not Snippet.objects.exists()


def test_titles_tell_snippets_apart_until_one_is_retired(ana: Person, charlie: Person) -> None:
    row = written(ana)
    assert refusal_of(written, ana).code == "title_taken"
    written(charlie)
    actions.retire_snippet(row.pk, actor=ana.membership, now=NOON)
    written(ana)
    back = refusal_of(actions.restore_snippet, row.pk, actor=ana.membership, now=NOON)
    assert back.code == "title_taken"
    row.refresh_from_db()
    assert row.status == "RETIRED"


def test_returned_with_a_note_changed_and_approved(ana: Person, mona: Person) -> None:
    row = approved(ana, mona)
    note = "Begin with the thanks."
    actions.return_snippet(
        row.pk, actor=mona.membership, now=NOON, note=note, version=version_of(row)
    )
    row.refresh_from_db()
    assert (row.status, row.review_note, row.expires_at) == ("RETURNED", note, None)
    assert usable_snippets(ana.practice, "PUBLIC", NOON) == []
    change(row, ana, body="Thanks first. {your_name}")
    row.refresh_from_db()
    assert (row.status, row.review_note, row.reviewed_by) == ("WAITING", note, mona.user)
    assert approve(row, mona).review_note == ""


def test_nobody_approves_or_overwrites_what_changed_unseen(
    ana: Person, ben: Person, mona: Person
) -> None:
    row = written(ana)
    seen = version_of(row)
    change(row, ben, body="Thanks a lot. {your_name}")
    for act in (
        lambda: change(row, ana, version=seen, body="Mine. {your_name}"),
        lambda: actions.approve_snippet(
            row.pk, actor=mona.membership, now=NOON, months=6, version=seen
        ),
    ):
        refused = refusal_of(act)
        assert refused.code == "changed"
        assert refused.context["snippet"].body == "Thanks a lot. {your_name}"
    row.refresh_from_db()
    assert (row.status, row.changed_by) == ("WAITING", ben.user)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_wins_and_the_other_is_shown_it(
    ana: Person, ben: Person
) -> None:
    row = written(ana)
    seen, start = version_of(row), threading.Barrier(2)
    outcomes: list[str] = []

    def save(who: Person) -> None:
        start.wait()
        try:
            change(row, who, version=seen, body=f"By {who.user.first_name}. {{your_name}}")
            outcomes.append("saved")
        except ActionRefused as refused:
            outcomes.append(refused.code)
        finally:
            close_old_connections()

    threads = [threading.Thread(target=save, args=(who,)) for who in (ana, ben)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["changed", "saved"]
    assert facts(row) == ["snippet.created", "snippet.changed"]
