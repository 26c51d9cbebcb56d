"""A sandbox and one conversation that everybody wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.sandbox_server import SandboxServer

if TYPE_CHECKING:
    from inbox.models import Conversation
    from tests.town import Town


@pytest.fixture
def town(sandbox_server: SandboxServer, settings: Any, transactional_db: None) -> Town:
    from tests.builders import make_practice
    from tests.town import open_town

    settings.JOBS_ENABLED = False  # the tests themselves are the workers
    return open_town(sandbox_server, settings, make_practice())


@pytest.fixture
def conversation(town: Town) -> Conversation:
    from inbox.models import Conversation

    town.act("x_post", person="jo", text="@lumenlakeside nobody rings me back")
    town.read(town.x)
    return Conversation.objects.get()
