"""/media/*: pictures of posts and people, drawn when asked for, and pictures that were uploaded."""

from __future__ import annotations

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
    """The SVG of /media/<id>.svg or /media/avatar-<key>.svg, or an upload; 404 for the rest."""
    name = path.removeprefix("/media/").rpartition(".")[0]
    if name in world.uploads:
        kind = world.media[name].content_type
        return web.Response(body=world.uploads[name], content_type=kind, headers=_HEADERS)
    text = _drawing(world, name)
    if text is None:
        return web.Response(text="There is no such picture.\n", status=404)
    return web.Response(text=text, content_type="image/svg+xml", headers=_HEADERS)


def _drawing(world: World, name: str) -> str | None:
    if name.startswith("avatar-"):
        try:
            person = world.person(name.removeprefix("avatar-"))
        except TownError:
            return None
        return avatar(person.name, person.key)
    media = world.media.get(name)
    return picture(media.kind, media.id, media.alt_text) if media else None
