"""What is forgotten is nowhere any more, and no figure changes with it (L2, P1, O3)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from inbox import actions
from inbox.models import (
    Approval,
    Clock,
    Conversation,
    ImportLine,
    ImportRun,
    Note,
    Promise,
    Reply,
)
from inbox.weekly.booking import book_due
from listening.connectors.base import AuthorData, MediaData, MediaKind
from listening.forgetting import Reason, forget_mentions
from listening.models import Author, Mention
from practice_hub.practices.models import Practice
from tests.builders import conversation_of, hear, said
from tests.inbox.view_desk import post_to
from tests.sheets.reading import read_xlsx

if TYPE_CHECKING:
    import redis

    from tests.inbox.view_desk import ViewDesk
    from tests.people import Person

pytestmark = pytest.mark.django_db
CANARY, NOTED, SENT = "zephyrwort", "quillbramble", "lanternmoss"
WHO = AuthorData(
    "880012345", f"{CANARY}9", f"{CANARY.title()} Quill", f"https://pic.example/{CANARY}.png", 7
)
PICTURE = MediaData(MediaKind.PHOTO, f"https://pic.example/{CANARY}-2.png", alt_text=CANARY)
_COUNTED_AT = re.compile(r"Made|As of|\d{4}-\d\d-\d\d \d\d:\d\d \(")  # the minute may change
_SERVERS = ("postgres", "redis", "pg")  # files of the servers themselves


def tables_with(*words: str) -> list[set[str]]:
    """For each word the tables in which any column of any row holds it: text, JSON, arrays or
    bytes. One look at each table."""
    patterns = [[f"%{word}%", f"%{word.encode().hex()}%"] for word in words]
    found: list[set[str]] = [set() for _ in words]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            columns = ", ".join(["coalesce(bool_or(t::text ILIKE ANY(%s)), false)"] * len(words))
            cursor.execute(f"SELECT {columns} FROM {name} AS t", patterns)
            for place, is_there in enumerate(cursor.fetchone()):
                if is_there:
                    found[place].add(table)
    return found


def files_with(word: str) -> list[Path]:
    folder = Path(settings.DATA_DIR)
    files = [
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(_SERVERS)
    ]
    return [path for path in files if word.encode() in path.read_bytes().lower()]


def keys_with(word: str, client: redis.Redis) -> list[bytes]:
    found = []
    for key in client.scan_iter():
        dump = client.dump(key) or b""
        if word.encode() in bytes(key) + bytes(dump):
            found.append(key)
    return found


def forget(row: Conversation, reason: Reason = Reason.DELETED) -> int:
    ids = Mention.objects.inbound().filter(inbox_item__conversation=row)
    now = timezone.now()
    return forget_mentions(ids.values_list("pk", flat=True), reason=reason, at=now)


def work_with_it(desk: ViewDesk, row: Conversation, ana: Person, mona: Person) -> None:
    """Everything that the product offers to do with a post."""
    actions.add_note(conversation_id=row.pk, actor=ana.user, now=timezone.now(), body=NOTED)
    desk.answer(row, ana, f"Thank you for telling us, we look into it. {SENT}")
    desk.writes_again(row, f"And again: {CANARY}")
    row.refresh_from_db()
    leg = row.legs.get()
    values = {
        "practice": row.practice,
        "conversation": row,
        "leg": leg,
        "author": ana.user,
        "audience": "PUBLIC",
        "target": row.last_mention,
        "body": f"You wrote {CANARY}",
    }
    for status in ("FAILED", "WITHDRAWN", "AWAITING_APPROVAL"):
        reply = Reply.objects.create(status=status, form_key=uuid4(), **values)
    now = timezone.now()
    Approval.objects.create(
        practice=row.practice,
        conversation=row,
        reply=reply,
        requested_by=ana.user,
        requested_at=now,
        asked_body=reply.body,
        due_at=now,
        expires_at=now + timedelta(days=1),
    )
    Promise.objects.create(
        practice=row.practice,
        conversation=row,
        reply=reply,
        made_by=ana.user,
        words=CANARY,
        due_at=now,
        warn_at=now,
        created_at=now,
    )
    run = ImportRun.objects.create(practice=row.practice, file_name="old.csv", created_at=now)
    assert row.first_mention
    ImportLine.objects.create(
        run=run,
        line=2,
        network="X",
        external_id=row.first_mention.external_id,
        author=CANARY,
        is_practice=False,
        posted_at=now,
        text=CANARY,
    )
    for path in (
        f"/inbox/{row.pk}/",
        f"/inbox/?queue=all&q={CANARY}",
        "/reports/voice/",
        "/approve/",
        "/alerts/",
    ):
        mona.client.get(path)
    list(mona.client.get("/reports/export/?page=all&format=xlsx").streaming_content)
    mona.client.post("/reports/export/", {"which": "mentions", "format": "csv"})
    book_due(now=now + timedelta(days=8))


def test_a_canary_is_nowhere_after_it_was_forgotten(
    view_desk: ViewDesk, ana: Person, mona: Person, redis_client: redis.Redis
) -> None:
    item = said(
        f"My {CANARY} filler hurts, lip is turning white and nobody calls",
        author=WHO,
        media=(PICTURE,),
        posted_at=view_desk.now - timedelta(minutes=9),
        raw={"text": CANARY, "user": WHO.handle},
        permalink=f"https://x.example/{WHO.handle}/1",
    )
    hear(view_desk.x, item, now=view_desk.now)
    edited = replace(item, text=f"{item.text}. Still {CANARY}!", version_id="9000000000001")
    hear(view_desk.x, edited, now=view_desk.now)
    row = conversation_of(item)
    work_with_it(view_desk, row, ana, mona)
    assert len(tables_with(CANARY)[0]) >= 8  # the test can fail
    assert forget(row) == 2
    canary, number, noted, sent = tables_with(CANARY, WHO.external_id, NOTED, SENT)
    assert canary == number == set()
    assert files_with(CANARY) == [] and keys_with(CANARY, redis_client) == []
    # What stays, and why, stands in docs/forgetting.md.
    words = "inbox_searchdocument"
    assert (noted, sent) == ({"inbox_note", words}, {"inbox_reply", "inbox_approval", words})
    row.refresh_from_db()
    assert not row.is_medical and row.escalation == "NONE"
    assert (row.preview, row.person, row.is_unanswered) == ("", None, False)
    assert Approval.objects.latest("pk").status == "VOID"
    stopped = Reply.objects.exclude(status="SENT")
    assert {(reply.status, reply.body) for reply in stopped} == {("FAILED", ""), ("WITHDRAWN", "")}
    forget(row, Reason.ERASED)
    assert Note.objects.get().body == "Erased on request."


def figures(mona: Person) -> dict[str, Any]:
    """Every number of every report, as it leaves for a spreadsheet."""
    since = (timezone.now() - timedelta(days=20)).date()
    query = f"page=all&format=xlsx&from={since}&to={timezone.now().date()}"
    response = mona.client.get(f"/reports/export/?{query}")
    assert response.status_code == 200
    sheets = read_xlsx(b"".join(response.streaming_content))
    sheets.pop("About", None)
    return {
        name: {cell: value for cell, value in cells.items() if not _is_made_at(value)}
        for name, cells in sheets.items()
    }


def _is_made_at(value: Any) -> bool:
    return isinstance(value, tuple) and bool(_COUNTED_AT.match(str(value[1])))


def test_no_figure_of_any_report_changes(
    view_desk: ViewDesk, ana: Person, mona: Person, practice: Practice
) -> None:
    Practice.objects.update(created_at=timezone.now() - timedelta(days=60))
    days = [view_desk.now - timedelta(days=number, hours=2) for number in range(1, 7)]
    again = AuthorData("901", "again", "Again Often", followers=40)
    angry = view_desk.post("Awful, I want my money back", posted_at=days[0], author=again)
    view_desk.answer(angry, ana, "We are sorry to hear this and look into it.")
    view_desk.post("Lovely team, thank you!", posted_at=days[1], author=again)
    praise = view_desk.post("Best filler ever, thank you", posted_at=days[2])
    view_desk.answer(praise, ana, "Thank you, this makes our day.")
    for row in (angry, praise):
        actions.resolve(
            conversation_id=row.pk, actor=ana.user, now=timezone.now(), outcome="Talked to them"
        )
    before = figures(mona)
    assert before["Report card"]
    assert forget(angry, Reason.SUSPENDED) == forget(praise, Reason.RETENTION) == 1
    assert figures(mona) == before
    assert Author.objects.exclude(forgotten_at=None).count() == 1  # one has another post
    clock = Clock.objects.filter(conversation=angry, kind="FIRST_RESPONSE").get()
    assert (clock.ending, clock.wall_seconds is not None) == ("DONE", True)


def test_pages_say_it_calmly_and_nothing_can_be_answered(
    view_desk: ViewDesk, ana: Person, vera: Person, charlie: Person
) -> None:
    row = view_desk.post("Where do I park?")
    name = row.author.name if row.author else ""
    late = view_desk.post("Nobody answers", posted_at=view_desk.now - timedelta(days=4))
    view_desk.comment("Closed on Mondays?")
    view_desk.claim(row, ana)
    form = view_desk.form(row)
    forget(row)
    forget(late, Reason.PROTECTED)
    for who in (ana, vera):
        page = who.client.get(f"/inbox/{row.pk}/").content.decode()
        assert "Deleted by its author on X" in page and "We keep only the times." in page
        assert "There is nothing in public to answer here." in page or who is vera
        listed = who.client.get("/inbox/?queue=all").content.decode()
        assert "Deleted by its author on X." in listed and "No longer public on X." in listed
        assert name not in page and "Where do I park" not in page + listed
        found = who.client.get(reverse("inbox:list"), {"queue": "all", "q": name})
        assert f'id="row-{row.pk}"' not in found.content.decode()
    assert charlie.client.get(f"/inbox/{row.pk}/").status_code == 404
    answer = post_to(ana, row, "send", form)
    assert answer.status_code in (409, 422) and not Reply.objects.exists()
    row.refresh_from_db()
    assert (row.state, row.claimed_by) == ("CLOSED", None)
    # Nobody is to blame for what was taken back in time; what was late by then stays late.
    ends = {c.conversation_id: c for c in Clock.objects.filter(kind="FIRST_RESPONSE")}
    assert ends[row.pk].ending == ends[late.pk].ending == "REMOVED"
    excused, missed = ends[row.pk], ends[late.pk]
    assert excused.stopped_at and excused.target_at and excused.stopped_at <= excused.target_at
    assert missed.stopped_at and missed.target_at and missed.stopped_at > missed.target_at
    # Who writes again is heard again.
    hear(view_desk.x, said("Hello again", thread_id=row.thread_id), now=timezone.now())


def test_what_is_left_of_a_conversation_goes_on(view_desk: ViewDesk, vera: Person) -> None:
    row = view_desk.comment("The public question")
    view_desk.writes_privately(row, "A private word")
    public = row.items.get(mention__audience="PUBLIC").mention
    forget_mentions([public.pk], reason=Reason.DELETED, at=timezone.now())
    row.refresh_from_db()
    assert (row.gone_at, row.preview, row.is_waiting_private) == (None, "A private word", True)
    assert row.last_mention and row.last_mention.audience == "PRIVATE"
    page = vera.client.get("/inbox/?queue=all").content.decode()
    assert "A private word" not in page  # an agency sees no private leg, not even by this way
    private = row.items.get(mention__audience="PRIVATE").mention
    forget_mentions([private.pk], reason=Reason.DELETED, at=timezone.now())
    row.refresh_from_db()
    assert row.gone_at and not row.is_waiting_private
    assert set(row.legs.values_list("recipient_id", flat=True)) == {""}
