"""The page of the audit: who reads it, what it says, how it is narrowed, its files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from practice_hub.audit.filters import Cursor, read_filters
from practice_hub.audit.listing import every, page_of
from practice_hub.audit.models import AuditCheck, AuditEvent
from practice_hub.audit.record import record
from practice_hub.audit.sealing import seal_waiting
from practice_hub.practices import actions
from practice_hub.practices.models import Membership, Practice
from tests.audit.builders import NOW, write
from tests.people import Person
from tests.sheets.reading import read_xlsx

URLS = ("/audit/", "/audit/export/", "/audit/export/?format=xlsx", "/audit/chain.jsonl")


def _bytes(response: Any) -> bytes:
    return b"".join(response) if response.streaming else bytes(response.content)


def _text(response: Any) -> str:
    return _bytes(response).decode("utf-8-sig")


def test_managers_and_owners_read_it_and_nobody_else(
    ana: Person, vera: Person, priya: Person, mona: Person, olga: Person, charlie: Person
) -> None:
    ours = write(mona.practice, ana.user, name="conversation.claimed", reason="ours")
    write(charlie.practice, charlie.user, name="conversation.claimed", reason="theirs")
    seal_waiting(now=timezone.now())
    for url in URLS:
        for who, status in ((ana, 403), (vera, 403), (priya, 403), (mona, 200), (olga, 200)):
            assert who.client.get(url).status_code == status, (url, who.user)
        assert mona.client.post(url).status_code == 405
    page = _text(charlie.client.get(f"/audit/?who={ana.user.pk}&about=conversation:{ours.pk}"))
    assert "Nothing here" in page and "Ana" not in page
    theirs = "".join(_text(charlie.client.get(url)) for url in (URLS[1], URLS[3]))
    assert "theirs" in theirs and "ours" not in theirs
    Membership.objects.filter(pk=charlie.membership.pk).update(left_at=timezone.now())
    for url in URLS:
        assert charlie.client.get(url).status_code == 404


def test_it_says_in_plain_words_who_did_what(
    mona: Person, ana: Person, ben: Person, olga: Person, practice: Practice
) -> None:
    actions.change_role(actor=olga.membership, member=ana.membership, role="MANAGER", at=NOW)
    actions.remove_member(actor=olga.membership, member=ben.membership, at=NOW)
    record(
        "conversation.claimed", practice=practice, subject=practice, actor=ben.user, at=NOW, x=None
    )
    write(practice, ben.user, name="guard.overridden", reason="<b>why</b>")
    write(practice, name="alert.sent")
    write(practice, ben.user, name="later.version_event")
    page = _text(mona.client.get("/audit/"))
    assert "changed a role from Front desk to Manager." in page
    assert f'<a href="/people/">{ana.user.name}</a>' in page
    assert "<b>Ben Okoro</b> took the conversation." in page  # who left is still named
    assert "&lt;b&gt;why&lt;/b&gt;" in page and "<b>why</b>" not in page
    assert "Ben Okoro (left)" in page
    assert "later: version event" in page
    assert "An alert was sent." not in page  # what nobody did is not shown unless asked for
    assert "An alert was sent." in _text(mona.client.get("/audit/?who=all"))
    only_hub = _text(mona.client.get("/audit/?who=hub"))
    assert "An alert was sent." in only_hub and "took the conversation." not in only_hub
    assert "not sealed yet" in page
    # That the page was looked at stands on it too, once however often it is opened.
    assert _text(mona.client.get("/audit/?kind=looks")).count("looked at the audit.") == 1


def test_filters_narrow_and_every_row_is_reached_once(
    practice: Practice, ana: Person, ben: Person
) -> None:
    names = ("conversation.claimed", "conversation.viewed", "alert.acknowledged", "note.added")
    for turn in range(240):
        actor = (ana.user, ben.user, None)[turn % 3]
        at = NOW + timedelta(minutes=turn // 7)  # several at the same moment
        record(names[turn % 4], practice=practice, subject=practice, actor=actor, at=at)

    def read(**query: str) -> Any:
        return read_filters(query, practice_id=practice.pk, zone=practice.zone)

    day = NOW.astimezone(practice.zone).date().isoformat()
    wanted: dict[str, tuple[Any, dict[str, Any]]] = {
        "people": (read(), {"actor__isnull": False}),
        "all": (read(who="all"), {}),
        "hub": (read(who="hub"), {"actor": None}),
        "ana": (read(who=str(ana.user.pk)), {"actor": ana.user}),
        "looks": (read(kind="looks"), {"name": names[1], "actor__isnull": False}),
        "acts": (
            read(kind="acts", who="all"),
            {"name__in": [names[0], names[2], names[3]]},
        ),
        "area": (read(what="CONVERSATIONS", who="all"), {"name__in": [*names[:2], names[3]]}),
        "area acts": (
            read(what="CONVERSATIONS", kind="acts", who=str(ben.user.pk)),
            {"name__in": [names[0], names[3]], "actor": ben.user},
        ),
        "about": (read(about=f"practice:{practice.pk}"), {}),
        "day": (read(**{"from": day, "to": day, "who": "all"}), {}),
        "no day": (read(to="2026-03-09", who="all"), {"pk": 0}),
    }
    for kind, (f, query) in wanted.items():
        rows = AuditEvent.objects.filter(practice=practice, **query).order_by("-at", "-pk")
        expected = list(rows.values_list("pk", flat=True))
        assert [row.pk for row in every(f)] == expected, kind
        pages: list[list[int]] = []
        page = page_of(f)
        while True:
            pages.append([row.pk for row in page.events])
            if not page.older:
                break
            page = page_of(f, before=Cursor.read(page.older))
        assert [pk for one in pages for pk in one] == expected, kind
        while page.newer and (page := page_of(f, after=Cursor.read(page.newer))).events:
            assert [row.pk for row in page.events] in pages, kind


@pytest.mark.parametrize(
    "query",
    ["who=x&what=NO&kind=no&about=a%3Ab%3Ac&before=1&after=-", "before=99999999999999999-1"],
)
def test_nonsense_in_the_address_is_left_out(mona: Person, query: str) -> None:
    assert mona.client.get(f"/audit/?{query}").status_code == 200


def test_days_that_are_none_are_told_and_swapped(mona: Person) -> None:
    page = _text(mona.client.get("/audit/?from=2026-02-30&to=9999-01-01"))
    assert "The first day is not a date" in page and "The last day is not a date" in page
    swapped = mona.client.get("/audit/?from=2026-03-02&to=2026-03-01")
    assert "were swapped" in _text(swapped)
    assert swapped.context["filters"].start.isoformat() == "2026-03-01"


def test_a_page_needs_as_many_queries_short_or_long(
    mona: Person, ana: Person, practice: Practice, django_assert_max_num_queries: Any
) -> None:
    mona.client.get("/audit/")
    write(practice, ana.user, name="conversation.claimed")
    with django_assert_max_num_queries(18) as few:
        mona.client.get("/audit/")
    for _ in range(60):
        write(practice, ana.user, name="conversation.claimed")
    with django_assert_max_num_queries(len(few.captured_queries)):
        mona.client.get("/audit/")


def test_files_have_what_was_chosen_and_nothing_runs_in_them(
    mona: Person, ana: Person, practice: Practice
) -> None:
    ana.user.name = "=cmd|' /C calc'!A0"
    ana.user.save()
    write(practice, ana.user, name="snippet.created", reason="a;=1+1")
    write(practice, mona.user, name="note.added")
    seal_waiting(now=timezone.now())
    file = mona.client.get(f"/audit/export/?who={ana.user.pk}")
    assert "lumen-audit.csv" in file["Content-Disposition"]
    lines = _text(file).splitlines()
    assert len(lines) == 2 and "\"'=cmd" in lines[1] and "a;'=1+1" in lines[1]
    book = mona.client.get("/audit/export/?format=xlsx&kind=acts")
    cells = [value for _, value in read_xlsx(_bytes(book))["Audit"].values()]
    assert not [cell for cell in cells if cell.startswith("=")]
    assert any("wrote a note for colleagues" in cell for cell in cells)
    noted = AuditEvent.objects.filter(name="audit.downloaded", actor=mona.user)
    assert sorted(row.details["format"] for row in noted) == ["csv", "xlsx"]


def test_a_broken_chain_stands_on_top(mona: Person, practice: Practice) -> None:
    assert "Nothing is sealed yet" in _text(mona.client.get("/audit/"))
    seal_waiting(now=timezone.now())
    assert "Sealed up to number 1" in _text(mona.client.get("/audit/"))
    AuditCheck.objects.create(
        practice=practice, broken_at=timezone.now(), trouble="Row 7 was removed.\nAnd 2 more."
    )
    page = _text(mona.client.get("/audit/"))
    assert "Something was changed" in page and "<li>Row 7 was removed.</li>" in page
