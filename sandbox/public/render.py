"""Templates, and the wrapper every public page goes through."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sandbox.models import TownError
from sandbox.public import words
from sandbox.public.cards import tell_apart
from sandbox.public.forms import read_fields
from sandbox.public.pictures import CHOICES
from sandbox.public.who import local_path, viewer_of
from sandbox.world import World

FOLDER = Path(__file__).parent
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Pages:
    """Renders pages for whoever the visitor is being, and tells errors in plain words."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["clock"] = words.clock_label
        self._templates.filters["excerpt"] = words.excerpt

    def page(
        self, request: web.Request, template: str, *, status: int = 200, **values: Any
    ) -> web.Response:
        """A whole page."""
        now = self.world.clock.now()
        tell_apart(values.get("cards", []))
        text = self._templates.get_template(template).render(
            practice=self.world.practice,
            people=self.world.people(),
            viewer=viewer_of(request, self.world),
            pictures=CHOICES,
            here=request.path_qs,
            path=request.path,
            counter=self.world.changed.counter,
            ago=lambda moment: words.ago(moment, now),
            **values,
        )
        return web.Response(text=text, content_type="text/html", status=status, headers=HEADERS)

    def wrapped(self, handler: Handler) -> Handler:
        """The handler, with forms of foreign sites refused and errors shown as a page."""

        async def safe(request: web.Request) -> web.StreamResponse:
            if request.method == "POST" and not _is_from_here(request):
                reason = "This form was sent from another site, so nothing was done."
                return await self.problem(request, reason, 403)
            try:
                return await handler(request)
            except TownError as error:
                return await self.problem(
                    request, str(error), 404 if request.method == "GET" else 400
                )

        return safe

    async def problem(self, request: web.Request, reason: str, status: int) -> web.Response:
        """A page that says what went wrong; what somebody wrote is not lost."""
        fields = await read_fields(request) if request.method == "POST" else {}
        written, back = fields.get("text", ""), local_path(fields.get("next", ""))
        return self.page(
            request, "problem.html", status=status, reason=reason, written=written, back=back
        )


def _is_from_here(request: web.Request) -> bool:
    """Browsers say where a form came from; other programs say nothing and are let through."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
