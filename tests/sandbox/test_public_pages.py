"""The public pages over real HTTP: what they show, to whom, and what they never let through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
import requests

from sandbox.town.history import seed_history
from sandbox.world import PRACTICE
from tests.sandbox.town_server import TownServer, served
from tests.support.patience import PATIENCE_SECONDS

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> & \"quotes\" 'too'"


@pytest.fixture(scope="module")
def full() -> Iterator[TownServer]:
    """A town with its whole history; tests only read it."""
    with served(seed_history) as server:
        yield server


@pytest.fixture
def town() -> Iterator[TownServer]:
    with served() as server:
        yield server


def _get(server: TownServer, path: str, person: str = "") -> str:
    cookies = {"lakeside_person": person} if person else {}
    answer = requests.get(server.url + path, cookies=cookies, timeout=PATIENCE_SECONDS)
    assert answer.status_code == 200, (path, answer.text[:500])
    return answer.text


def _article(page: str, post_id: str) -> str:
    found = re.search(rf'<article[^>]*data-post-id="{post_id}".*?</article>', page, re.S)
    assert found, f"{post_id} is not on the page"
    return found.group(0)


class _Outline(HTMLParser):
    """Ids, labels and the names of buttons of a page, to check what a reader of it would hear."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.controls: list[str] = []
        self.named: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.inline += [n for n in given if n.startswith("on") or n == "style"]
        if (tag == "script" and "src" not in given) or tag == "style":
            self.inline.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label":
            self.labelled.add(given["for"])
        if tag in ("textarea", "select") or (tag == "input" and given.get("type") != "hidden"):
            self.controls.append(given.get("id", ""))
        if tag in ("button", "summary") and given.get("aria-label"):
            self.named.append(given["aria-label"])


def _outline(page: str) -> _Outline:
    outline = _Outline()
    outline.feed(page)
    return outline


@pytest.mark.parametrize(
    "path", ["/", "/x", "/x/lumenlakeside", "/x/samikedaross", "/fb", "/messages"]
)
def test_every_page_is_labelled_has_unique_ids_and_nothing_inline(
    full: TownServer, path: str
) -> None:
    outline = _outline(_get(full, path, "tilda"))
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.controls, "the person picker at least"
    assert all(control in outline.labelled for control in outline.controls)
    assert outline.inline == []
    assert len(outline.named) == len(set(outline.named)), "buttons have names of their own"


def test_pages_allow_no_foreign_or_inline_code(full: TownServer) -> None:
    policy = requests.get(full.url + "/x", timeout=PATIENCE_SECONDS).headers[
        "Content-Security-Policy"
    ]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy


def test_landing_page_says_that_nothing_is_real(full: TownServer) -> None:
    page = _get(full, "/")
    assert "Lakeside, a small invented town" in page
    assert "Nothing here reaches the real X or Facebook" in page
    assert "X <small>(town copy)</small>" in page
    assert "Facebook <small>(town copy)</small>" in page


def test_answers_of_the_practice_are_marked(town: TownServer) -> None:
    world = town.world
    post = world.x_post("jo", "@lumenlakeside are you open on Saturday?")
    answer = world.x_post(PRACTICE, "We are, nine to one. – Ana", reply_to=post.id)
    visitor = world.fb_visitor_post("jo", "Is there parking?")
    comment = world.fb_comment(PRACTICE, visitor.id, "There is. – Ben")
    for path, id_ in (("/x", answer.id), ("/fb", comment.id)):
        article = _article(_get(town, path), id_)
        assert 'data-practice="true"' in article
        assert 'class="mark">practice<' in article
    assert 'data-practice="true"' not in _article(_get(town, "/x"), post.id)


def test_hostile_text_is_shown_and_never_run(town: TownServer) -> None:
    world = town.world
    person = world.add_person("evil", f"Eve {HOSTILE}", "evil_lkd", about=HOSTILE)
    post = world.x_post(person, f"@lumenlakeside {HOSTILE}", photo=f"cat|{HOSTILE}")
    world.x_post(person, HOSTILE, quote_of=post.id)
    visitor = world.fb_visitor_post(person, HOSTILE)
    world.fb_comment(person, visitor.id, HOSTILE, photo=f"selfie|{HOSTILE}")
    world.fb_tagged_post(person, HOSTILE)
    world.fb_message(person, HOSTILE)
    world.x_dm(person, PRACTICE, HOSTILE)
    paths = ["/", "/x", "/x/evil_lkd", f"/x/evil_lkd/status/{post.id}", "/fb", "/messages"]
    for path in paths:
        page = _get(town, path, "evil")
        assert "&lt;script&gt;alert(1)" in page, path
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert _outline(page).inline == [], path


def test_handles_of_people_become_links_and_others_stay_text(town: TownServer) -> None:
    post = town.world.x_post("jo", "@lumenlakeside @nobody_at_all hello")
    article = _article(_get(town, "/x"), post.id)
    assert '<a href="/x/lumenlakeside">@lumenlakeside</a>' in article
    assert "@nobody_at_all hello" in article and 'href="/x/nobody_at_all"' not in article


def test_comments_stand_below_what_they_answer(town: TownServer) -> None:
    world = town.world
    post = world.fb_page_post("Good morning, Lakeside")
    first = world.fb_comment("jo", post.id, "First")
    world.fb_comment("dev", post.id, "Second")
    below = world.fb_comment("sam", first.id, "Below the first")
    deeper = world.fb_comment("jo", below.id, "Deeper still")
    page = _get(town, "/fb")
    texts = ["Good morning, Lakeside", "First<", "Below the first<", "Deeper still<", "Second<"]
    places = [page.index(f'card__text">{text}') for text in texts]
    assert places == sorted(places)
    assert "level-1" in _article(page, first.id)
    assert "level-2" in _article(page, below.id)
    assert "level-3" in _article(page, deeper.id)


def test_what_the_page_hides_only_its_author_still_sees(town: TownServer) -> None:
    world = town.world
    post = world.fb_page_post("Hello")
    comment = world.fb_comment("jo", post.id, "Buy cheap bags")
    below = world.fb_comment("dev", comment.id, "Go away")
    world.fb_hide(comment.id)
    page = _get(town, "/fb", "dev")
    assert comment.id not in page and below.id not in page
    assert "hidden by the practice" in _article(_get(town, "/fb", "jo"), comment.id)


def test_an_anonymous_comment_does_not_tell_who_wrote_it(town: TownServer) -> None:
    post = town.world.fb_page_post("Hello")
    comment = town.world.fb_comment("gwen", post.id, "Still waiting", anonymous=True)
    article = _article(_get(town, "/fb", "jo"), comment.id)
    assert "Anonymous member" in article and "Gwen" not in article


def test_private_messages_are_seen_by_their_person_only(town: TownServer) -> None:
    world = town.world
    mine = world.fb_message("jo", "Between us, please")
    answer = world.fb_page_message("jo", "Of course, Jo. – Ana")
    dm = world.x_dm(PRACTICE, "jo", "Hello Jo, Ben here.")
    page = _get(town, "/messages", "jo")
    assert "Between us, please" in _article(page, mine.id)
    assert 'data-practice="true"' in _article(page, answer.id)
    assert 'data-practice="true"' in _article(page, dm.id)
    for path in ("/messages", "/x", "/fb", "/"):
        other = _get(town, path, "dev")
        assert "Between us" not in other and "Ben here" not in other


def test_an_edited_post_keeps_its_place_and_its_old_address(town: TownServer) -> None:
    world = town.world
    post = world.x_post("jo", "First words")
    old_id = post.id
    world.x_edit(post.id, "Better words")
    page = _get(town, f"/x/jotamsin_lkd/status/{old_id}")
    article = _article(page, old_id)
    assert "Better words" in article and "edited" in article and "First words" not in page


def test_long_timelines_go_on_with_older_posts(town: TownServer) -> None:
    world = town.world
    posts = [world.x_post("jo", f"Post number {n:03}") for n in range(60)]
    seen: list[str] = []
    path: str | None = "/x"
    while path:
        page = _get(town, path)
        seen += re.findall(r'data-post-id="(\d+)"', page)
        older = re.search(r'href="(/x\?before=\d+)"', page)
        path = older.group(1) if older else None
    assert seen == [post.id for post in reversed(posts)]


@pytest.mark.parametrize(
    "path",
    ["/x/nobody", "/x/jotamsin_lkd/status/12", "/fb/1/posts/2", "/fb/77", "/x/a/status/zz"],
)
def test_what_is_not_there_is_told_in_plain_words(town: TownServer, path: str) -> None:
    answer = requests.get(town.url + path, timeout=PATIENCE_SECONDS)
    assert answer.status_code == 404
    assert "That did not work" in answer.text and "Traceback" not in answer.text


def test_an_empty_town_offers_to_let_people_move_in() -> None:
    with served(lambda _: None) as server:
        for path in ("/", "/x", "/fb", "/messages"):
            assert "Nobody lives here yet" in _get(server, path)
        requests.post(server.url + "/town/people", data={"next": "/x"}, timeout=PATIENCE_SECONDS)
        assert len(server.world.people()) >= 40
        assert "Nobody lives here yet" not in _get(server, "/x")


def test_old_links_of_the_api_lead_to_these_pages(full: TownServer) -> None:
    world = full.world
    record = next(r for r in world.story() if r["network"] == "fb" and not r["is_private_first"])
    item = world.fb_find(record["root_id"])
    assert item is not None
    path = world.fb_permalink(item).removeprefix(world.public_base_url)
    assert f'data-post-id="{item.id}"' in _get(full, path)
