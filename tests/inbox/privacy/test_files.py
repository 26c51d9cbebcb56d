"""A person gets everything that is kept of them, in a form that opens everywhere (P1, O5)."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from inbox.models import PersonFile
from inbox.privacy.file_runs import LEASE, go_on, sweep_files
from inbox.privacy.files import folder, path_of
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditEvent
from tests.builders import hear, said
from tests.inbox.privacy.desk import CANARY, NOTED, WHO, known_person
from tests.inbox.test_forgetting import tables_with

if TYPE_CHECKING:
    from tests.inbox.view_desk import ViewDesk
    from tests.people import Person

pytestmark = pytest.mark.django_db
START = "/settings/data/person/file/"


def fetched(who: Person, run: PersonFile) -> zipfile.ZipFile:
    response: Any = who.client.get(f"/settings/data/files/{run.pk}/download/")
    assert response.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def asked(who: Person, *people: int | None, **changes: Any) -> PersonFile:
    answer = who.client.post(START, {"person": people, **changes})
    run = PersonFile.objects.latest("pk")
    assert answer.headers["Location"] == f"/settings/data/files/{run.pk}/"
    return run


def test_a_person_gets_everything(
    view_desk: ViewDesk, ana: Person, mona: Person, vera: Person, charlie: Person
) -> None:
    row = known_person(view_desk, ana, mona)
    formula = "=HYPERLINK(1) <script>alert(1)</script>"
    hear(view_desk.x, said(formula, author=WHO), now=timezone.now())
    view_desk.comment("A stranger speaks of the weather")
    run = asked(mona, row.author_id)
    again = mona.client.post(START, {"person": row.author_id})
    assert again.status_code == 409 and "being made for you" in again.content.decode()
    # The worker that had it was killed while it wrote.
    PersonFile.objects.update(lease_expires_at=timezone.now() + LEASE)
    path_of(run).with_suffix(".new").write_bytes(b"half of it")
    go_on(run_id=run.pk, now=timezone.now())
    assert "Being made" in mona.client.get(f"/settings/data/files/{run.pk}/").content.decode()
    go_on(run_id=run.pk, now=timezone.now() + LEASE + timedelta(seconds=1))
    assert path_of(run).stat().st_mode & 0o077 == 0
    bundle = fetched(mona, run)
    everything = json.loads(bundle.read("everything.json"))
    page = bundle.read("read-me.html").decode()
    texts = [line["Text"] for line in everything["posts-and-messages"]]
    assert f"{CANARY} in private" in texts and formula in texts and len(texts) == 4
    assert {line["Seen by"] for line in everything["answers"]} == {"Public", "Private"}
    assert everything["calls"][0]["How to reach"] == f"+1 555 {NOTED}"
    assert [len(everything[key]) for key in ("who", "calls", "reposts")] == [1, 2, 1]
    assert "notes" not in everything and "Internal notes" in page and "<script>" not in page
    rows = list(csv.reader(io.StringIO(bundle.read("posts-and-messages.csv").decode("utf-8-sig"))))
    assert [cell for line in rows for cell in line if "HYPERLINK" in cell] == [f"'{formula}"]
    said_by_others = (ana.user.name, "weather", "Talked of")
    assert not [word for word in said_by_others if word in page + json.dumps(everything)]
    names = AuditEvent.objects.values_list("name", flat=True)
    assert {"person_file.started", "person_file.done", "person_file.downloaded"} <= set(names)
    assert Alert.objects.filter(kind="EXPORT_READY", subject_id=run.pk).exists()
    _with_notes_and_gone(row.author_id, run, mona)
    for who, status in ((ana, 403), (vera, 403), (charlie, 404)):
        for path in (f"/settings/data/files/{run.pk}/", f"/settings/data/files/{run.pk}/download/"):
            assert who.client.get(path).status_code == status
        assert who.client.post(START, {"person": row.author_id}).status_code == status


def _with_notes_and_gone(author_id: int | None, first: PersonFile, mona: Person) -> None:
    """Notes only where they are wanted, in the language of who asked; the row and its files hold
    nothing once they are gone."""
    mona.user.language = "es"
    mona.user.save()
    run = asked(mona, author_id, has_notes="1")
    go_on(run_id=run.pk, now=timezone.now())
    bundle = fetched(mona, run)
    assert "Publicaciones y mensajes" in bundle.read("read-me.html").decode()
    everything = json.loads(bundle.read("everything.json"))
    assert len(everything["notes"]) == 3 and "Talked of" in json.dumps(everything["calls"])
    mona.client.post(f"/settings/data/files/{run.pk}/delete/")
    assert mona.client.get(f"/settings/data/files/{run.pk}/download/").status_code == 404
    (folder() / "left-over.zip").write_bytes(b"of a database that was restored")
    sweep_files(now=timezone.now() + timedelta(days=7, minutes=20))
    assert not list(folder().iterdir())
    assert list(PersonFile.objects.values_list("stage", "author_ids")) == [("EXPIRED", [])] * 2
    assert not tables_with(CANARY)[0] & {"inbox_personfile", "audit_auditevent"}
    assert mona.client.get(f"/settings/data/files/{first.pk}/download/").status_code == 404
