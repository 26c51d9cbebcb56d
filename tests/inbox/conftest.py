from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.sandbox_server import SandboxServer

if TYPE_CHECKING:
    from practice_hub.practices.models import Practice
    from tests.inbox.view_desk import ViewDesk
    from tests.town import Town


@pytest.fixture
def town(sandbox_server: SandboxServer, settings: Any, practice: Practice) -> Town:
    """The practice that Ana and the others work for, connected to a sandbox."""
    from tests.town import open_town

    return open_town(sandbox_server, settings, practice)


@pytest.fixture
def view_desk(practice: Practice, db: None) -> ViewDesk:
    """Posts and conversations of the practice that Ana and the others work for."""
    from tests.inbox.view_desk import ViewDesk

    return ViewDesk(practice)
