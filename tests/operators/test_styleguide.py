"""The style guide: for operators only, every part twice, and no two elements of one name."""

from __future__ import annotations

import re
from collections import Counter

from django.test import Client

from practice_hub.operators.styleguide import PARTS, SCHEMES, color_names
from practice_hub.practices.models import User
from tests.people import Person

STATES = (
    *('class="btn main" disabled', 'aria-invalid="true"', 'aria-busy="true"', 'class="empty"'),
    *("You are offline.", "Your role does not allow this.", "htmx-request", 'class="notice bad"'),
    *("post ours public", "post ours private", "post note", "row unread", 'data-density="COMPACT"'),
)


def test_every_part_in_both_schemes(db: None) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.org", None, name="Rooty"))
    page = client.get("/styleguide/").content.decode()
    for part in PARTS:
        for scheme in SCHEMES:
            assert f'aria-label="{part.title}, {scheme}"' in page, part.name
    assert len(color_names()) > 20
    for name in color_names():
        assert page.count(f'fill="var(--{name})"') == 2, name
    for state in STATES:
        assert page.count(state) >= 2, state
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [name for name, count in ids.items() if count > 1] == []
    assert "style=" not in page


def test_nobody_else_finds_it(mona: Person, vera: Person, charlie: Person, client: Client) -> None:
    for person in (mona, vera, charlie):
        assert person.client.get("/styleguide/").status_code == 404
    assert client.get("/styleguide/").status_code == 404
