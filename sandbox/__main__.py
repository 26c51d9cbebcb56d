"""`python -m sandbox`: start the town."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sqlite3
import sys
from collections.abc import AsyncIterator

from aiohttp import web

from sandbox.app import make_app
from sandbox.links import add_redirects
from sandbox.public.views import setup_public
from sandbox.start import CannotStartError, arguments, bind, lock_folder, refuse_production
from sandbox.town.history import seed_history
from sandbox.town.life import Life, run, seconds_between_posts
from sandbox.town.played import Played
from sandbox.world import World

EXIT_REFUSED = 2


def _lively(app: web.Application, world: World, played: Played, mean_seconds: float) -> None:
    """The town's life runs as long as the server does."""

    async def live(_: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(run(Life(world, mean_seconds=mean_seconds, played=played)))
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    app.cleanup_ctx.append(live)


def serve(argv: list[str] | None = None) -> None:
    """Start and serve until stopped. Raises CannotStartError before anything is begun."""
    options = arguments(argv, os.environ)
    refuse_production(os.environ)
    mean_seconds = _mean_seconds()
    listener = bind(options.host, options.port)
    held = lock_folder(options.data_dir) if options.data_dir else None
    port = listener.getsockname()[1]
    host = f"[{options.host}]" if ":" in options.host else options.host
    base_url = f"http://{host}:{port}"
    try:
        world = World(options.data_dir, public_base_url=base_url)
    except sqlite3.Error as error:
        raise CannotStartError(
            f"The town in {options.data_dir} cannot be read ({error}): move the folder away."
        ) from None
    world.start_with(limits=options.limits or ("relaxed" if options.town else "real"))
    if options.town and world.is_empty:
        _seed(world, options.seed)
    played = Played()
    parts = [lambda app, world: setup_public(app, world, played), add_redirects]
    if options.town:
        parts.append(lambda app, world: _lively(app, world, played, mean_seconds))
    print(f"Sandbox listening on {base_url}", flush=True)
    web.run_app(
        make_app(world, parts), sock=listener, print=None, access_log=None, shutdown_timeout=2.0
    )
    if held is not None:
        held.close()


def _seed(world: World, seed: int) -> None:
    """A past told halfway would stay for good, so a failure leaves an empty town behind."""
    try:
        seed_history(world, seed)
    except BaseException:
        world.reset()
        raise


def _mean_seconds() -> float:
    try:
        return seconds_between_posts()
    except ValueError as error:
        raise CannotStartError(str(error)) from None


def main() -> int:
    """Exit code 2, with one sentence, when the sandbox must not or cannot start."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        serve()
    except CannotStartError as error:
        print(error, file=sys.stderr)
        return EXIT_REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
