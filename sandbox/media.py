"""/media/*: pictures of posts and people, drawn when asked for, and pictures that were uploaded."""

from __future__ import annotations

from functools import lru_cache

import vl_convert
from aiohttp import web

from sandbox.drawings import avatar, picture
from sandbox.models import TownError
from sandbox.world import World

_HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}


def serve_media(world: World, path: str) -> web.Response:
    """The PNG of /media/<id>.png, a face as PNG or SVG of /media/avatar-<key>, or an upload; else
    404.

    Photos are PNG as no network hands out a drawing; who shows pictures of strangers takes no SVG.
    """
    name, _, kind = path.removeprefix("/media/").rpartition(".")
    if name in world.uploads:
        content_type = world.media[name].content_type
        return web.Response(body=world.uploads[name], content_type=content_type, headers=_HEADERS)
    if name in world.media:
        photo = _photo(world.media[name].kind, name)
        return web.Response(body=photo, content_type="image/png", headers=_HEADERS)
    text = _face(world, name)
    if text is None:
        return web.Response(text="There is no such picture.\n", status=404)
    if kind == "png":
        return web.Response(body=_drawn(text), content_type="image/png", headers=_HEADERS)
    return web.Response(text=text, content_type="image/svg+xml", headers=_HEADERS)


@lru_cache(maxsize=64)
def _photo(kind: str, seed: str) -> bytes:
    return vl_convert.svg_to_png(picture(kind, seed), scale=1)


@lru_cache(maxsize=256)
def _drawn(text: str) -> bytes:
    return vl_convert.svg_to_png(text, scale=1)


def _face(world: World, name: str) -> str | None:
    if not name.startswith("avatar-"):
        return None
    try:
        person = world.person(name.removeprefix("avatar-"))
    except TownError:
        return None
    return avatar(person.name, person.key)
