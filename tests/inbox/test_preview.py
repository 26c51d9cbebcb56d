"""What an answer will look like: marks, cuts, pictures, signature; and who may ask (A10, A15)."""

from __future__ import annotations

from html import unescape

from inbox.domain.preview import Look, pieces_of
from inbox.models import Conversation, Reply
from listening.connectors.base import Network
from listening.connectors.registry import NETWORKS
from practice_hub.audit.models import AuditEvent
from tests.inbox.view_desk import HTMX, ViewDesk, post_to
from tests.people import Person

TEXT = "Thank you @jo_t, see https://www.lumen.example/about/us/a-very-long-way #LipCare. Ana"


def shown(text: str, network: Network) -> list[tuple[str, str, bool]]:
    caps = NETWORKS[network].capabilities
    look = Look(caps.public_length, caps.counts_links_as, caps.counts_wide_as_two, caps.names_lead)
    return [(piece.kind, piece.text, piece.is_over) for piece in pieces_of(text, look)]


def test_pieces_are_what_each_network_makes_of_a_text() -> None:
    assert shown(TEXT, Network.X) == [
        ("text", "Thank you ", False),
        ("name", "@jo_t", False),
        ("text", ", see ", False),
        ("link", "lumen.example/about/us/a-very-…", False),
        ("text", " ", False),
        ("tag", "#LipCare", False),
        ("text", ". Ana", False),
    ]
    on_facebook = shown(TEXT, Network.FACEBOOK)
    assert on_facebook[0] == ("text", "Thank you @jo_t, see ", False)
    assert on_facebook[1][1].startswith("https://www.lumen.example/")
    for plain in ("ana@lumen.example", "#1 and 5#a", "a&#b"):
        assert shown(plain, Network.X) == [("text", plain, False)]
    assert shown("", Network.X) == []

    for fits, over in (("a" * 280, "b"), ("😀" * 140, "😀x"), ("e\u0301" * 280, "z")):
        assert shown(fits, Network.X) == [("text", fits, False)]
        assert shown(fits + over, Network.X) == [("text", fits, False), ("text", over, True)]
    link = "https://lumen.example/a"  # counts as 23, however long it is
    assert shown("x " * 130 + link, Network.X)[-1] == ("link", "lumen.example/a", True)
    assert shown("x " * 128 + link, Network.X)[-1] == ("link", "lumen.example/a", False)


def test_the_fragment_the_page_without_scripts_and_who_may(
    ana: Person, vera: Person, charlie: Person, view_desk: ViewDesk
) -> None:
    row: Conversation = view_desk.post("Is the <b>car park</b> yours?")
    view_desk.claim(row, ana)
    row.practice.is_signing_replies = True
    row.practice.save()
    acts = AuditEvent.objects.count()
    form = view_desk.form(row, "Yes & it is free, @jo <i>", press="preview")
    raw = post_to(ana, row, "preview", form, headers=HTMX).content.decode()
    fragment = unescape(raw)
    assert "How everyone will see it on X" in fragment and "@jo" in fragment
    assert "Nobody has signed it yet: “Ana”" in fragment and "<i>" not in raw
    assert "Is the <b>car park</b> yours?" in fragment  # the post above the answer
    page = unescape(post_to(ana, row, "send", form).content.decode())
    assert "How everyone will see it on X" in page and 'id="body-PUBLIC"' in page
    long = post_to(ana, row, "preview", {**form, "body": "a" * 300}).content.decode()
    assert "20 characters too many" in long and f'class="bad">{"a" * 20}<' in long

    assert post_to(vera, row, "preview", form).status_code == 200
    private = {**form, "audience": "PRIVATE"}
    assert post_to(vera, row, "preview", private).status_code == 403
    assert "How only" in post_to(ana, row, "preview", private).content.decode()
    assert post_to(charlie, row, "preview", form).status_code == 404
    assert not Reply.objects.exists() and AuditEvent.objects.count() == acts
