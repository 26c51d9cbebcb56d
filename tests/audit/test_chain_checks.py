"""The command that checks the chain, the checks of every night, and what health says of them."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from practice_hub.alerts.models import Alert
from practice_hub.audit import anchors, checking
from practice_hub.audit.heads import head_of
from practice_hub.audit.models import AuditCheck, AuditEvent, AuditSeal
from practice_hub.audit.sealing import seal_waiting
from practice_hub.health.report import Scope, State
from practice_hub.practices.models import Practice
from tests.audit.builders import NOW, insert_behind, sealed, triggers_off, write
from tests.people import Person


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def _verify(**options: Any) -> tuple[str, int]:
    out = io.StringIO()
    try:
        call_command("verify_audit", stdout=out, stderr=io.StringIO(), **options)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


def test_the_command_speaks_plainly(practice: Practice, other_practice: Practice) -> None:
    rows = [write(practice, name="conversation.claimed", reason='ü\u2028 "x"') for _ in range(3)]
    words, code = _verify()
    head = head_of(practice.pk)
    assert code == 0 and f"{practice.name}: whole. 3 seals" in words and str(head) in words
    expect = {"practice": practice.slug, "expect": [str(head)]}
    assert _verify(**expect)[1] == 0
    for wrong in (f"3:{'0' * 64}", f"4:{head.digest}"):
        words, code = _verify(practice=practice.slug, expect=[wrong])
        assert code == 1 and "BROKEN" in words
    assert not Alert.objects.exists()
    for senseless in (
        {"practice": "nobody"},
        {"expect": [str(head)]},
        {"practice": practice.slug, "expect": ["3:short"]},
    ):
        with pytest.raises(CommandError) as refused:
            _verify(**senseless)
        assert refused.value.returncode == 2
    with triggers_off() as cursor:
        cursor.execute("DELETE FROM audit_auditevent WHERE id = %s", [rows[1].pk])
    words, code = _verify()
    assert code == 1
    assert f"Row {rows[1].pk} was removed: its seal 2 is still there." in words
    assert f"{other_practice.name}: whole" in words


def test_rows_without_a_seal_are_sealed_when_somebody_has_looked(practice: Practice) -> None:
    rows = sealed(practice, 3)
    with triggers_off() as cursor:
        insert_behind(cursor, rows)
    assert _verify()[1] == 1
    assert _verify(seal_late=True)[1] == 0
    assert AuditSeal.objects.get(event_id=-5).number == 4


def test_an_honest_restore_begins_new_anchors(practice: Practice) -> None:
    sealed(practice, 4)
    anchors.note_heads(now=NOW)
    with triggers_off() as cursor:
        cursor.execute("DELETE FROM audit_auditseal WHERE number > 2")
        cursor.execute(
            "DELETE FROM audit_auditevent WHERE id NOT IN (SELECT event_id FROM audit_auditseal)"
        )
    assert _verify()[1] == 1
    words, code = _verify(new_anchors=True)
    assert code == 0 and "anchors-until-" in words
    assert AuditEvent.objects.filter(name="audit.anchors_renewed", practice=practice).exists()


def test_every_week_the_whole_and_every_night_what_is_new(
    practice: Practice, mona: Person, olga: Person, ana: Person, priya: Person
) -> None:
    """New York: 7:00 UTC is in the night."""
    rows = sealed(practice, 4)
    night = NOW.replace(hour=7)
    checking.check_due(now=night)
    check = AuditCheck.objects.get()
    assert (check.whole_checked_at, check.checked_number) == (night, 4)
    assert list(anchors.anchors_of(practice.pk)) == [4]
    write(practice)
    for hours, checked_at in ((12, night), (24, night + timedelta(hours=24))):
        checking.check_due(now=night + timedelta(hours=hours))
        check.refresh_from_db()
        assert check.checked_at == checked_at
    assert (check.whole_checked_at, check.checked_number) == (night, 5)
    with triggers_off() as cursor:
        cursor.execute("UPDATE audit_auditevent SET name = 'x.y' WHERE id = %s", [rows[0].pk])
    week = night + timedelta(days=7)
    checking.check_due(now=week)
    checking.check_due(now=week + timedelta(days=1))
    alert = Alert.objects.get(kind="AUDIT_BROKEN")
    told = set(alert.deliveries.values_list("user__name", flat=True))
    assert told == {mona.user.name, olga.user.name}
    assert AuditEvent.objects.filter(name="audit.broken").count() == 1
    check.refresh_from_db()
    assert check.broken_at == week and f"Row {rows[0].pk}" in check.trouble
    with triggers_off() as cursor:
        cursor.execute("UPDATE audit_auditevent SET name = 'note.added' WHERE name = 'x.y'")
    checking.check_practice(practice.pk, now=week + timedelta(days=2), is_whole=True)
    alert.refresh_from_db()
    assert alert.closed_at is not None


def test_health_tells_of_it(practice: Practice, other_practice: Practice) -> None:
    from practice_hub.audit.health_line import findings

    now = timezone.now()
    scope = Scope(now, practice_id=practice.pk)
    assert findings(scope)[0].state == State.OK
    write(practice)
    (late,) = findings(scope)
    assert (late.state, late.word) == (State.SLOW, "Late")
    assert findings(Scope(now, practice_id=other_practice.pk))[0].state == State.OK
    seal_waiting(now=now)
    assert "up to number 1" in findings(scope)[0].sentence
    AuditCheck.objects.create(practice=practice, broken_at=now, trouble="Row 1 was removed.")
    for one in (scope, Scope(now)):
        assert findings(one)[0].state == State.DOWN
    assert findings(Scope(now, practice_id=other_practice.pk))[0].state == State.OK
