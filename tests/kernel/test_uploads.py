"""How much a request may bring: counted as it arrives, and ended there."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from practice_hub import uploads


def test_what_is_larger_than_any_form_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
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
