"""What the check beside the composer answers, taken apart for tests."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from inbox.models import Conversation
from tests.inbox.view_desk import HTMX, ViewDesk, post_to
from tests.people import Person

BAD = "Glad you love your lips!"
FINE = "Thank you for the kind words! The whole team was happy to read them."


def claimed_question(who: Person, desk: ViewDesk) -> Conversation:
    """On Facebook, claimed by `who`."""
    found = desk.comment()
    desk.claim(found, who)
    return found


def check(who: Person, row: Conversation, body: str, **changes: Any) -> str:
    data = {"audience": "PUBLIC", "purpose": "ANSWER", "body": body, **changes}
    response = post_to(who, row, "check", data, headers=HTMX)
    assert response.status_code == 200
    return unescape(response.content.decode())


def state_of(fragment: str) -> str:
    found = re.search(r'data-state="(\w*)"', fragment)
    assert found
    return found[1]


def marks_of(fragment: str) -> list[list[Any]]:
    found = re.search(r'data-marks="(\[.*?\])" data-check', fragment)
    assert found
    return json.loads(found[1])


def units(text: str, start: int, end: int) -> str:
    """What a browser cuts out of `text`."""
    return text.encode("utf-16-le")[start * 2 : end * 2].decode("utf-16-le")
