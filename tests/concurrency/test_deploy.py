"""A new version beside the old one: migrations run while people work, old code goes on writing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField
from django.db.models import NOT_PROVIDED
from django.utils import timezone

from inbox import actions, outbox
from inbox.models import Conversation
from practice_hub.management.commands.migrate import is_lock_timeout, short_waits
from practice_hub.practices.models import User
from tests.builders import make_member
from tests.concurrency.test_sending import send
from tests.concurrency.together import at_once, bad
from tests.town import Town

FIRST_MIGRATIONS = ("0001_", "0002_triggers")
ADD = "ALTER TABLE inbox_{0} ADD COLUMN of_the_new_version integer NOT NULL DEFAULT 7"
DROP = "ALTER TABLE inbox_{0} DROP COLUMN IF EXISTS of_the_new_version"
TABLES = ("reply", "conversation")


@pytest.fixture
def ana(town: Town, conversation: Conversation) -> User:
    return make_member(town.practice, "Ana Lind").user


@pytest.fixture
def columns(transactional_db: None) -> Iterator[None]:
    yield
    for table in TABLES:
        execute(DROP.format(table))


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def migrate(table: str) -> int:
    """As `migrate` does: short waits, again and again. Gives how often it had to wait."""
    for tries in range(200):
        try:
            with short_waits(connection, seconds=0.1), transaction.atomic():
                execute(ADD.format(table))
            return tries
        except OperationalError as error:
            assert is_lock_timeout(error)
    raise AssertionError("it never got the lock")


def test_a_migration_waits_and_the_desk_does_not(
    conversation: Conversation, ana: User, columns: None
) -> None:
    """A long reader keeps ALTER TABLE out; who claims meanwhile is not behind it for long."""
    is_reading, may_end = threading.Event(), threading.Event()

    def read_for_long() -> None:
        with transaction.atomic():
            assert Conversation.objects.count() == 1
            is_reading.set()
            assert may_end.wait(60)

    def work() -> None:
        assert is_reading.wait(60)
        try:
            for _ in range(5):
                token = actions.claim(
                    conversation_id=conversation.pk, actor=ana, now=timezone.now()
                ).token
                actions.release(
                    conversation_id=conversation.pk, actor=ana, now=timezone.now(), token=token
                )
        finally:
            may_end.set()

    def change() -> None:
        assert is_reading.wait(60)
        migrate("conversation")

    assert bad(at_once([read_for_long, work, change])) == []
    conversation.refresh_from_db()
    assert conversation.claim_token == 5


def test_old_and_new_code_write_and_send_side_by_side(
    town: Town, conversation: Conversation, ana: User, columns: None
) -> None:
    """What is queued by the old version before and after is delivered once, by any worker."""
    actions.claim(conversation_id=conversation.pk, actor=ana, now=timezone.now())
    conversation.refresh_from_db()
    reply = send(conversation, ana, uuid4())
    deliver = partial(outbox.deliver, reply_id=reply.pk, now=timezone.now())
    alter = [partial(migrate, table) for table in TABLES]
    assert bad(at_once([deliver, deliver, *alter])) == []
    reply.refresh_from_db()
    assert (reply.status, reply.attempts, len(town.answers_on_x())) == ("SENT", 1, 1)
    town.act("x_post", person="ray", text="@lumenlakeside do you open on Sundays?")
    town.read(town.x)  # rows of code that knows nothing of the column
    row = Conversation.objects.exclude(pk=conversation.pk).get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT of_the_new_version FROM inbox_conversation WHERE id = %s", [row.pk])
        assert cursor.fetchone() == (7,)


def test_every_column_that_was_added_lets_old_code_insert() -> None:
    """Nullable, or with a default in the database: Django's own default is the new code's only."""
    loader = MigrationLoader(None)
    ours = ("practice_hub", "listening", "inbox")
    wrong = [
        f"{app}.{name}: {operation.model_name}.{operation.name}"
        for (app, name), migration in loader.disk_migrations.items()
        if migration.__module__.startswith(ours) and not name.startswith(FIRST_MIGRATIONS)
        for operation in migration.operations
        if isinstance(operation, AddField)
        and not operation.field.null
        and not operation.field.many_to_many
        and operation.field.db_default is NOT_PROVIDED
    ]
    assert wrong == []
