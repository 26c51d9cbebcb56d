from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def quick_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing a passphrase is not what is tried here, so it need not be slow."""
    from practice_hub.backups import sealed

    monkeypatch.setattr(sealed, "COST", 1 << 4)
