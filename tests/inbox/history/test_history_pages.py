"""The page of imports, and what imported conversations look like: read, never worked on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from inbox.history.columns import COLUMNS
from inbox.history.runs import kept_file
from inbox.models import Conversation, ImportRun
from inbox.tasks import import_history
from practice_hub.practices.models import User
from tests.inbox.view_desk import ViewDesk, post_to
from tests.people import Person

URL = "/settings/history/"
LINES = (
    "x,h1,,jo,0,2024-05-01T10:00:00Z,Waited fifty minutes",
    "x,h2,h1,lumen,1,2024-05-01T10:40:00Z,Thank you for telling us",
    "orkut,h3,,kim,0,2024-05-02T10:00:00Z,Hello",
)


@pytest.fixture(autouse=True)
def _data(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "data"


def upload(person: Person, text: str | bytes, status: int, **more: str) -> str:
    body = text if isinstance(text, bytes) else text.encode()
    response = person.client.post(URL, {"file": SimpleUploadedFile("past.csv", body), **more})
    assert response.status_code == status, response.content.decode()[:2000]
    return str(response.content.decode())


def good() -> str:
    return "\n".join((",".join(COLUMNS), *LINES))


def test_who_may(ana: Person, vera: Person, mona: Person, charlie: Person) -> None:
    upload(mona, good(), 302)
    run = ImportRun.objects.get()
    parts = [URL, f"{URL}{run.pk}/", f"{URL}{run.pk}/problems.csv"]
    for person in (ana, vera):
        assert [person.client.get(url).status_code for url in parts] == [403] * 3
        assert person.client.post(f"{URL}{run.pk}/cancel/").status_code == 403
        upload(person, good(), 403)
    assert [charlie.client.get(url).status_code for url in parts[1:]] == [404] * 2
    assert charlie.client.post(f"{URL}{run.pk}/cancel/").status_code == 404
    assert ImportRun.objects.get().stage == "READING"


def test_files_that_cannot_be_read_say_why(mona: Person) -> None:
    assert "Choose a file first" in mona.client.post(URL, {}).content.decode()
    for text, words in (
        ("", "This file is empty"),
        ("a;b;c\n1;2;3", "separated by semicolons"),
        ("a,b\n1,2", "Missing: network"),
        (b"PK\x03\x04rest", "an Excel workbook"),
        ("a".encode("utf-16"), "UTF-16"),
        (b"network,external_id\n\0\0\0", "no text file"),
        (b"\x1f\x8b\x08 packed", "no text file"),
    ):
        page = upload(mona, text, 422, is_dry_run="on")
        assert words in page, text
        assert "checked" in page
    assert not ImportRun.objects.exists()


def test_an_upload_goes_on_in_the_background_and_everybody_sees_it(
    mona: Person, olga: Person
) -> None:
    upload(mona, good(), 302)
    run = ImportRun.objects.get()
    page = olga.client.get(URL).content.decode()
    assert "<progress" in page
    assert "Read a file" not in page
    assert "still going on" in upload(olga, good(), 409)
    state, htmx = f"{URL}{run.pk}/", {"HX-Request": "true"}
    assert "<progress" in mona.client.get(state, headers=htmx).content.decode()
    import_history(run.pk)
    over = mona.client.get(state, headers=htmx)
    assert over.headers["HX-Retarget"] == "#history-body"
    assert "Read a file" in over.content.decode()
    assert "3 lines read · 2 new" in " ".join(over.content.decode().split())
    bad = mona.client.get(f"{URL}{run.pk}/problems.csv").content.decode()
    assert bad.splitlines()[1].startswith("4,")
    assert mona.client.post(f"{URL}{run.pk}/cancel/").status_code == 302
    run.refresh_from_db()
    assert run.stage == "DONE"
    # Machines that do not share their data folder: the next file is on another one.
    upload(mona, good() + "\n" + LINES[0].replace("h1", "h9"), 302)
    run = ImportRun.objects.latest("pk")
    kept_file(run).unlink()
    import_history(run.pk)
    assert (
        "not on the machine that reads it. Hand it over again"
        in mona.client.get(URL).content.decode()
    )


def test_bad_lines_are_told_in_the_words_of_who_handed_the_file_over(mona: Person) -> None:
    User.objects.filter(pk=mona.user.pk).update(language="es")
    upload(mona, good(), 302)
    run = ImportRun.objects.get()
    import_history(run.pk)
    run.refresh_from_db()
    assert run.problems == [[4, 'network es "orkut", no X ni Facebook']]


def test_imported_conversations_are_only_read(
    mona: Person, ana: Person, vera: Person, charlie: Person, capsys: Any
) -> None:
    desk = ViewDesk(mona.practice)
    live = desk.post()
    upload(mona, good(), 302)
    import_history(ImportRun.objects.get().pk)
    row = Conversation.objects.get(is_imported=True)
    url = reverse("inbox:conversation", args=[row.pk])
    for person in (ana, vera):
        page = person.client.get(url).content.decode()
        assert "History from a file, read-only" in page
        talk = page[page.index('id="thread"') : page.index("read-only.</b>")]
        assert "<button" not in talk
        assert 'id="head-acts"' not in page
    assert charlie.client.get(url).status_code == 404
    for act, data in (("claim", {}), ("note", {"body": "x"}), ("resolve", {"outcome": "x"})):
        assert post_to(ana, row, act, data).status_code in (409, 422), act
    for queue in ("unanswered", "mine", "private", "close", "snoozed", "all"):
        page = ana.client.get(f"/inbox/?queue={queue}").content.decode()
        assert f'id="row-{row.pk}"' not in page, queue
    assert f'id="row-{row.pk}"' not in ana.client.get("/inbox/?queue=all&q=fifty").content.decode()
    found = ana.client.get("/inbox/?origin=imported").content.decode()
    assert f'id="row-{row.pk}"' in found
    assert f'id="row-{live.pk}"' not in found
    assert "History from a file" not in mona.client.get("/sources/").content.decode()
    assert "X History from a file" not in found


def test_history_is_no_source(mona: Person, capsys: Any) -> None:
    upload(mona, good(), 302)
    import_history(ImportRun.objects.get().pk)
    call_command("listening_status")
    assert "No account is connected" in capsys.readouterr().out
