"""History from a file: every thread comes right, bad lines are told, twice changes nothing."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from inbox import actions
from inbox.actions.errors import ActionRefused
from inbox.history import reading, runs, storing
from inbox.history.columns import COLUMNS
from inbox.models import Clock, Conversation, ImportLine, ImportRun, Reply
from listening.models import Mention, NetworkAccount
from practice_hub.practices.models import Practice
from tests.builders import (
    conversation_of,
    hear,
    make_account,
    make_member,
    make_practice,
    said,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(settings: Any, tmp_path: Path) -> Practice:
    settings.DATA_DIR = tmp_path / "data"
    return make_practice("lumen-past")


def row(key: str, at: str, text: str = "Hello?", **more: str) -> dict[str, str]:
    values = dict.fromkeys(COLUMNS, "") | {"network": "X", "is_practice": "0", "author": "jo"}
    return values | {"external_id": key, "posted_at": f"2024-05-0{at}:00Z", "text": text} | more


def ours(key: str, at: str, to: str, text: str = "Sorry to hear that") -> dict[str, str]:
    return row(key, at, text, is_practice="1", author="lumen", in_reply_to=to)


def run_import(path: Path, *flags: str) -> str:
    out = StringIO()
    call_command(
        "import_history",
        str(path),
        "--practice",
        "lumen-past",
        *flags,
        stdout=out,
        stderr=StringIO(),
    )
    return out.getvalue()


def write(tmp_path: Path, *rows: dict[str, str], extra: str = "") -> Path:
    path = tmp_path / "past.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
        file.write(extra)
    return path


def clocks() -> list[tuple[str, str, int | None]]:
    found = Clock.objects.order_by("started_at", "pk")
    return [(c.kind, c.ending, c.wall_seconds and c.wall_seconds // 60) for c in found]


def test_threads_of_several_turns_come_right_in_any_order(
    practice: Practice, tmp_path: Path
) -> None:
    lines = [
        row("1", "1T10:00", "Waited 50 minutes"),
        ours("2", "1T10:20", "1"),
        ours("3", "1T10:25", "2", "And another word from us"),
        row("4", "1T11:00", "Still nothing", in_reply_to="3"),
        ours("5", "1T11:30", "4"),
        row("6", "1T12:00", "Me too", author="kim", in_reply_to="1"),
    ]
    run_import(write(tmp_path, *reversed(lines)))
    jo, kim = Conversation.objects.order_by("started_at")
    assert [(r.external_id, r.via) for r in jo.replies.order_by("seq")] == [
        ("2", "NATIVE"),
        ("3", "NATIVE"),
        ("5", "NATIVE"),
    ]
    assert (jo.items.count(), kim.items.count(), kim.replies.count()) == (2, 1, 0)
    assert (jo.is_imported, jo.state, jo.first_response_seconds) == (True, "CLOSED", 1200)
    assert clocks() == [
        ("FIRST_RESPONSE", "DONE", 20),
        ("NEXT_RESPONSE", "DONE", 30),
        ("FIRST_RESPONSE", "DROPPED", 24 * 60),
    ]
    assert not Clock.objects.running().exists()
    assert set(Clock.objects.values_list("is_imported", "detect_seconds")) == {(True, None)}


def test_answers_before_questions_missing_parents_and_circles(
    practice: Practice, tmp_path: Path
) -> None:
    path = write(
        tmp_path,
        ours("a", "1T10:20", "gone"),  # its question is not in the file
        row("b", "1T10:30", in_reply_to="gone", author="kim"),
        ours("c", "1T10:00", "b"),  # by its time it came before the question
        row("d", "2T09:00", in_reply_to="e"),
        row("e", "2T09:01", in_reply_to="d", author="lee"),
        ours("f", "3T09:00", "nowhere"),  # nobody to give it to
    )
    out = run_import(path)
    kim = Conversation.objects.get(thread_id="gone")
    assert set(kim.replies.values_list("external_id", flat=True)) == {"a", "c"}
    assert Conversation.objects.filter(thread_id__in=["d", "e"]).count() == 2
    assert Mention.objects.get(external_id="f").is_own
    assert not Reply.objects.filter(external_id="f").exists()
    assert "line 5: is part of a circle" in out
    # An answer before its question answers nothing.
    assert ("FIRST_RESPONSE", "DONE", 0) not in clocks()


def test_bad_lines_are_listed_and_good_ones_kept(practice: Practice, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        row("1", "1T10:00", "Two\nlines"),
        row("2", "1T10:00", network="Orkut"),
        row("3", "1T10:00", is_practice="maybe"),
        row("4", "1T10:00", posted_at="yesterday"),
        row("5", "1T10:00", posted_at="2999-01-01T00:00:00Z"),
        row("1", "1T10:00", "the same id again"),
        row("", "1T10:00"),
        row("7", "1T10:00", posted_at="Tue Oct 31 22:10:47 +0000 2017"),
        extra='X,8,,jo,0\n\n"X","9","","jo","0","2024-05-01T10:00:00Z","half',
    )
    out = run_import(path)
    assert 'line 4: network is "Orkut", not X or Facebook' in out
    assert 'line 5: is_practice is "maybe", not 0 or 1' in out
    assert 'line 6: posted_at is "yesterday"; write it like' in out
    assert 'line 7: posted_at is "2999-01-01T00:00:00Z", which is in the future' in out
    assert "line 8: has an external_id that came before" in out
    assert "line 9: external_id is empty" in out
    assert "line 11: has 5 columns instead of 7" in out
    assert set(Mention.objects.values_list("external_id", flat=True)) == {"1", "7", "9"}
    assert Mention.objects.get(external_id="7").posted_at == datetime(
        2017, 10, 31, 22, 10, 47, tzinfo=UTC
    )
    assert "10 lines: 3 stored, 0 known already, 7 bad. 3 new conversations." in out


def test_the_same_file_again_changes_nothing(
    practice: Practice, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    path = write(tmp_path, row("1", "1T10:00"), ours("2", "1T10:20", "1"), row("3", "2T10:00"))
    run_import(path)
    models = (Mention, Conversation, Reply, Clock)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    with django_capture_on_commit_callbacks(execute=True):
        assert "0 stored, 3 known already" in run_import(path)
    assert [list(model.objects.order_by("pk").values()) for model in models] == before
    assert not ImportLine.objects.exists()
    assert len(list((tmp_path / "data" / "imports").iterdir())) == 1  # of the first, not committed


def test_a_longer_file_later_adds_to_what_is_there(practice: Practice, tmp_path: Path) -> None:
    first = [row("2", "1T10:30", in_reply_to="1")]
    run_import(write(tmp_path, *first))
    more = [row("1", "1T10:00"), ours("3", "1T11:00", "1")]
    run_import(write(tmp_path, *first, *more))
    (conversation,) = Conversation.objects.all()
    assert clocks() == [("FIRST_RESPONSE", "DONE", 60)]
    assert (conversation.items.count(), conversation.replies.count()) == (2, 1)


def test_a_dry_run_stores_nothing_and_says_what_it_would(
    practice: Practice, tmp_path: Path
) -> None:
    path = write(tmp_path, row("1", "1T10:00"), row("2", "1T10:00", network="?"))
    assert "1 would be stored, 0 known already, 1 bad" in run_import(path, "--dry-run")
    assert not Mention.objects.exists()
    assert not NetworkAccount.objects.exists()


def test_what_was_heard_live_is_not_touched(practice: Practice, tmp_path: Path) -> None:
    post = said("Heard live", external_id="77")
    hear(make_account(practice), post)
    before = Conversation.objects.values().get()
    path = write(tmp_path, row("77", "1T10:00", "From the file"), ours("78", "1T10:20", "77"))
    assert "1 stored, 1 known already" in run_import(path)
    assert Conversation.objects.values().get() == before
    assert conversation_of(post).replies.count() == 0


@pytest.mark.parametrize("at", ["reading", "storing"])
def test_an_import_that_is_cut_off_goes_on(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    monkeypatch.setattr(reading, "RECORDS_A_SLICE", 3)
    monkeypatch.setattr(storing, "GROUPS_A_SLICE", 2)
    path = write(tmp_path, *(row(str(n), f"{n % 9 + 1}T10:00", author=f"p{n}") for n in range(11)))
    with path.open("rb") as file:
        run = runs.start_run(
            practice=practice, file=file, file_name="past.csv", actor=None, now=timezone.now()
        )
    for _ in range(2 if at == "reading" else 7):  # then its worker is gone, without a word
        runs.step(run, now=timezone.now())
    assert ImportRun.objects.get().stage == ("READING" if at == "reading" else "STORING")
    while not (run := runs.go_on(run_id=run.pk, now=timezone.now()) or run).is_over:
        pass
    assert (run.lines_new, run.lines_stored, run.conversations) == (11, 11, 11)
    assert Conversation.objects.count() == 11


def test_two_workers_at_one_import_count_each_line_once(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lease of the first ran out while it was at work; both go on, slice by slice."""
    monkeypatch.setattr(reading, "RECORDS_A_SLICE", 3)
    monkeypatch.setattr(storing, "GROUPS_A_SLICE", 2)
    path = write(tmp_path, *(row(str(n), f"{n % 9 + 1}T10:00", author=f"p{n}") for n in range(11)))
    with path.open("rb") as file:
        first = runs.start_run(
            practice=practice, file=file, file_name="past.csv", actor=None, now=timezone.now()
        )
    second = ImportRun.objects.get()
    while not (first.is_over and second.is_over):
        for worker in (first, second):
            runs.step(worker, now=timezone.now())
    run = ImportRun.objects.get()
    assert (run.lines_read, run.lines_bad, run.lines_new, run.lines_stored) == (11, 0, 11, 11)
    assert (run.stage, run.problems, run.conversations) == ("DONE", [], 11)


def test_history_is_read_only_and_no_source(practice: Practice, tmp_path: Path) -> None:
    run_import(write(tmp_path, row("1", "1T10:00")))
    conversation, now = Conversation.objects.get(), timezone.now()
    ana = make_member(practice, "Ana Lind").user
    for act in (
        lambda: actions.claim(conversation_id=conversation.pk, actor=ana, now=now),
        lambda: actions.take_over(conversation_id=conversation.pk, actor=ana, now=now, reason="x"),
        lambda: actions.assign(conversation_id=conversation.pk, actor=ana, now=now, assignee=ana),
        lambda: actions.reopen(conversation_id=conversation.pk, actor=ana, now=now),
        lambda: actions.add_note(conversation_id=conversation.pk, actor=ana, now=now, body="x"),
    ):
        with pytest.raises(ActionRefused) as refused:
            act()
        assert refused.value.code == "imported"
    assert not NetworkAccount.objects.of(practice).exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "must name the columns"),
        (b"a,b\n1,2\n", "Missing: network"),
        (b"\x00\xff", "no text file"),
    ],
)
def test_a_file_that_is_none_is_refused_at_once(
    practice: Practice, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "past.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        run_import(path)
    assert not ImportRun.objects.exists()


def test_one_import_at_a_time(practice: Practice, tmp_path: Path) -> None:
    path = write(tmp_path, row("1", "1T10:00"))
    with path.open("rb") as file:
        run = runs.start_run(
            practice=practice, file=file, file_name="past.csv", actor=None, now=timezone.now()
        )
    with pytest.raises(CommandError, match="still going on"):
        run_import(path)
    olga = make_member(practice, "Olga", "OWNER").user
    runs.cancel_run(run_id=run.pk, actor=olga, now=timezone.now())
    assert "1 stored" in run_import(path)
