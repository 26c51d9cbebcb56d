"""What Ctrl-K finds, and for whom."""

from __future__ import annotations

from html import unescape

from tests.inbox.view_desk import HTMX, ViewDesk
from tests.people import Person


def ask(who: Person, words: str = "") -> str:
    return unescape(who.client.get("/inbox/palette/", {"q": words}, headers=HTMX).content.decode())


def test_places_settings_people_and_conversations(
    ana: Person, mona: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment("Is the pergola open on Sundays?")
    everything = ask(mona)
    assert 'href="/inbox/"' in everything
    assert 'href="/reports/"' in everything
    assert "Conversations" not in everything  # nothing was asked
    assert 'href="/settings/targets/"' in ask(mona, "targ")
    assert 'href="/settings/targets/"' not in ask(ana, "targ")
    found = ask(ana, "pergola")
    assert f'href="/inbox/{row.pk}/?queue=all"' in found
    assert '<mark class="hit">pergola</mark>' in found
    named = ask(ana, "marisol")
    assert "from%3A%22Marisol+Vega%22" in named
    assert f"staff={mona.user.pk}" in ask(ana, mona.user.name.split()[0])
    assert "Nothing fits “qqqqqq”" in ask(ana, "qqqqqq")
    page = ana.client.get("/inbox/palette/?q=pergola").content.decode()
    assert "<!doctype html>" in page
    assert f"/inbox/{row.pk}/" in page


def test_an_agency_finds_no_private_word_and_an_outsider_nothing(
    ana: Person, vera: Person, charlie: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment("Is the pergola open on Sundays?")
    view_desk.answer(row, ana, "It is, come by.")
    view_desk.writes_privately(row, "My locker number is zanzibar nine.")
    assert "zanzibar" in ask(ana, "zanzibar")
    assert f"/inbox/{row.pk}/" not in ask(vera, "zanzibar")
    found = ask(vera, "pergola")
    assert f"/inbox/{row.pk}/" in found
    assert "zanzibar" not in found
    assert "/callbacks/" not in ask(vera)
    assert f"/inbox/{row.pk}/" not in ask(charlie, "pergola")
