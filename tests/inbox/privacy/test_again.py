"""A restored backup brings back nobody who was erased, nothing that is too old, no account that was
disconnected, and sends nothing (P1, O1)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from inbox.models import Conversation, Erasure, ImportRun, PersonFile, Reply
from inbox.privacy import again, erasing, receipts
from inbox.privacy.file_runs import go_on as write_file
from inbox.privacy.file_runs import start_file
from inbox.privacy.files import folder, path_of
from inbox.privacy.holdings import counts_of
from inbox.privacy.retention import set_rules
from listening.accounts import can_send, disconnect
from listening.models import Author, LedgerKey, Mention, NetworkAccount
from practice_hub.audit.models import AuditEvent
from practice_hub.backups import archive, keeping, sealed
from practice_hub.backups.address import Address, use
from practice_hub.practices.models import Practice
from tests.builders import hear, said
from tests.inbox.privacy.desk import CANARY, NOTED, WHO, known_person
from tests.inbox.test_forgetting import tables_with

if TYPE_CHECKING:
    from tests.inbox.view_desk import ViewDesk
    from tests.people import Person

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "four words are a passphrase"
COPY = "restored_copy"


@pytest.fixture
def copy(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Address]:
    """Where the backup is restored: beside the database in use."""
    monkeypatch.setattr(sealed, "COST", 1 << 4)  # guessing a passphrase is not what is tried here
    settings.BACKUP_PASSPHRASE, settings.DATA_DIR = WORDS, tmp_path / "data"
    address = Address.in_use().named(COPY)
    yield address
    with closing_house(address) as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{COPY}" WITH (FORCE)')


@contextmanager
def closing_house(address: Address) -> Iterator[Any]:
    connection = address.connect_to_house()
    yield connection.cursor()
    connection.close()


def test_who_was_erased_after_the_backup_is_not_in_the_restored_database(
    view_desk: ViewDesk, ana: Person, mona: Person, copy: Address, tmp_path: Path
) -> None:
    row, practice = known_person(view_desk, ana, mona), view_desk.practice
    assert row.author
    wish: dict[str, Any] = {"practice": practice, "actor": mona.user, "now": timezone.now()}
    file = start_file(author_ids=[row.author.pk], has_notes=True, **wish)
    write_file(run_id=file.pk, now=timezone.now())
    set_rules(months={"imports": 3}, **wish)
    old = timezone.now() - timedelta(days=100)
    ImportRun.objects.update(created_at=old, stage="DONE")
    LedgerKey.objects.all().delete()  # as before anything came in
    path = backup(tmp_path)
    # After the backup: the person is erased, with a receipt, and an account is disconnected.
    Practice.objects.filter(pk=practice.pk).update(name="Renamed since")
    erasure = erase(row, wish)
    receipt = receipts.receipt_file(erasure)
    disconnect(account=view_desk.facebook, actor=mona.user, now=timezone.now())
    keeping.add_to_ledger(tmp_path, now=timezone.now())
    told = restore(path)
    for words in (
        "1 erasures of people",
        "1 accounts that were disc",
        "1 rows were older",
        "1 acc",
    ):
        assert words in told, told
    with use(copy):
        assert tables_with(CANARY, NOTED) == [set(), set()]
        assert receipts.check(receipt, practice.pk).is_good
        run = Erasure.objects.get()
        assert (run.pk, run.author_ids, run.is_over) == (erasure.pk, [], True)
        assert receipts.receipt_file(run) == receipt
        assert AuditEvent.objects.filter(name="erasure.repeated", subject_id=run.pk).count() == 1
        statuses = dict(NetworkAccount.objects.values_list("network", "status"))
        assert statuses == {"X": "CONNECTED", "FACEBOOK": "DISCONNECTED"}
        x = NetworkAccount.objects.get(network="X")
        assert x.restored_at and not can_send(x, asked_at=timezone.now(), now=timezone.now())
        assert not ImportRun.objects.exists() and not path_of(file).exists()
        assert PersonFile.objects.get().stage == "EXPIRED"
        sendable = Reply.objects.filter(status__in=["QUEUED", "SENDING", "AWAITING_APPROVAL"])
        assert not sendable.exists()
        _who_writes_again_is_heard(view_desk)
    assert members(path) == [archive.MANIFEST, archive.KEYS, archive.DUMP]


def _who_writes_again_is_heard(desk: ViewDesk) -> None:
    """The lines are known by now: what came later is no part of what was erased."""
    hear(desk.x, said("Hello there", author=WHO), now=timezone.now())
    assert again.apply(list(again.lines(None)), timezone.now()) == 0
    assert again.do_again(timezone.now()) == 0
    assert Mention.objects.filter(text="Hello there").exists()
    assert Author.objects.filter(external_id=WHO.external_id).exists()


def erase(row: Conversation, wish: dict[str, Any]) -> Erasure:
    assert row.author
    seen = erasing.mark_of(counts_of([row.author.pk]))
    run = erasing.start_erasure(people=[row.author], reason="PERSON", seen=seen, **wish)
    erasing.go_on(run_id=run.pk, now=timezone.now())
    run.refresh_from_db()
    assert run.is_over and not PersonFile.objects.filter(stage="DONE").exists()
    assert not list(folder().iterdir())
    return run


def backup(target: Path) -> Path:
    out = StringIO()
    call_command("backup", str(target), "--no-verify", stdout=out)
    return Path(out.getvalue().splitlines()[0])


def restore(path: Path) -> str:
    out = StringIO()
    url = os.environ["DATABASE_URL"].replace("/practice_hub?", f"/{COPY}?")
    call_command("restore", str(path), "--into", url, stdout=out)
    return out.getvalue()


def members(path: Path) -> list[str]:
    """What a backup holds: files for people and exports are not among it."""
    chunks = sealed.opened(BytesIO(path.read_bytes()), WORDS)
    return [name for name, _ in archive.members(chunks)]
