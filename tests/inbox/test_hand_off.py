"""Going on in private: the ways a person has, the open one first, at a time that suits (A1, A5)."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

from django.utils import timezone
from django.utils.html import strip_tags

from inbox.actions.callbacks import CallPlan, Wishes, plan_callback
from inbox.actions.drafts import Typed, save_draft
from inbox.hand_off import hand_off
from inbox.models import Conversation, Leg
from tests.inbox.view_desk import ViewDesk, move_clock
from tests.people import Person


def kinds(row: Conversation) -> list[tuple[str, bool, str]]:
    row.refresh_from_db()
    found = hand_off(row, now=timezone.now())
    return [(way.kind.value, way.is_open, way.on_file) for way in found.ways]


def plan(row: Conversation, who: Person, reach: str) -> None:
    wishes = Wishes(reach, "Europe/Berlin")
    wanted = CallPlan(who.user, timezone.now() + timedelta(days=1), 30, wishes)
    plan_callback(conversation_id=row.pk, actor=who.user, now=timezone.now(), plan=wanted)


def test_ways_that_are_open_stand_first_with_what_is_on_file(
    ana: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment("Nobody rings me back, this is the worst place")
    move_clock(row, category="COMPLAINT", sentiment="NEGATIVE")
    assert kinds(row) == [("write", True, ""), ("call", True, ""), ("mail", False, "")]
    found = hand_off(Conversation.objects.get(pk=row.pk), now=timezone.now())
    assert found.is_public_first and len(found.invitations) == 3

    view_desk.answer(row, ana, "We are sorry to hear this. Ana")
    view_desk.writes_privately(row, "Are you there?")
    Leg.objects.filter(channel="MESSENGER").update(
        last_inbound_at=timezone.now() - timedelta(days=8)
    )
    earlier = view_desk.comment("And the week before, too")  # another thread of the same person
    plan(earlier, ana, "+49 30 123456")
    assert kinds(row) == [
        ("call", True, "+49 30 123456"),
        ("write", False, ""),
        ("mail", False, ""),
    ]
    plan(row, ana, "jo@mail.example")
    found = hand_off(Conversation.objects.get(pk=row.pk), now=timezone.now())
    assert [way.on_file for way in found.ways] == ["+49 30 123456", "jo@mail.example", ""]
    assert found.ways[0].planned is not None and not found.is_public_first
    stranger = view_desk.post()
    assert not [way for way in hand_off(stranger, now=timezone.now()).ways if way.on_file]


def test_the_sheet_its_starts_and_who_may(
    ana: Person, vera: Person, charlie: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment()
    view_desk.claim(row, ana)
    path, sheet = f"/inbox/{row.pk}/", f"/inbox/{row.pk}/in-private/"
    assert sheet in ana.client.get(path).content.decode()
    page = " ".join(strip_tags(unescape(ana.client.get(sheet).content.decode())).split())
    assert "Write to Marisol Vega (Messenger message)" in page and "No number on file yet" in page
    assert page.index("Call them") < page.index("Write an e-mail") < page.index("Say in public")
    assert charlie.client.get(sheet).status_code == 404
    assert vera.client.get(sheet).status_code == 403
    assert sheet not in vera.client.get(path).content.decode()

    asked = unescape(ana.client.get(f"{path}?ask=1").content.decode())
    assert "Which number may I use" in asked and 'value="PRIVATE" aria-keyshortcuts="p"' in asked
    assert "Which number may I use" not in vera.client.get(f"{path}?ask=1").content.decode()
    invited = unescape(ana.client.get(f"{path}?invitation=warm-1").content.decode())
    assert "May we write to you in private?</textarea>" in invited
    assert ana.client.get(f"{path}?invitation=none&audience=SECRET").status_code == 200

    typed = Typed("PRIVATE", "My own words", version=0, seen_seq=0)
    save_draft(conversation_id=row.pk, actor=ana.user, now=timezone.now(), typed=typed)
    kept = unescape(ana.client.get(f"{path}?ask=1").content.decode())
    assert "My own words</textarea>" in kept and "Which number may I use" not in kept

    plan(view_desk.comment("Earlier"), ana, "+49 30 123456")
    assert 'value="+49 30 123456"' in ana.client.get(f"/callbacks/plan/{row.pk}/").content.decode()
