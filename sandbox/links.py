"""Addresses as the real networks write them, led to the town's own pages."""

from __future__ import annotations

from aiohttp import web

from sandbox.world import World


def add_redirects(app: web.Application, world: World) -> None:
    """/<username>/status/<id>, /i/status/<id> and /i/web/status/<id> lead to the post."""

    async def to_post(request: web.Request) -> web.Response:
        post = world.x_find(request.match_info["post_id"])
        if post is None:
            return web.Response(text="There is no such post in town.\n", status=404)
        raise web.HTTPFound(world.x_permalink(post))

    app.router.add_get("/i/web/status/{post_id:[0-9]+}", to_post)
    app.router.add_get("/{username:[A-Za-z0-9_]+}/status/{post_id:[0-9]+}", to_post)
