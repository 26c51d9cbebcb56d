"""What is found, where, marked how, and by whom not."""

from __future__ import annotations

from html import unescape

import pytest
from django.utils import timezone

from inbox import actions
from inbox.models import Conversation, Note, Reply, SearchDocument
from listening.connectors.base import AuthorData, MediaData, MediaKind
from listening.forgetting import Reason, forget_mentions
from listening.models import Author
from tests.inbox.view_desk import HTMX, ViewDesk
from tests.people import Person

MARIA = AuthorData("4401", "marisol_v", "María Solórzano")
PRIVATE = "my locker code is 7714 zanzibar"
PHOTO = MediaData(MediaKind.PHOTO, "https://pics.example/1.jpg", "", "A hallway")


def page(who: Person, q: str, queue: str = "all") -> str:
    answer = who.client.get("/inbox/", {"q": q, "queue": queue}, headers=HTMX)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def found(who: Person, q: str, queue: str = "all") -> set[int]:
    """What was found just so: without other words, and in this queue."""
    answer = who.client.get("/inbox/", {"q": q, "queue": queue}, headers=HTMX)
    search = answer.context["search"]
    just_so = not search.is_corrected and not search.is_elsewhere
    return {row.pk for row in search.page.rows} if just_so else set()


@pytest.fixture
def talks(view_desk: ViewDesk, ana: Person, ben: Person) -> dict[str, Conversation]:
    """Four conversations on two networks, one of them with private words and a note."""
    rows = {
        "waits": view_desk.post("The car park was full, three quarters of an hour of waiting!"),
        "maria": view_desk.post("¡Qué señora más amable! El niño está feliz ❤️", author=MARIA),
        "kanji": view_desk.comment("皮膚科の予約は簡単でした"),
        "photo": view_desk.comment("Look at this hallway", media=(PHOTO,), author=MARIA),
    }
    view_desk.answer(rows["waits"], ana, "So sorry for the queue at reception.")
    view_desk.writes_privately(rows["waits"], PRIVATE)
    actions.add_note(
        conversation_id=rows["waits"].pk,
        actor=ben.user,
        now=timezone.now(),
        body="Gave her a walnut voucher.",
    )
    return rows


def test_words_phrases_and_operators_find(
    talks: dict[str, Conversation], ana: Person, ben: Person
) -> None:
    keys = {row.pk: name for name, row in talks.items()}
    for q, expected in {
        "PARK": "waits",
        "quarter": "waits",
        '"quarter"': "",
        '"car park"': "waits",
        '"park car"': "",
        "senora nino": "maria",
        "señora NIÑO": "maria",
        "❤": "maria",
        "予約": "kanji",
        "約予": "",
        "reception": "waits",
        "answer:reception": "waits",
        "post:reception": "",
        "walnut": "waits",
        "note:walnut": "waits",
        "zanzibar": "waits",
        "from:solorzano": "maria photo",
        "@marisol_v": "maria kanji photo",
        "marisol hallway": "photo",
        "from:maria -hallway": "maria",
        "in:x": "waits maria",
        "-in:x": "kanji photo",
        "is:unanswered": "maria kanji photo",
        "-is:unanswered": "waits",
        "is:mine": "waits",
        "has:picture": "photo",
        "has:note": "waits",
        "by:me": "waits",
        "by:ben": "waits",
        "after:today -car": "maria kanji photo",
        "before:2020": "",
        "label:complaint foo": "",
        "": "waits maria kanji photo",
        "!!": "",
    }.items():
        assert {keys[pk] for pk in found(ana, q)} == set(expected.split()), q
    assert found(ana, "hallway", "mine") == set()
    assert found(ana, "is:unanswered hallway", "mine") == {talks["photo"].pk}


def test_the_piece_that_has_it_is_shown_and_marked(
    talks: dict[str, Conversation], view_desk: ViewDesk, ana: Person
) -> None:
    for q, shown in {
        "nino": '<mark class="hit">niño</mark> está',
        '"car park"': 'The <mark class="hit">car park</mark> was',
        "recep": 'Our answer:</b> So sorry for the queue at <mark class="hit">reception</mark>.',
        "voucher": 'Note:</b> Gave her a walnut <mark class="hit">voucher</mark>.',
        "locker": 'Private message:</b> my <mark class="hit">locker</mark> code',
        "from:maria": '<mark class="hit">María</mark> Solórzano',
        "予約": '皮膚科の<mark class="hit">予約</mark>は',
    }.items():
        assert shown in page(ana, q), q
    row = view_desk.post("Well, " * 60 + "and <b>then</b> a pelican came & sat down" + " ha" * 60)
    (piece,) = [line for line in page(ana, "pelican").split("\n") if "pelican</mark>" in line]
    assert "… " in piece and "&" in piece and len(piece) < 400
    assert f"/inbox/{row.pk}/?q=pelican" not in piece
    raw = ana.client.get("/inbox/?queue=all&q=then").content.decode()
    assert '&lt;b&gt;<mark class="hit">then</mark>&lt;/b&gt;' in raw


def test_an_agency_finds_nothing_of_what_is_private(
    talks: dict[str, Conversation], vera: Person, charlie: Person, mona: Person
) -> None:
    row = talks["waits"]
    assert found(vera, "car park reception") == {row.pk}
    for q in ("zanzibar", "walnut", "note:walnut", "has:note", "is:medical", "park zanzibar"):
        assert found(vera, q) == set(), q
    # "zanzibrr" is no hint either, and what is in private words does not count as spelled right.
    for q in ("zanzibrr", "walnot"):
        answer = vera.client.get("/inbox/", {"q": q, "queue": "all"}, headers=HTMX)
        assert not answer.context["search"].page.rows
        assert not answer.context["search"].is_corrected
    assert "zanzibar" not in page(vera, "car park")
    assert found(mona, "zanzibrr") == set()
    assert "Shown" in page(mona, "zanzibrr") and "zanzibar</mark>" in page(mona, "zanzibrr")
    assert found(charlie, "park") == set() and found(charlie, "is:all") == set()


def test_typing_errors_and_other_queues_are_said(
    talks: dict[str, Conversation], view_desk: ViewDesk, ana: Person
) -> None:
    view_desk.post("When can I get an appointment for fillers?")
    for typed, meant in {
        "apointmnt": "appointment",
        "halway": "hallway",
        "hallwya look": "hallway look",
        "from:solorzno": "from:solorzano",
        "fulll -hallway": "full -hallway",
    }.items():
        shown = page(ana, typed)
        assert f"Nothing was found for “{typed}”. Shown:" in shown, typed
        assert f">“{meant}”</a>" in shown
    assert "Nothing fits" in page(ana, "xylophone")
    for q in ("swollen", '"swollen"'):  # a phrase brings its own quotation marks
        assert ">“swollen” " in page(ana, q), q
    elsewhere = page(ana, "hallway", "snoozed")
    assert 'Nothing in “Snoozed”. Shown: <a href="/inbox/?queue=all&q=hallway"' in elsewhere
    assert "hallway</mark>" in elsewhere


def test_what_changes_or_goes_is_found_no_longer(
    talks: dict[str, Conversation], view_desk: ViewDesk, ana: Person
) -> None:
    row = talks["waits"]
    Note.objects.filter(conversation=row).update(body="Gave her a cherry voucher.")
    assert found(ana, "walnut") == set() and found(ana, "cherry") == {row.pk}
    Note.objects.filter(conversation=row).delete()
    Reply.objects.filter(conversation=row).update(status="WITHDRAWN")
    assert found(ana, "cherry") == set() and found(ana, "reception") == set()
    Author.objects.filter(handle="marisol_v").update(display_name="Tilda Quince")
    assert found(ana, "quince") == {talks["maria"].pk, talks["photo"].pk}
    view_desk.writes_again(talks["kanji"], "one more thing: rhubarb")
    assert found(ana, "rhubarb") == {talks["kanji"].pk}


@pytest.mark.django_db(transaction=True)
def test_forgotten_words_leave_the_index_with_the_text(view_desk: ViewDesk, ana: Person) -> None:
    row = view_desk.post("A walrus in the hall", author=MARIA)
    assert found(ana, "walrus") == {row.pk}
    assert row.first_mention_id
    forget_mentions([row.first_mention_id], reason=Reason.DELETED, at=timezone.now())
    document = SearchDocument.objects.get(pk=row.pk)
    assert document.words == "" and not document.public_words
    assert found(ana, "walrus") == set() and found(ana, "maria") == set()
    Conversation.objects.filter(pk=row.pk).delete()
    assert not SearchDocument.objects.exists()


def test_every_conversation_has_its_words_whatever_is_in_them(
    view_desk: ViewDesk, ana: Person
) -> None:
    """Not even the longest talk or the oddest signs keep a post out."""
    row = view_desk.post("'\\ :* & | ! <-> \x07 " + "漢" * 3000)
    assert found(ana, "漢漢漢") == {row.pk}
    view_desk.writes_again(row, " ".join(f"word{n}" for n in range(9000)))
    view_desk.post("")
    assert Conversation.objects.filter(search=None).count() == 0
    assert found(ana, "word99") == {row.pk}
