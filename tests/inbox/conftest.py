from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from practice_hub.practices.models import Practice
    from tests.inbox.view_desk import ViewDesk


@pytest.fixture
def view_desk(practice: Practice, db: None) -> ViewDesk:
    """Posts and conversations of the practice that Ana and the others work for."""
    from tests.inbox.view_desk import ViewDesk

    return ViewDesk(practice)
