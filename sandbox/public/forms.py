"""What the forms of the public pages do. Every one is a plain POST that ends in a 303."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from sandbox.models import FbComment, FbPost, Person, XPost
from sandbox.public.pictures import photo_of
from sandbox.public.who import local_path, remember, townsperson
from sandbox.text import X_MAX_LENGTH, weighted_length
from sandbox.town.played import Played
from sandbox.town.posting import move_in
from sandbox.world import PRACTICE, TownError, World

LONGEST_POST, LONGEST_MESSAGE = 8000, 2000


@dataclass(frozen=True, slots=True)
class Form:
    """A filled form and the townsperson who sent it."""

    world: World
    person: Person
    fields: dict[str, str]

    def get(self, name: str) -> str:
        """A field without surrounding white space."""
        return self.fields.get(name, "").strip()

    @property
    def photo(self) -> str | None:
        """The chosen picture, None without one."""
        return photo_of(self.get("photo"))

    def text(self, *, longest: int = LONGEST_POST, is_x: bool = False) -> str:
        """The written text. Raises TownError when there is nothing, or too much of it."""
        text = self.get("text").replace("\r\n", "\n")
        if not text and self.photo is None:
            raise TownError("Write something, or choose a picture.")
        if is_x and (length := weighted_length(text)) > X_MAX_LENGTH:
            raise TownError(f"A post on X holds {X_MAX_LENGTH} characters; this one has {length}.")
        if len(text) > longest:
            raise TownError(f"This is longer than {longest} characters; please make it shorter.")
        return text

    def own_x(self) -> XPost:
        """The X post named in the form, if it is one's own. Raises TownError."""
        post = self.world.x_get(self.get("post_id"))
        if post.author != self.person.key:
            raise TownError("You can change only what you wrote yourself.")
        return post

    def own_fb(self) -> FbPost | FbComment:
        """The Facebook post or comment named in the form, if it is one's own. Raises TownError."""
        item = self.world.fb_get(self.get("post_id"))
        if item.author != self.person.key:
            raise TownError("You can change only what you wrote yourself.")
        return item


Deed = Callable[[Form], str | None]
"""Does what the form asks; returns the id of what to show next, if anything."""


def x_post(form: Form) -> str:
    return form.world.x_post(form.person, form.text(is_x=True), photo=form.photo).root_id


def x_reply(form: Form) -> str:
    text = form.text(is_x=True)
    parent = form.get("post_id")
    return form.world.x_post(form.person, text, reply_to=parent, photo=form.photo).root_id


def x_quote(form: Form) -> str:
    text = form.text(is_x=True)
    return form.world.x_post(form.person, text, quote_of=form.get("post_id")).root_id


def x_repost(form: Form) -> None:
    form.world.x_repost(form.person, form.get("post_id"))


def x_like(form: Form) -> str:
    post = form.world.x_get(form.get("post_id"))
    form.world.x_like(form.person, post.id, form.person.key not in post.liked_by)
    return post.root_id


def x_edit(form: Form) -> str:
    post = form.own_x()
    return form.world.x_edit(post.id, form.text(is_x=True)).root_id


def x_delete(form: Form) -> None:
    form.world.x_delete(form.own_x().id)


def fb_post(form: Form) -> str:
    return form.world.fb_visitor_post(form.person, form.text(), photo=form.photo).id


def fb_tag(form: Form) -> str:
    return form.world.fb_tagged_post(form.person, form.text(), photo=form.photo).id


def fb_comment(form: Form) -> str:
    comment = form.world.fb_comment(
        form.person,
        form.get("parent_id"),
        form.text(),
        photo=form.photo,
        anonymous=form.get("anonymous") == "yes",
    )
    return comment.id


def fb_share(form: Form) -> str:
    return form.world.fb_share(form.person, form.get("post_id")).id


def fb_like(form: Form) -> str:
    item = form.world.fb_get(form.get("post_id"))
    form.world.fb_like(form.person, item.id, form.person.key not in item.liked_by)
    return item.id


def fb_edit(form: Form) -> str:
    item = form.own_fb()
    form.world.fb_edit(item.id, form.text())
    return item.id


def fb_delete(form: Form) -> None:
    form.world.fb_delete(form.own_fb().id)


def send_dm(form: Form) -> str:
    text = form.text(longest=LONGEST_MESSAGE)
    return form.world.x_dm(form.person, PRACTICE, text).id


def send_message(form: Form) -> str:
    text = form.text(longest=LONGEST_MESSAGE)
    return form.world.fb_message(form.person, text, photo=form.photo).id


def unsend(form: Form) -> None:
    message = form.world.fb_messages.get(form.get("post_id"))
    if message is None or message.sender != form.person.key:
        raise TownError("You can unsend only what you sent yourself.")
    form.world.fb_delete(message.id)


DEEDS: dict[str, Deed] = {
    "/x/post": x_post,
    "/x/reply": x_reply,
    "/x/quote": x_quote,
    "/x/repost": x_repost,
    "/x/like": x_like,
    "/x/edit": x_edit,
    "/x/delete": x_delete,
    "/fb/post": fb_post,
    "/fb/tag": fb_tag,
    "/fb/comment": fb_comment,
    "/fb/share": fb_share,
    "/fb/like": fb_like,
    "/fb/edit": fb_edit,
    "/fb/delete": fb_delete,
    "/messages/dm": send_dm,
    "/messages/messenger": send_message,
    "/messages/unsend": unsend,
}


async def read_fields(request: web.Request) -> dict[str, str]:
    """The text fields of a posted form (files are not taken). May be asked for again."""
    posted = await request.post()
    return {name: value for name, value in posted.items() if isinstance(value, str)}


def see_other(path: str) -> web.Response:
    """303: the browser loads `path` with GET, so that a reload posts nothing twice."""
    return web.Response(status=303, headers={"Location": path})


def handler(
    world: World, played: Played, deed: Deed
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The POST handler of one form. A TownError is shown by the caller's middleware."""

    async def post(request: web.Request) -> web.StreamResponse:
        fields = await read_fields(request)
        person = townsperson(world, fields.get("person", ""))
        shown = deed(Form(world, person, fields))
        played.acted(person.key, world.clock.now())
        back = local_path(fields.get("next", ""))
        response = see_other(back + (f"#p-{shown}" if shown else ""))
        remember(response, person)
        return response

    return post


def choose_person(world: World) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """POST /person: be another townsperson from now on."""

    async def post(request: web.Request) -> web.StreamResponse:
        fields = await read_fields(request)
        response = see_other(local_path(fields.get("next", "")))
        remember(response, townsperson(world, fields.get("person", "")))
        return response

    return post


def let_people_move_in(world: World) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """POST /town/people: the people of Lakeside move into an empty town."""

    async def post(request: web.Request) -> web.StreamResponse:
        fields = await read_fields(request)
        move_in(world)
        return see_other(local_path(fields.get("next", "")))

    return post
