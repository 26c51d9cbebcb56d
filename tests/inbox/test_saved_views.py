"""What somebody looks at again and again, under a name: their own, or everybody's."""

from __future__ import annotations

from html import unescape
from typing import Any

from inbox.models import SavedView
from inbox.privacy.erase_work import drop_views
from practice_hub.audit.models import AuditEvent
from tests.inbox.view_desk import ViewDesk
from tests.people import Person


def text(response: Any) -> str:
    return unescape(response.content.decode())


def save(who: Person, name: str, **data: Any) -> Any:
    return who.client.post("/inbox/views/", {"name": name, **data})


def change(who: Person, view: SavedView, **data: Any) -> Any:
    return who.client.post(f"/inbox/views/{view.pk}/", data)


def test_saved_found_changed_and_removed(ana: Person, ben: Person, view_desk: ViewDesk) -> None:
    done = save(ana, "  Late   praise ", queue="all", category="PRAISE", network="", q="lift")
    assert done["Location"] == "/inbox/?category=PRAISE&q=lift&queue=all"
    view = SavedView.objects.get()
    assert (view.name, view.is_shared) == ("Late praise", False)
    page = text(ana.client.get(done["Location"]))
    assert 'href="/inbox/?category=PRAISE&q=lift&queue=all" aria-current="page"' in page
    assert "Late praise" in text(ana.client.get("/inbox/palette/?q=praise"))
    assert "Late praise" not in text(ben.client.get("/inbox/"))
    assert change(ben, view, name="Mine").status_code == 404  # he does not see it
    save(ana, "Late praise", queue="mine")
    assert SavedView.objects.get().filters == {"queue": "mine"}  # the same name again
    assert change(ana, view, name="Praise", is_shared="on").status_code == 302
    assert "Praise" in text(ben.client.get("/inbox/"))
    refused = change(ben, view, press="remove")
    assert refused.status_code == 409
    assert "Whoever made it, or a manager" in text(refused)
    assert change(ana, view, name="  ").status_code == 422
    assert change(ana, view, press="remove").status_code == 302
    assert not SavedView.objects.exists()
    names = AuditEvent.objects.filter(name__startswith="view.").values_list("name", flat=True)
    assert sorted(names) == ["view.changed", "view.removed", "view.saved", "view.saved"]


def test_what_is_wrong_is_said(ana: Person, view_desk: ViewDesk) -> None:
    assert save(ana, "").status_code == 422
    assert "at most 40 letters" in text(save(ana, "x" * 41))
    save(ana, "One")
    save(ana, "Two")
    two = SavedView.objects.get(name="Two")
    taken = change(ana, two, name="One")
    assert taken.status_code == 422
    assert "There is a view of that name already." in text(taken)
    assert "No view is saved yet" not in text(ana.client.get("/inbox/views/"))


def test_a_manager_an_agency_and_an_outsider(
    ana: Person, mona: Person, vera: Person, charlie: Person, view_desk: ViewDesk
) -> None:
    save(ana, "Everyone", queue="all", is_shared="on")
    save(ana, "By words", q="zanzibar", is_shared="on")
    shown = text(vera.client.get("/inbox/"))
    assert "Everyone" in shown
    assert "zanzibar" not in shown + text(vera.client.get("/inbox/views/"))
    view = SavedView.objects.get(name="By words")
    assert change(vera, view, press="remove").status_code == 404
    assert change(charlie, view, press="remove").status_code == 404
    assert "Everyone" not in text(charlie.client.get("/inbox/views/"))
    assert change(mona, view, press="remove").status_code == 302


def test_a_search_for_somebody_goes_when_they_are_erased(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.comment()
    assert row.author
    save(ana, "Her", q='from:"Marisol Vega"')
    save(ana, "Streets", q="vega street")
    drop_views(ana.practice, [row.author])
    assert [each.name for each in SavedView.objects.all()] == ["Streets"]
