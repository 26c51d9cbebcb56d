"""The town's public pages: what anybody sees, and the forms to take part as a townsperson."""

from __future__ import annotations

from itertools import islice

from aiohttp import web

from sandbox.models import FbPost
from sandbox.public import forms
from sandbox.public.cards import Card, Cards, find_fb_post, tell_apart
from sandbox.public.render import FOLDER, Handler, Pages
from sandbox.public.who import viewer_of
from sandbox.town.played import Played
from sandbox.world import TownError, World

PER_PAGE = 25
FB_PER_PAGE = 12
"""Fewer, since every post comes with all its comments."""


def setup_public(app: web.Application, world: World, played: Played | None = None) -> None:
    """Add the public pages to `app`.

    `played` learns who is being played by a visitor, so that the life of the town keeps its
    hands off them.
    """
    pages = Pages(world)
    views = Views(world, pages)
    add = app.router.add_get
    for path, view in views.routes().items():
        add(path, pages.wrapped(view))
    add("/town/changed", views.changed)
    app.router.add_static("/town/static/", FOLDER / "static")
    post = app.router.add_post
    post("/person", pages.wrapped(forms.choose_person(world)))
    post("/town/people", pages.wrapped(forms.let_people_move_in(world)))
    for path, deed in forms.DEEDS.items():
        post(path, pages.wrapped(forms.handler(world, played or Played(), deed)))


class Views:
    """One method per page."""

    def __init__(self, world: World, pages: Pages) -> None:
        self.world, self.pages = world, pages

    def routes(self) -> dict[str, Handler]:
        """Path -> view."""
        return {
            "/": self.town,
            "/x": self.x_timeline,
            "/x/{username}": self.x_profile,
            "/x/{username}/status/{post_id}": self.x_thread,
            "/fb": self.fb_page,
            "/fb/{owner}": self.fb_page,
            "/fb/{owner}/posts/{number}": self.fb_post,
            "/messages": self.messages,
        }

    def _cards(self, request: web.Request) -> Cards:
        return Cards(self.world, viewer_of(request, self.world))

    async def changed(self, request: web.Request) -> web.Response:
        """GET /town/changed: {"counter": int}, asked again and again by open pages."""
        headers = {"Cache-Control": "no-store"}
        return web.json_response({"counter": self.world.changed.counter}, headers=headers)

    async def town(self, request: web.Request) -> web.Response:
        """The landing page."""
        cards = self._cards(request)
        latest = [cards.x(post) for post in self.world.x_timeline(3)]
        posts = [post for post in self.world.fb_page_timeline(12) if cards.may_see(post)]
        latest += [cards.fb(post) for post in posts[:3]]
        latest.sort(key=lambda card: card.at, reverse=True)
        return self.pages.page(request, "town.html", latest=latest[:5])

    # -- X -----------------------------------------------------------------------------------

    async def x_timeline(self, request: web.Request) -> web.Response:
        """What the town posts on X, newest first."""
        before = _number(request.query.get("before"))
        posts = self.world.x_timeline(PER_PAGE + 1, before)
        cards = self._cards(request).x_timeline(posts[:PER_PAGE])
        older = f"/x?before={posts[PER_PAGE - 1].id}" if len(posts) > PER_PAGE else ""
        return self.pages.page(request, "x.html", cards=cards, older=older, is_newest=not before)

    async def x_profile(self, request: web.Request) -> web.Response:
        """One account's posts and answers."""
        person = self.world.find_person("@" + request.match_info["username"])
        if person is None:
            raise TownError(f"Nobody in town is called @{request.match_info['username']} on X.")
        before = _number(request.query.get("before"))
        ids = self.world.x_by_author[person.key].newest(below=int(before) if before else None)
        found = [self.world.x_get(post_id) for post_id in islice(ids, PER_PAGE + 1)]
        cards = self._cards(request)
        shown = [cards.x(post) for post in found[:PER_PAGE]]
        older = ""
        if len(found) > PER_PAGE:
            older = f"/x/{person.x_username}?before={found[PER_PAGE - 1].id}"
        return self.pages.page(request, "x_profile.html", person=person, cards=shown, older=older)

    async def x_thread(self, request: web.Request) -> web.Response:
        """One conversation. An old id of an edited post leads to it as well."""
        post = self.world.x_get(_number(request.match_info["post_id"]) or "0")
        cards = self._cards(request).x_thread(post)
        return self.pages.page(request, "x_thread.html", cards=cards)

    # -- Facebook ----------------------------------------------------------------------------

    async def fb_page(self, request: web.Request) -> web.Response:
        """The practice's page: its posts, its visitors' posts, all comments."""
        owner = request.match_info.get("owner", self.world.practice.page_id)
        if owner != self.world.practice.page_id:
            raise TownError("There is only one page in town, the one of the practice.")
        cards = self._cards(request)
        posts = self.world.fb_page_timeline(FB_PER_PAGE + 1, request.query.get("before"))
        shown = [card for post in posts[:FB_PER_PAGE] for card in self._post_cards(cards, post)]
        older = f"/fb?before={posts[FB_PER_PAGE - 1].id}" if len(posts) > FB_PER_PAGE else ""
        tagged = [cards.fb(post) for post in self.world.fb_tagged_timeline(5)]
        is_newest = "before" not in request.query
        return self.pages.page(
            request, "fb.html", cards=shown, older=older, tagged=tagged, is_newest=is_newest
        )

    def _post_cards(self, cards: Cards, post: FbPost) -> list[Card]:
        return cards.fb_post(post) if cards.may_see(post) else []

    async def fb_post(self, request: web.Request) -> web.Response:
        """One Facebook post with its comments; ?comment_id= marks one of them."""
        post = find_fb_post(self.world, request.match_info["owner"], request.match_info["number"])
        cards = self._cards(request)
        if not cards.may_see(post):
            raise TownError("This post is hidden.")
        shown = cards.fb_post(post)
        wanted = request.query.get("comment_id", "")
        for card in shown:
            card.is_focus = bool(wanted) and card.id.endswith(f"_{wanted}")
        return self.pages.page(request, "fb_post.html", cards=shown)

    # -- private -----------------------------------------------------------------------------

    async def messages(self, request: web.Request) -> web.Response:
        """The chosen person's private messages with the practice, on both networks."""
        viewer = viewer_of(request, self.world)
        cards = Cards(self.world, viewer)
        dms = [cards.dm(dm) for dm in self.world.dms(viewer)] if viewer else []
        messages = [cards.message(m) for m in self.world.messages(viewer)] if viewer else []
        tell_apart([*dms, *messages])
        return self.pages.page(request, "messages.html", dms=dms, messages=messages)


def _number(value: str | None) -> str | None:
    """Digits only, else None: an address typed wrong is no reason for an error."""
    return value if value and value.isdecimal() and len(value) < 20 else None
