"""From the embedded PostgreSQL to one on another machine and back, and on with the work there."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from inbox import outbox
from inbox.models import Conversation, Reply
from listening.forgetting import Reason, forget_mentions
from listening.models import Forgotten, Mention, RateWindowRow
from practice_hub import vault
from practice_hub.audit.models import AuditEvent
from practice_hub.backups import census, health_line, keeping, ledgers, own_keys
from practice_hub.backups.address import Address, use
from practice_hub.backups.files import LEDGER
from practice_hub.backups.models import BackupRun
from practice_hub.health.models import Outage
from practice_hub.health.report import Finding, Scope, State
from practice_hub.keyfile import generated_keys
from tests.answering import queue
from tests.backups.external import External
from tests.builders import make_member, make_practice
from tests.support.sandbox_server import SandboxServer
from tests.town import Town, open_town

WORDS = "four words are a passphrase"


@pytest.fixture(scope="module")
def external(tmp_path_factory: pytest.TempPathFactory) -> Iterator[External]:
    folder = tmp_path_factory.mktemp("external")
    running = External(folder)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def town(
    sandbox_server: SandboxServer, settings: Any, transactional_db: None, tmp_path: Path
) -> Town:
    settings.JOBS_ENABLED = False
    settings.BACKUP_PASSPHRASE = WORDS
    settings.DATA_DIR = tmp_path / "data"
    town = open_town(sandbox_server, settings, make_practice())
    for person, text in (("jo", "@lumenlakeside nobody rings me"), ("ray", "@lumenlakeside open?")):
        town.act("x_post", person=person, text=text)
    town.read(town.x)
    return town


def backup(folder: Path, *options: str) -> Path:
    out = StringIO()
    call_command("backup", str(folder), *options, stdout=out)
    return Path(out.getvalue().splitlines()[0])


def restore(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("restore", str(path), *options, stdout=out)
    return out.getvalue()


def counted(address: Address) -> census.Census:
    connection = address.connect()
    with connection.cursor() as cursor:
        census.prepare(cursor)
        found = census.take(cursor, lambda percent: None)
    connection.close()
    return found


def databases(address: Address) -> set[str]:
    connection = address.connect_to_house()
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        names = {row[0] for row in cursor.fetchall()}
    connection.close()
    return names


def drop(address: Address) -> None:
    connection = address.connect_to_house()
    connection.cursor().execute(f'DROP DATABASE "{address.name}"')
    connection.close()


def test_moving_out_and_back_and_nothing_twice_and_nothing_forgotten_returns(
    town: Town, external: External, tmp_path: Path
) -> None:
    ana = make_member(town.practice, "Ana Lind").user
    jo, ray = Conversation.objects.order_by("pk")
    reply = queue(jo, ana, "We are sorry and will ring you today. Ana")
    SessionStore().create()
    path = backup(tmp_path, "--no-verify")
    assert path.stat().st_mode & 0o077 == 0
    # After the backup: the answer goes out, and Ray takes back what he wrote.
    outbox.deliver(reply_id=reply.pk, now=timezone.now())
    gone = ray.items.get().mention_id
    assert forget_mentions([gone], reason=Reason.DELETED, at=timezone.now()) == 1
    keeping.add_to_ledger(tmp_path, now=timezone.now())
    target = Address.of_url(external.address("moved"))
    said = restore(path, "--into", external.address("moved"))
    assert "1 answers were on their way" in said and "1 posts that were taken back" in said
    with use(target):
        assert Mention.objects.get(pk=gone).text == "" and Forgotten.objects.count() == 1
        row = Reply.objects.get()
        assert (row.status, row.error_kind) == ("UNCERTAIN", "RESTORED")
        assert AuditEvent.objects.filter(name="backup.restored").count() == 1
        assert not Session.objects.exists() and not RateWindowRow.objects.exists()
        # The workers begin: nothing is sent, what is out is found, and what is gone stays away.
        later = timezone.now() + timedelta(minutes=5)
        outbox.deliver(reply_id=row.pk, now=later)
        outbox.settle(reply_id=row.pk, now=later)
        row.refresh_from_db()
        assert (row.status, len(town.answers_on_x())) == ("SENT", 1)
        town.read(town.x)
        assert Mention.objects.get(pk=gone).text == ""
        call_command("verify_audit", stdout=StringIO())
        there = counted(target)
        back = backup(tmp_path / "there.backup", "--no-verify")
    # And back: what was written there is here. Only what a restore itself does is different.
    home = Address.in_use().named("back_again")
    restore(back, "--into", os.environ["DATABASE_URL"].replace("/practice_hub?", "/back_again?"))
    try:
        here = counted(home)
    finally:
        drop(home)
    assert here.schema == there.schema
    changed = {name for name in there.tables if there.tables[name] != here.tables[name]}
    by_a_restore = {"audit_auditevent", "backups_backuprun", "listening_feed"}
    by_a_restore |= {"listening_networkaccount"}  # nothing is sent before a person confirms them
    assert changed <= by_a_restore | {"listening_ratewindowrow"}
    touched_only_when_asked_twice(path, target, external.address("moved"))


def touched_only_when_asked_twice(path: Path, target: Address, url: str) -> None:
    """The database has something in it now, and has forgotten one post more than the file."""
    with use(target):
        (left,) = Mention.objects.filter(deleted_at=None, is_own=False).values_list("pk", flat=True)
        assert forget_mentions([left], reason=Reason.ERASED, at=timezone.now()) == 1
    (path.parent / LEDGER).unlink()
    guest = target.connect()
    for options, refusal in (
        ([], "in use"),
        (["--replace", "moving", "--yes"], "another database"),
    ):
        with pytest.raises(CommandError, match=refusal):
            restore(path, "--into", url, *options)
    guest.close()
    for options in ([], ["--replace", "moved"]):
        with pytest.raises(CommandError, match="not empty"):
            restore(path, "--into", url, *options)
    said = restore(path, "--into", url, "--replace", "moved", "--yes")
    assert f"There was no {LEDGER}" in said
    with use(target):
        assert Mention.objects.get(pk=left).text == ""
        (old,) = {name for name in databases(target) if name.startswith("moved_")}
        assert old in said and "_before_" in old
        keeping.sweep(now=timezone.now())
        assert old in databases(target)
        keeping.sweep(now=timezone.now() + timedelta(days=1))
        assert old not in databases(target)


def test_every_night_one_that_was_tried_and_a_cut_off_run_leaves_nothing(
    town: Town, tmp_path: Path, settings: Any
) -> None:
    address, now = Address.in_use(), timezone.now().replace(hour=2)
    folder = tmp_path / "nightly"
    folder.mkdir()
    settings.BACKUP_DIR, settings.BACKUP_KEEP = str(folder), 1
    (folder / ".x.1.partial").write_bytes(b"of a run that was killed")
    for day in (1, 2):
        (folder / f"practice-hub-2026010{day}T000000Z.backup").write_bytes(b"older")
    house = address.connect_to_house()
    house.cursor().execute(f'CREATE DATABASE "{address.name}_verify_20260101000000"')
    assert finding().state == State.SLOW
    before = databases(address)
    keeping.sweep(now=now)
    assert before - databases(address) == {f"{address.name}_verify_20260101000000"}
    run = BackupRun.objects.get()
    assert run.is_tried and finding().state == State.OK
    path = folder / run.file_name
    assert sorted(folder.iterdir()) == sorted(
        [folder / LEDGER, *folder.glob("practice-hub-2026010*"), path]  # nobody knows whose
    )
    assert b"nobody rings" not in path.read_bytes()
    assert not keeping.is_due(now=now + timedelta(hours=19))
    assert keeping.is_due(now=now + timedelta(hours=24))
    # A file that is not whole, or not opened by these words, is refused at once.
    (tmp_path / "cut").write_bytes(path.read_bytes()[:-20])
    nowhere = external_nowhere(address)
    for what, file in (("cut off", tmp_path / "cut"), ("cannot be read", tmp_path / "none")):
        with pytest.raises(CommandError, match=what):
            restore(file, "--into", nowhere)
    settings.BACKUP_PASSPHRASE = "not the passphrase"
    with pytest.raises(CommandError, match="does not fit"):
        restore(path, "--into", nowhere)
    # Somebody else is at it: nothing is half done, and that is no failure.
    house.cursor().execute("SELECT pg_advisory_lock(7301101, hashtext(%s))", [address.name])
    with pytest.raises(CommandError, match="Another backup"):
        backup(tmp_path / "busy.backup")
    house.close()
    assert BackupRun.objects.count() == 1 and not (tmp_path / "busy.backup").exists()
    with pytest.raises(CommandError, match="cannot be written"):
        backup(tmp_path / "no such folder" / "file")
    assert BackupRun.objects.exclude(error="").count() == 1 and finding().state == State.SLOW
    keeping.tell_if_late(now=now + timedelta(days=2, hours=1))
    assert Outage.objects.open().get().part == "backup"
    assert finding(now + timedelta(days=3)).state == State.DOWN
    keeping.tell_if_late(now=now + timedelta(days=1))
    assert not Outage.objects.open().exists()
    (folder / LEDGER).unlink()
    keeping.write_ledger(folder)
    assert (folder / LEDGER).read_text().splitlines() == list(ledgers.lines(None))


def external_nowhere(address: Address) -> str:
    """A name on the own server that no database has: nothing may come to be there."""
    assert "nowhere" not in databases(address)
    return os.environ["DATABASE_URL"].replace("/practice_hub?", "/nowhere?")


def finding(now: datetime | None = None) -> Finding:
    (found,) = health_line.findings(Scope(now or timezone.now()))
    return found


def test_keys_that_are_missing_come_with_the_backup(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    ours, theirs = settings.CREDENTIAL_KEYS[0], Fernet.generate_key().decode()
    assert own_keys.adopt({"CREDENTIAL_KEYS": ours}) == ""
    assert "ATTENTION" in own_keys.adopt({"CREDENTIAL_KEYS": f"{ours},{theirs}"})
    aside = tmp_path / own_keys.ASIDE
    assert json.loads(aside.read_text()) == {"CREDENTIAL_KEYS": theirs}
    assert aside.stat().st_mode & 0o077 == 0
    settings.CREDENTIAL_KEYS_FILE = tmp_path / "secrets.json"
    generated = generated_keys(tmp_path)["CREDENTIAL_KEYS"]
    assert "were added" in own_keys.adopt({"CREDENTIAL_KEYS": theirs})
    assert vault.known_keys() == [generated, theirs]
