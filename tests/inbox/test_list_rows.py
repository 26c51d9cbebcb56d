"""A row that is rendered once for all who see the same of it says to nobody what is not theirs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import override

from inbox import actions
from inbox.templatetags import inbox_rows
from inbox.templatetags.inbox_rows import list_row
from inbox.views.rows import Row
from tests.inbox.view_desk import ViewDesk
from tests.people import Person

NOW = timezone.now().replace(second=30)
ROW = Row(
    pk=7,
    url="/inbox/7/",
    initials="B",
    network=SafeString("<svg>"),
    person="Bo <i>",
    tick="Select Bo <i>",
    name=SafeString("Bo &lt;i&gt;"),
    handle=SafeString(""),
    left=SafeString("3 min left"),
    waited="",
    said=SafeString("Hello"),
    is_theirs=True,
    chips=(SafeString('<span class="chip">You</span>'),),
)


def _shown(row: Row, **more: object) -> str:
    values = {"now": NOW, "unread_ids": frozenset(), "may": {"ANSWER_PUBLIC": True}}
    return list_row(values | more, row)


def test_each_look_at_it_is_another_one() -> None:
    plain = _shown(ROW)
    assert plain == _shown(replace(ROW))
    assert "Bo &lt;i&gt;" in plain and "<i>" not in plain
    assert 'class="tick"' in plain and 'class="tick"' not in _shown(ROW, may={"ANSWER_PUBLIC": 0})
    assert " unread" in _shown(ROW, unread_ids={7}) and " unread" not in plain
    assert " checked" in _shown(ROW, picked=[7]) and " checked" not in plain
    assert "aria-current" in _shown(ROW, conversation=ROW) and "aria-current" not in plain
    assert "4 min left" in _shown(replace(ROW, left=SafeString("4 min left")))
    with override("es"):
        assert "Seleccionar" in _shown(ROW)
    assert _shown(ROW) == plain


def test_what_people_wrote_is_forgotten_with_the_minute() -> None:
    _shown(ROW)
    _shown(replace(ROW, pk=8))
    assert inbox_rows._rendered.cache_info().currsize >= 2
    _shown(ROW, now=NOW + timedelta(minutes=1))
    assert inbox_rows._rendered.cache_info().currsize == 1


def test_everybody_sees_their_own_names_and_marks(
    ana: Person, priya: Person, vera: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post("Where does one <b>park</b> at your place?")
    actions.claim(conversation_id=row.pk, actor=ana.user, now=timezone.now())
    pages = [
        one.client.get("/inbox/?queue=all").content.decode() for one in (ana, priya, vera, ana)
    ]
    chips = [re.findall(r'is answering">(?:<svg.*?</svg>)?([^<]*)<', page, re.S) for page in pages]
    assert chips == [["You"], ["Ana"], ["Ana"], ["You"]]
    assert all("&lt;b&gt;park" in page and "<b>park" not in page for page in pages)
