"""How much a request may bring: counted as it arrives, and ended there."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from practice_hub import uploads
from tests.people import Person


def test_what_is_larger_than_any_form_is_not_read(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 150_000)

    def brought(*sizes: int) -> Any:
        return {f"f{number}": SimpleUploadedFile("a", bytes(n)) for number, n in enumerate(sizes)}

    request = RequestFactory().post("/", brought(70_000, 70_000))
    assert [file.size for file in request.FILES.values()] == [70_000, 70_000]
    with pytest.raises(RequestDataTooBig):
        _ = RequestFactory().post("/", brought(70_000, 90_000)).FILES
    answer = Client().post("/accounts/login/", brought(200_000))
    assert answer.status_code == 400 and "Content-Security-Policy" in answer.headers
    with pytest.raises(Exception, match="files"):
        _ = RequestFactory().post("/", brought(*[1] * 11)).FILES


def test_only_who_may_import_history_brings_large_files(
    monkeypatch: pytest.MonkeyPatch, ana: Person, mona: Person
) -> None:
    """Else anybody at all, signed in or not, could fill the disk through this one address."""
    monkeypatch.setattr(uploads, "MOST_BYTES", 150_000)

    def status(client: Client) -> int:
        client.handler.enforce_csrf_checks = True
        client.cookies["csrftoken"] = token = "a" * 32  # everybody gets one
        file = SimpleUploadedFile("a.csv", b"id,text\n" + bytes(200_000))
        form = {"file": file, "csrfmiddlewaretoken": token, "is_dry_run": "on"}
        return client.post("/settings/history/", form).status_code

    assert {status(Client()), status(ana.client)} == {400}
    assert status(mona.client) not in {400, 403}
