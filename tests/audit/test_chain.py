"""Every audit row gets its link, and nothing can be changed without the check finding it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from practice_hub.audit import anchors, exporting, sealing
from practice_hub.audit.canon import START, digest
from practice_hub.audit.heads import head_of
from practice_hub.audit.models import AuditEvent, AuditSeal, SealMark
from practice_hub.audit.sealing import seal_batch, seal_waiting
from practice_hub.audit.verifying import verify
from practice_hub.practices.models import Practice
from tests.audit.builders import NOW, insert_behind, sealed, triggers_off, write

DOCS = Path(__file__).parents[2] / "docs" / "audit.md"
Tamper = Callable[[Any, list[AuditEvent]], None]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def _sql(statement: str, *names: str) -> Tamper:
    """`names`: which row's id stands for each %s."""

    def tamper(cursor: Any, rows: list[AuditEvent]) -> None:
        cursor.execute(statement, [rows[int(name)].pk for name in names])

    return tamper


def _swap(cursor: Any, rows: list[AuditEvent]) -> None:
    first, second = rows[2].pk, rows[3].pk
    for old, new in ((first, -1), (second, first), (-1, second)):
        cursor.execute("UPDATE audit_auditseal SET event_id = %s WHERE event_id = %s", [new, old])


TAMPERS: dict[str, tuple[Tamper, str]] = {
    "a changed row": (
        _sql("UPDATE audit_auditevent SET details = '{\"step\": 9}' WHERE id = %s", "2"),
        "do not belong together",
    ),
    "another actor": (
        _sql("UPDATE audit_auditevent SET at = at + interval '1 microsecond' WHERE id = %s", "4"),
        "do not belong together",
    ),
    "a removed row": (
        _sql("DELETE FROM audit_auditevent WHERE id = %s", "2"),
        "was removed: its seal 3",
    ),
    "a removed seal": (
        _sql("DELETE FROM audit_auditseal WHERE event_id = %s", "2"),
        "Seal 3 is missing",
    ),
    "a removed row and its seal": (
        lambda cursor, rows: (
            cursor.execute("DELETE FROM audit_auditseal WHERE event_id = %s", [rows[2].pk]),
            cursor.execute("DELETE FROM audit_auditevent WHERE id = %s", [rows[2].pk]),
        ),
        "Seal 3 is missing",
    ),
    "swapped seals": (_swap, "or two were swapped"),
    "a seal of another time": (
        _sql("UPDATE audit_auditseal SET sealed_at = now() WHERE event_id = %s", "1"),
        "do not belong together",
    ),
    "a row put in behind": (insert_behind, "has no seal although later rows have theirs"),
    "a removed end": (
        lambda cursor, rows: (
            cursor.execute("DELETE FROM audit_auditseal WHERE number > 4"),
            cursor.execute("DELETE FROM audit_auditevent WHERE id > %s", [rows[3].pk]),
        ),
        "The end was removed: the chain ends at seal 4, but it had 6",
    ),
    "everything gone": (
        lambda cursor, rows: (
            cursor.execute("DELETE FROM audit_auditseal"),
            cursor.execute("DELETE FROM audit_auditevent"),
        ),
        "The end was removed: the chain ends at seal 0",
    ),
    "a chain that was made anew": (
        lambda cursor, rows: (
            cursor.execute("DELETE FROM audit_auditseal"),
            cursor.execute("UPDATE audit_auditevent SET name = 'note.none'"),
            SealMark.objects.all().delete(),
            seal_waiting(now=NOW + timedelta(hours=2)),
        ),
        "the chain was written anew",
    ),
}

EVERYWHERE = {"a removed end", "everything gone", "a chain that was made anew"}


def test_every_kind_of_tampering_is_found(practice: Practice, other_practice: Practice) -> None:
    rows = sealed(practice, 6)
    sealed(other_practice, 3)
    anchors.note_heads(now=NOW)
    noted = list(anchors.anchors_of(practice.pk).values())
    theirs = list(anchors.anchors_of(other_practice.pk).values())
    assert verify(practice.pk, anchors=noted).is_whole
    for kind, (tamper, words) in TAMPERS.items():
        before = transaction.savepoint()
        with triggers_off() as cursor:
            tamper(cursor, rows)
        verdict = verify(practice.pk, anchors=noted)
        assert any(words in sentence for sentence in verdict.troubles), (kind, verdict)
        if kind not in EVERYWHERE:
            assert verify(other_practice.pk, anchors=theirs).is_whole, kind
        transaction.savepoint_rollback(before)
    assert verify(practice.pk, anchors=noted).is_whole


def test_numbers_have_no_gap_and_practices_are_apart(
    practice: Practice, other_practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 3)
    for turn in range(7):
        write(practice if turn % 3 else other_practice)
    assert seal_waiting(now=NOW) == 7
    assert seal_waiting(now=NOW) == 0
    for one, count in ((practice, 4), (other_practice, 3)):
        numbers = AuditSeal.objects.filter(practice=one).order_by("number")
        assert list(numbers.values_list("number", flat=True)) == list(range(1, count + 1))
        assert verify(one.pk).checked == count
        assert str(head_of(one.pk)) == f"{count}:{numbers[count - 1].digest}"


def test_a_sealer_that_dies_leaves_nothing_half_done(practice: Practice) -> None:
    write(practice)
    before = transaction.savepoint()
    assert seal_batch(0, now=NOW).sealed == 1
    transaction.savepoint_rollback(before)  # as when its connection is cut before the commit
    assert not AuditSeal.objects.exists()
    assert seal_waiting(now=NOW) == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_auditseal SET digest = 'x'", "DELETE FROM audit_auditseal"],
)
def test_seals_are_as_append_only_as_rows(practice: Practice, statement: str) -> None:
    sealed(practice, 1)
    with (
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_late_commits_and_two_sealers(practice: Practice) -> None:
    """A transaction that took its id early and commits late; somebody else who is sealing."""
    parameters = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    link = psycopg2.connect(**{key: parameters[key] for key in wanted if key in parameters})
    other = link.cursor()
    other.execute(
        "INSERT INTO audit_auditevent (practice_id, name, subject_type, subject_id, details, at) "
        "VALUES (%s, 'late.one', 'practice', 1, '{}', now()) RETURNING id",
        [practice.pk],
    )
    (late,) = other.fetchone() or (0,)
    early = write(practice)
    assert early.pk > late
    assert seal_waiting(now=NOW) == 1
    for minutes in (1, 2, 3):  # the mark waits for the open transaction, however long it takes
        write(practice)
        assert seal_waiting(now=NOW + timedelta(minutes=minutes)) == 1
        assert SealMark.objects.get().low_event_id < late
    link.commit()
    other.execute("SELECT pg_advisory_lock(%s)", [sealing.SEALERS])
    assert seal_waiting(now=NOW + timedelta(minutes=4)) == 0
    with pytest.raises(sealing.BusyError):
        seal_batch(0, now=NOW)
    link.close()
    seal_waiting(now=NOW + timedelta(minutes=5), must_finish=True)
    assert list(AuditSeal.objects.order_by("number").values_list("event_id", flat=True))[-1] == late
    newest = AuditEvent.objects.latest("pk").pk
    seal_waiting(now=NOW + timedelta(minutes=6))
    seal_waiting(now=NOW + timedelta(minutes=7))
    assert SealMark.objects.get().low_event_id == newest
    assert verify(practice.pk).checked == 5


def test_the_few_lines_of_the_docs_check_an_export(practice: Practice, tmp_path: Path) -> None:
    """An outsider needs the file and Python, nothing of ours."""
    write(practice, reason='Zoë said "no" \\ 😀\u2028', number=1.10, none=None)
    sealed(practice, 3)
    code = re.search(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    (tmp_path / "check.py").write_text(code[1], encoding="utf-8")
    content = b"".join(exporting.chain_lines(practice.pk))

    def outcome(lines: bytes) -> str:
        (tmp_path / "chain.jsonl").write_bytes(lines)
        command = [sys.executable, "-I", str(tmp_path / "check.py"), str(tmp_path / "chain.jsonl")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else "broken"

    assert outcome(content) == str(head_of(practice.pk))
    lines = content.splitlines(keepends=True)
    assert outcome(lines[0] + lines[2] + lines[3]) == "broken"
    assert outcome(content.replace(b"note.added", b"note.edded", 1)) == "broken"
    first = json.loads(lines[0])
    assert first["previous"] == START
    assert first["digest"] == digest(START, first["row"])
