"""Names, handles, phone numbers and texts go through all that the product does, and everything it
wrote beside the database and the files for people is searched for them (P1, O1)."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import pytest
import redis
from django.core import mail
from django.core.handlers.exception import response_for_exception
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from inbox import outbox
from inbox.exports import runs as exports
from inbox.history import runs as history
from inbox.models import Conversation, ExportRun, ImportRun, PersonFile, Reply
from inbox.privacy import erasing, file_runs
from inbox.privacy.holdings import counts_of
from practice_hub.alerts import sweeping
from practice_hub.audit.models import AuditEvent
from practice_hub.celery import app
from practice_hub.logs.config import logging_with
from practice_hub.service_urls import redis_kwargs
from tests.inbox.privacy.desk import CANARY, NOTED, known_person
from tests.inbox.test_forgetting import SENT
from tests.inbox.view_desk import post_to
from tests.support.canaries import everything_in_redis, files_in
from tests.support.sandbox_server import SandboxServer
from tests.support.witness import Witness, listening
from tests.town import PEOPLE, Town, connect

if TYPE_CHECKING:
    from tests.inbox.view_desk import ViewDesk
    from tests.people import Person

pytestmark = pytest.mark.django_db(transaction=True)
PHONE: Final = "0177424242"
PLANTED: Final = (
    CANARY,
    NOTED,
    SENT,
    PHONE,
    "velvetmarigold",
    "jotamsin",
    "Jo Tamsin",
    "fernwhistle",
)
LATER: Final = (
    "Thank you for your words. We would like to hear more: may we write to you in private?"
)
TYPED: Final = "fernwhistle: your Botox dose was 20 units, we promise you will look 100 % perfect"
# Servers' own files; what somebody asked for as a file; the file of an import until its end.
NOT_SEARCHED: Final = {"postgres", "redis", "exports", "person-files", "imports", "secrets.json"}


def test_no_name_and_no_text_is_written_beside_the_database(
    view_desk: ViewDesk,
    ana: Person,
    mona: Person,
    vera: Person,
    charlie: Person,
    redis_client: redis.Redis,
    redis_url: str,
    settings: Any,
) -> None:
    heard = redis_client.pubsub()
    heard.psubscribe("*")
    settings.EVENTSTREAM_REDIS = redis_kwargs(redis_url)
    settings.UNDO_SECONDS = 0
    loud = logging_with(level="DEBUG", form="json")["loggers"]
    # Everything at DEBUG, but for what the settings keep quieter at every level.
    with listening(loud=("", "practice_hub", "inbox", "listening", "celery", "kombu")) as witness:
        for name, words in loud.items():
            logging.getLogger(name).setLevel(words.get("level", "DEBUG"))
        row = known_person(view_desk, ana, mona)
        _answers(witness, view_desk, ana, row)
        _leaves_by_the_network(view_desk, ana, settings)
        _strangers_look(witness, row, (charlie, vera))
        _files(view_desk, mona, row)
        _breaks(witness, row)
        _is_erased(view_desk, mona, row)
        sweeping.sweep(now=timezone.now())
    witness.texts = {
        "log": witness.log.getvalue(),
        "pages of others": "\n".join(witness.pages),
        "audit": json.dumps(list(AuditEvent.objects.values("name", "details")), default=str),
        "mails": "\n".join(one.message().as_string() for one in mail.outbox),
        "Redis": everything_in_redis(redis_client),
        "events": _events(heard),
        "files": files_in(settings.DATA_DIR, besides=NOT_SEARCHED),
    }
    for part in ("log", "pages of others", "audit", "events"):
        assert len(witness.texts[part]) > 500, part
    for loudest in ("DataError", "stopped", "tests.stumbles"):
        assert loudest in witness.texts["log"], loudest
    found = {
        (word, where, text[max(0, text.lower().find(word.lower()) - 200) :][:300])
        for where, text in witness.texts.items()
        for word in PLANTED
        if word.lower() in text.lower()
    }
    assert not found


def _answers(witness: Witness, desk: ViewDesk, ana: Person, row: Conversation) -> None:
    """The guard stops one; one goes out, privately; a call, a note and a search are made."""
    desk.claim(row, ana)
    stopped = post_to(ana, row, "send", desk.form(row, TYPED))
    assert stopped.status_code in (409, 422) and "fernwhistle" in stopped.content.decode()
    post_to(ana, row, "note", {"note": f"Ring +1 555 {PHONE}, {NOTED}"})
    ana.client.get("/inbox/", {"q": CANARY})
    for path in (f"/inbox/{row.pk}/", "/inbox/"):
        assert ana.client.get(path).status_code == 200


def _leaves_by_the_network(desk: ViewDesk, ana: Person, settings: Any) -> None:
    """Through the sandbox: read, answered, refused, and the network away in the middle of it."""
    with SandboxServer() as server:
        server.reset(PEOPLE)
        settings.X_API_BASE_URL = settings.GRAPH_API_BASE_URL = server.base_url
        town: Town = connect(desk.practice, server)
        town.act("x_post", person="jo", text="@lumenlakeside velvetmarigold, nobody rings me")
        town.act("x_post", person="ray", text="@lumenlakeside velvetmarigold, are you open?")
        town.read(town.x)
        first, second = Conversation.objects.filter(account=town.x).order_by("pk")
        sent = desk.queue(first, ana, "We are sorry and will ring you today. Ana")
        outbox.deliver(reply_id=sent.pk, now=timezone.now())
        assert Reply.objects.get(pk=sent.pk).status == "SENT"
        later = desk.queue(second, ana, LATER)
    outbox.deliver(reply_id=later.pk, now=timezone.now())
    town.read(town.x)
    assert Reply.objects.get(pk=later.pk).status != "SENT"


def _strangers_look(witness: Witness, row: Conversation, people: tuple[Person, Person]) -> None:
    """Who has no right to it is told nothing of it."""
    charlie, vera = people
    person = f"/settings/data/person/?person={row.author_id}"
    for path in (f"/inbox/{row.pk}/", f"/inbox/{row.pk}/no-such/", person):
        assert witness.ask(charlie.client, path).status_code == 404
    assert witness.ask(vera.client, person).status_code == 403
    form = {"body": "fernwhistle", "audience": "PRIVATE"}
    assert witness.ask(charlie.client, f"/inbox/{row.pk}/send/", form).status_code == 404


def _files(desk: ViewDesk, mona: Person, row: Conversation) -> None:
    """In and out; and each stops over something that it cannot read."""
    lines = f"network,id,posted_at,author,text\nX,1,never,{CANARY},{NOTED}\nX,2,,{CANARY}"
    wish: dict[str, Any] = {"practice": desk.practice, "actor": mona.user, "now": timezone.now()}
    with suppress(Exception):
        run = history.start_run(file=io.BytesIO(lines.encode()), file_name="old.csv", **wish)
        history.go_on(run_id=run.pk, now=timezone.now())
    ImportRun.objects.update(stage="DONE")
    mona.client.get("/reports/exports/start/?set=answered&format=csv")
    key = {"practice": desk.practice, "asked_by": mona.user, "which": f"{CANARY} is no list"}
    export = ExportRun.objects.create(
        created_at=timezone.now(), format="CSV", filters={}, place={}, total=1, **key
    )
    exports.go_on(run_id=export.pk, now=timezone.now())
    file = file_runs.start_file(author_ids=[row.author_id or 0], has_notes=True, **wish)
    file_runs.go_on(run_id=file.pk, now=timezone.now())
    assert PersonFile.objects.get(pk=file.pk).stage == "DONE"


def _breaks(witness: Witness, row: Conversation) -> None:
    """The database, a parser and a task stumble over a text, as they do: by quoting it."""
    logger = logging.getLogger("inbox.tests")
    for stumble in (_too_large, _no_number, _no_json):
        try:
            stumble()
        except (DatabaseError, ValueError) as error:
            logger.exception("stumbled over %s", error)
            logger.error("and once more: %s", error)
    task = app.task(name="tests.stumbles")(_no_number)
    task.apply()
    app.tasks.unregister("tests.stumbles")
    try:
        _no_number()
    except ValueError as error:  # as a page does that stumbles
        request = RequestFactory().get(f"/inbox/{row.pk}/", {"q": CANARY})
        broken = response_for_exception(request, error)
    assert broken.status_code == 500
    witness.pages.append(broken.content.decode())


def _too_large() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [f"{CANARY} {PHONE}"])


def _no_number() -> None:
    int(f"{NOTED} {PHONE}")


def _no_json() -> None:
    _as_json: Callable[[str], Any] = json.loads
    try:
        _as_json(f"{{{CANARY}")
    except ValueError as error:
        raise ValueError(f"{CANARY} is none") from error


def _is_erased(desk: ViewDesk, mona: Person, row: Conversation) -> None:
    assert row.author
    run = erasing.start_erasure(
        practice=desk.practice,
        people=[row.author],
        reason="PERSON",
        seen=erasing.mark_of(counts_of([row.author.pk])),
        actor=mona.user,
        now=timezone.now(),
    )
    erasing.go_on(run_id=run.pk, now=timezone.now())


def _events(heard: Any) -> str:
    found = []
    while (message := heard.get_message(timeout=0.2)) is not None:
        found.append(str(message))
    heard.close()
    return "\n".join(found)
