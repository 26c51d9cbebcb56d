"""Whoever asks to be erased is nowhere any more, and a receipt that names nobody says so (P1)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from inbox.actions.errors import ActionRefused
from inbox.models import Callback, Conversation, Erasure, Reply
from inbox.privacy import erasing
from inbox.privacy.file_runs import go_on as write_file
from inbox.privacy.file_runs import start_file
from inbox.privacy.files import folder
from inbox.privacy.holdings import counts_of, mentions_of
from listening.forgetting import Reason, forget_mentions
from listening.models import Author, Mention
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Practice
from tests.builders import hear, said
from tests.inbox.privacy.desk import CANARY, NOTED, WHO, known_person
from tests.inbox.test_forgetting import files_with, keys_with, tables_with

if TYPE_CHECKING:
    import redis

    from tests.inbox.view_desk import ViewDesk
    from tests.people import Person

pytestmark = pytest.mark.django_db
FIND, PERSON, ERASE = (f"/settings/data/person/{name}" for name in ("find/", "", "erase/"))


def form_of(page: str, **changes: Any) -> dict[str, Any]:
    """What the page of a person posts."""
    seen = page.split('name="seen" value="')[1].split('"')[0]
    return {"reason": "PERSON", "confirm": "erase", "seen": seen, **changes}


def run_all() -> None:
    """As the worker does, slice by slice."""
    for _ in range(5):
        for run in Erasure.objects.open():
            erasing.go_on(run_id=run.pk, now=timezone.now())


def test_a_person_is_nowhere_after_an_erasure(
    view_desk: ViewDesk, ana: Person, mona: Person, redis_client: redis.Redis
) -> None:
    row = known_person(view_desk, ana, mona)
    assert row.author
    who = row.author.pk
    of_others = set(folder().iterdir())  # other tests of this process have left theirs
    given = start_file(
        practice=row.practice, author_ids=[who], has_notes=True, actor=mona.user, now=timezone.now()
    )
    write_file(run_id=given.pk, now=timezone.now())
    assert len(set(folder().iterdir()) - of_others) == 1
    assert len(tables_with(CANARY)[0]) >= 8  # the test can fail
    found = mona.client.post(FIND, {"words": f"@{WHO.handle.upper()}", "network": "X"})
    assert f'value="{who}"' in found.content.decode()
    led = mona.client.get(FIND, {"conversation": row.pk}, follow=True)
    page = led.content.decode()
    assert led.redirect_chain[0][0] == f"{PERSON}?person={who}" and WHO.display_name in page
    refused = mona.client.post(ERASE, form_of(page, person=who, confirm="yes"))
    assert refused.status_code == 422 and "Nothing was erased" in refused.content.decode()
    stale = mona.client.post(ERASE, form_of(page, person=who, seen="1.2"))
    assert stale.status_code == 409 and not Erasure.objects.exists()
    began = mona.client.post(ERASE, form_of(page, person=who))
    run = Erasure.objects.get()
    assert began.headers["Location"] == f"/settings/data/erasures/{run.pk}/"
    assert "Under way" in mona.client.get(began.headers["Location"]).content.decode()
    run_all()
    assert tables_with(CANARY, NOTED, WHO.external_id) == [set(), set(), set()]
    assert not files_with(CANARY) and set(folder().iterdir()) <= of_others
    assert not keys_with(CANARY, redis_client)
    row.refresh_from_db()
    assert (row.state, row.person, row.preview, row.claimed_by_id) == ("CLOSED", None, "", None)
    assert set(Callback.objects.values_list("status", flat=True)) == {"DONE", "CANCELED"}
    waiting = ["QUEUED", "AWAITING_APPROVAL", "UNCERTAIN"]
    assert not Reply.objects.filter(status__in=waiting).exists()
    assert Reply.objects.get(status="SENT", audience="PUBLIC").body  # published: it stays
    _check_receipt(run, mona)
    _comes_not_back(view_desk, row, mona)


def _check_receipt(run: Erasure, mona: Person) -> None:
    run.refresh_from_db()
    page = mona.client.get(f"/settings/data/erasures/{run.pk}/").content.decode()
    file = mona.client.get(f"/settings/data/erasures/{run.pk}/receipt/").content
    body = json.loads(file)
    assert run.author_ids == [] and "It is done" in page and run.number in page
    for word in (CANARY, NOTED, WHO.handle, WHO.display_name, WHO.external_id):
        assert word not in page and word.encode() not in file
    assert (
        body["erased"]["Notes of colleagues"] == 3 and body["reason"] == "The person asked for it"
    )
    Practice.objects.filter(pk=run.practice_id).update(name="Another name")
    assert mona.client.get(f"/settings/data/erasures/{run.pk}/receipt/").content == file
    done = AuditEvent.objects.get(name="erasure.done")
    assert done.details["digest"] == body["digest"] == run.digest
    for data, words in (
        (file, "unchanged"),
        (file.replace(b": 3", b": 4"), "was changed"),
        (file.replace(run.digest.encode(), b"0" * 64), "No erasure of this practice"),
        (b"[1]", "no receipt"),
        (b'{"digest": "a", "receipt": "ER-99999999999999999999"}', "No erasure"),
    ):
        upload = {"file": SimpleUploadedFile("r.json", data, "application/json")}
        answer = mona.client.post("/settings/data/erasures/check/", upload, follow=True)
        assert words in answer.content.decode(), words


def _comes_not_back(desk: ViewDesk, row: Conversation, mona: Person) -> None:
    """The same page of the network once more; then they write anew, and are heard as somebody."""
    gone = Mention.objects.exclude(deleted_at=None).filter(inbox_item__conversation=row)
    late = said(f"{CANARY} again", external_id=gone.earliest("pk").external_id, author=WHO)
    count = Mention.objects.count()
    hear(desk.x, late, now=timezone.now())
    assert Mention.objects.count() == count and not tables_with(CANARY)[0]
    assert mona.client.post(FIND, {"words": "zephyr"}).content.decode().count("Nobody was found")
    hear(desk.x, said("Hello there", author=WHO), now=timezone.now())
    assert Author.objects.filter(external_id=WHO.external_id).exists()


def test_two_managers_and_a_killed_worker(
    view_desk: ViewDesk, ana: Person, mona: Person, practice: Practice
) -> None:
    row = known_person(view_desk, ana, mona)
    other = view_desk.comment("Somebody else entirely")
    assert row.author
    people = [row.author]
    seen = erasing.mark_of(counts_of([people[0].pk]))
    wish: dict[str, Any] = {"practice": practice, "people": people, "reason": "OWN", "seen": seen}
    run = erasing.start_erasure(**wish, actor=mona.user, now=timezone.now())
    with pytest.raises(ActionRefused) as second:
        erasing.start_erasure(**wish, actor=mona.user, now=timezone.now())
    assert second.value.code == "running"
    with pytest.raises(ActionRefused):  # no copy of what is just going
        start_file(
            practice=practice,
            author_ids=run.author_ids,
            has_notes=False,
            actor=mona.user,
            now=timezone.now(),
        )
    # A worker took it, forgot the first of the posts, and was killed before it said so.
    now = timezone.now()
    Erasure.objects.update(lease_expires_at=now + erasing.LEASE)
    first = mentions_of(run.author_ids).earliest("pk")
    forget_mentions([first.pk], reason=Reason.ERASED, at=now)
    erasing.go_on(run_id=run.pk, now=now)
    run.refresh_from_db()
    assert not run.is_over  # another worker may be at it
    # An answer is just leaving: whether it went out must be known first.
    leaving = Reply.objects.filter(conversation=row, status="FAILED").first()
    assert leaving
    Reply.objects.filter(pk=leaving.pk).update(status="SENDING", sending_at=now)
    later = now + erasing.LEASE + timedelta(seconds=1)
    erasing.go_on(run_id=run.pk, now=later)
    assert tables_with(CANARY)[0]
    Reply.objects.filter(pk=leaving.pk).update(status="UNCERTAIN")
    erasing.go_on(run_id=run.pk, now=later + erasing.LEASE + timedelta(seconds=1))
    run.refresh_from_db()
    assert run.is_over and tables_with(CANARY, NOTED) == [set(), set()]
    other.refresh_from_db()
    assert other.person and other.state == "NEW"
    assert AuditEvent.objects.filter(name="erasure.done").count() == 1
    with pytest.raises(ActionRefused) as again:
        erasing.start_erasure(**wish | {"people": []}, actor=mona.user, now=timezone.now())
    assert again.value.code == "gone"


def test_only_who_manages_the_practice(
    view_desk: ViewDesk, ana: Person, vera: Person, mona: Person, charlie: Person
) -> None:
    row = known_person(view_desk, ana, mona)
    run = Erasure.objects.create(
        practice=row.practice,
        asked_by=mona.user,
        people=1,
        reason="PERSON",
        created_at=timezone.now(),
        finished_at=timezone.now(),
    )
    paths = ("", f"person/?person={row.author_id}", f"erasures/{run.pk}/", "person/find/")
    for path in paths:
        for who, status in ((ana, 403), (vera, 403), (mona, 200)):
            assert who.client.get(f"/settings/data/{path}").status_code == status, path
    assert charlie.client.get(f"/settings/data/erasures/{run.pk}/").status_code == 404
    assert charlie.client.get(f"/settings/data/erasures/{run.pk}/receipt/").status_code == 404
    assert charlie.client.get(FIND, {"conversation": row.pk}).status_code == 404
    assert charlie.client.get(f"{PERSON}?person={row.author_id}").status_code == 404
    form = {"person": row.author_id, "reason": "OWN", "confirm": "ERASE"}
    assert charlie.client.post(ERASE, form).status_code == 404
    assert Erasure.objects.count() == 1 and tables_with(CANARY)[0]
