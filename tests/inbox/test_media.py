"""Pictures of posts in the pages: from our own address, for who may read the post, from the town
over real HTTP; and what becomes of them when the post is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from inbox.models import Conversation
from listening.burying import bury
from listening.connectors.base import MediaData, MediaKind
from listening.models import GoneReason, Mention
from listening.pictures import drop_pictures, seal_of
from practice_hub.headers import SANDBOXED
from practice_hub.pictures.keeping import Kept, PictureFolder
from tests.inbox.view_desk import HTMX, ViewDesk, post_to
from tests.people import Person
from tests.support.canned_server import Canned, CannedServer
from tests.support.picture_files import PLACE, chunk, png

SRC = re.compile(r'(?:src|href)="(/inbox/media/[^"]+)"')


@pytest.fixture(scope="module")
def network() -> Iterator[CannedServer]:
    running = CannedServer().start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def _at_home(settings: Any, tmp_path: Path, network: CannedServer) -> None:
    settings.DATA_DIR = tmp_path
    settings.PICTURE_PRIVATE_ORIGINS = [network.base_url]
    network.asked.clear()


def posted(desk: ViewDesk, *urls: str, alt: str = "A cat") -> Conversation:
    media = tuple(MediaData(MediaKind.PHOTO, url, alt_text=alt) for url in urls)
    return desk.post("Look at this", media=media)


def shown(who: Person, row: Conversation) -> list[str]:
    """The addresses of pictures that the page of the conversation has."""
    return SRC.findall(who.client.get(f"/inbox/{row.pk}/").content.decode())


def test_a_picture_is_fetched_once_by_the_server_and_shown_from_here(
    ana: Person, vera: Person, charlie: Person, view_desk: ViewDesk, network: CannedServer
) -> None:
    row = posted(view_desk, f"{network.base_url}/cat.png")
    page = ana.client.get(f"/inbox/{row.pk}/").content.decode()
    assert network.base_url not in page and 'alt="A cat" loading="lazy"' in page
    full, small = shown(ana, row)
    network.push(Canned(png(chunk(b"tEXt", PLACE))))
    for who in (ana, vera, ana):  # the agency reads public posts
        answer = who.client.get(small)
        assert (answer.status_code, answer.content) == (200, png())
        assert answer["Content-Type"] == "image/png"
        assert answer["Content-Security-Policy"] == SANDBOXED
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
    assert [asked.path for asked in network.asked] == ["/cat.png"]
    assert "cookie" not in network.asked[0].headers and "referer" not in network.asked[0].headers
    assert charlie.client.get(small).status_code == 404
    assert ana.client.get(small.replace(small[-9:-1], "AAAAAAAA")).status_code == 404
    assert ana.client.get(small.replace("/0/", "/1/")).status_code == 404
    assert full.replace("/full/", "/small/") == small


def test_what_was_sent_in_private_is_for_who_reads_private(
    ana: Person, vera: Person, view_desk: ViewDesk, network: CannedServer
) -> None:
    row = view_desk.post()
    view_desk.writes_privately(row, "my arm")
    mention = Mention.objects.get(text="my arm")
    url = f"{network.base_url}/arm.png"
    Mention.objects.filter(pk=mention.pk).update(media=[{"kind": "PHOTO", "url": url}])
    path = f"/inbox/media/{mention.pk}/0/small/{seal_of(mention, url)}/"
    network.push(Canned(png()))
    assert ana.client.get(path)["Cache-Control"] == "private, no-store"
    assert vera.client.get(path).status_code == 404
    assert len(network.asked) == 1


def test_what_cannot_be_had_says_so_and_is_not_asked_for_at_every_look(
    ana: Person, view_desk: ViewDesk, network: CannedServer
) -> None:
    row = posted(view_desk, f"{network.base_url}/a", "http://169.254.169.254/latest/meta-data/")
    network.push(Canned(b"<svg onload='alert(1)'/>", content_type="image/svg+xml"))
    first, second = [path for path in shown(ana, row) if "/small/" in path]
    for path, words in ((first, "no picture that we show"), (second, "not on the public web")):
        for _ in range(2):
            answer = ana.client.get(path)
            assert answer.status_code == 200 and words in answer.content.decode()
            assert b"alert" not in answer.content and answer["Cache-Control"] == "private, no-store"
    assert len(network.asked) == 1


def test_pictures_go_with_the_post_and_with_its_edit(
    ana: Person, view_desk: ViewDesk, network: CannedServer, tmp_path: Path
) -> None:
    row = posted(view_desk, f"{network.base_url}/a.png")
    [path] = [path for path in shown(ana, row) if "/small/" in path]
    network.push(Canned(png()))
    assert ana.client.get(path).content == png()
    kept = list((tmp_path / "pictures").glob("*/*"))
    assert len(kept) == 1 and drop_pictures([row.first_mention_id or 0]) == 1
    assert not kept[0].exists()
    mention = Mention.objects.filter(pk=row.first_mention_id)
    mention.update(media=[{"kind": "PHOTO", "url": f"{network.base_url}/other.png"}])
    assert ana.client.get(path).status_code == 404  # sealed for what stood there before
    [path] = [path for path in shown(ana, row) if "/small/" in path]
    mention.update(deleted_at=timezone.now())
    assert ana.client.get(path).status_code == 404
    assert len(network.asked) == 1


def test_a_look_while_it_is_being_forgotten_leaves_no_picture(
    view_desk: ViewDesk,
    network: CannedServer,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    row = posted(view_desk, f"{network.base_url}/late.png")
    mention = Mention.objects.select_related("account").get(pk=row.first_mention_id)
    folder = PictureFolder(tmp_path / "pictures", 10_000)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        bury(mention.account, [mention], {mention.pk: GoneReason.DELETED}, timezone.now())
        # To others it is still there, so a page of theirs may just now keep what it fetched.
        folder.put(mention.pk, "seal", Kept("image/png", png()))
    assert folder.get(mention.pk, "seal") is None


def test_films_and_files_are_links_that_say_where_they_lead(
    ana: Person, view_desk: ViewDesk
) -> None:
    media = tuple(
        MediaData(MediaKind.VIDEO, url) for url in ("https://video.example/1", "http://a\\@b.c/")
    )
    text = "see https://bank.example@evil.example/x and javascript:alert(1)"
    page = ana.client.get(f"/inbox/{view_desk.post(text, media=media).pk}/").content.decode()
    rel = 'target="_blank" rel="noopener noreferrer nofollow ugc"'
    assert f'href="https://video.example/1" {rel}' in page and "video.example</span>" in page
    assert f'href="https://evil.example/x" {rel}' in page and "(leads to evil.example)" in page
    assert "b.c" not in re.sub(r"<[^>]+>", "", page) and 'href="javascript' not in page


def test_the_face_of_our_own_account_comes_from_here_and_its_initial_where_it_does_not(
    ana: Person, vera: Person, charlie: Person, view_desk: ViewDesk, network: CannedServer
) -> None:
    row = view_desk.post()
    view_desk.claim(row, ana)
    form = view_desk.form(row, "It is ours, and free. Ana")

    def previewed() -> str:
        answer = post_to(ana, row, "preview", form, headers=HTMX)
        assert answer.status_code == 200
        return answer.content.decode()

    assert '<span class="avatar" aria-hidden="true">L</span>' in previewed()  # none is known
    view_desk.x.avatar_url = f"{network.base_url}/us.png"
    view_desk.x.save()
    fragment = previewed()
    (address,) = re.findall(r'<img class="avatar" src="(/inbox/faces/[^"]+)" alt=""', fragment)
    assert network.base_url not in fragment
    assert '<span class="avatar"' not in fragment
    network.push(Canned(b"", 404))
    gone = vera.client.get(address)
    assert gone["Content-Type"] == "image/svg+xml" and b">L</text>" in gone.content
    view_desk.x.avatar_url = f"{network.base_url}/new.png"
    view_desk.x.save()
    assert ana.client.get(address).status_code == 404  # that one is over
    (address,) = re.findall(r'src="(/inbox/faces/[^"]+)"', previewed())
    network.push(Canned(png(chunk(b"tEXt", PLACE))))
    for who in (ana, vera, ana):
        answer = who.client.get(address)
        assert (answer.status_code, answer.content) == (200, png())
        assert answer["Content-Security-Policy"] == SANDBOXED
    assert [asked.path for asked in network.asked] == ["/us.png", "/new.png"]
    assert charlie.client.get(address).status_code == 404
    assert ana.client.get(address[:-9] + "AAAAAAAA/").status_code == 404
