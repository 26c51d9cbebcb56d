"""Bringing the whole product up on one machine, in the one order that works, and down again."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from practice_hub import preflight, running
from practice_hub.console import Console
from practice_hub.embedded import EmbeddedPostgres, EmbeddedRedis
from practice_hub.probe import accepts, answers
from practice_hub.processes import PROCESSES, Layout, sandbox
from practice_hub.supervise import STOP_SECONDS, Program, Server, Supervisor

READY_SECONDS: Final = 60.0
# Stopped first: the clock, so that no work is handed out any more; then who works; the town, which
# has to answer them, last.
WORK_TURN: Final = 1
TOWN_TURN: Final = 2
FRONT: Final = ("web", "events")
OTHER_NAMES: Final = ("sandbox", "migrate", "demo_setup", "collectstatic")
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What to bring up, where, and with which environment."""

    layout: Layout
    environment: Mapping[str, str] = field(repr=False)
    is_demo: bool
    manage: Path
    ready_line: str
    steps: tuple[str, ...] = ("migrate",)
    is_logged_as_json: bool = False
    stop_seconds: float = STOP_SECONDS

    @property
    def announcement(self) -> dict[str, str]:
        """The settings that commands in another terminal must share with this plan."""
        return demo_environment(self.layout.sandbox_port) if self.is_demo else {}

    @property
    def ports(self) -> dict[str, int]:
        """Every port that the plan listens on, by the name of its setting."""
        ports = {"PORT": self.layout.port, "EVENTS_PORT": self.layout.events_port}
        return {**ports, "SANDBOX_PORT": self.layout.sandbox_port} if self.is_demo else ports


def bring_up(plan: Plan) -> None:
    """Run everything until SIGINT or SIGTERM.

    Raises PreflightError, EmbeddedError or ChildFailedError with a sentence for the person who
    started it; by then everything that had been started is stopped again.
    """
    data_dir = plan.layout.data_dir
    preflight.check_folder(data_dir)
    with preflight.hold_folder(data_dir) as was_killed, ExitStack() as stack:
        preflight.check_ports(plan.ports, plan.layout.host, wait_for_leftovers=was_killed)
        servers, addresses = _start_servers(plan, stack)
        running.announce(data_dir, {**plan.announcement, **addresses})
        stack.callback(running.withdraw, data_dir)
        plan = replace(plan, environment={**plan.environment, **addresses})
        asyncio.run(_run(plan, servers))


def demo_environment(sandbox_port: int) -> dict[str, str]:
    """Return the settings that make an installation the demo, with its networks in the town."""
    town = f"http://127.0.0.1:{sandbox_port}"
    return {
        "PRACTICE_HUB_ENV": "demo",
        "SANDBOX_PORT": str(sandbox_port),
        "X_API_BASE_URL": town,
        "GRAPH_API_BASE_URL": town,
        "X_WEB_BASE_URL": town,
    }


def _start_servers(plan: Plan, stack: ExitStack) -> tuple[list[Server], dict[str, str]]:
    servers: list[Server] = []
    addresses: dict[str, str] = {}
    if not plan.environment.get("DATABASE_URL"):
        postgres = EmbeddedPostgres(plan.layout.data_dir)
        stack.callback(postgres.stop)
        addresses["DATABASE_URL"] = postgres.start()
        servers.append(postgres)
    if not plan.environment.get("REDIS_URL"):
        cache = EmbeddedRedis(plan.layout.data_dir)
        stack.callback(cache.stop)
        addresses["REDIS_URL"] = cache.start()
        servers.append(cache)
    return servers, addresses


async def _run(plan: Plan, servers: list[Server]) -> None:
    names = [*PROCESSES, *OTHER_NAMES]
    console = Console(sys.stdout, names, is_json=plan.is_logged_as_json)
    supervisor = Supervisor(console, servers, stop_seconds=plan.stop_seconds)
    supervisor.watch_signals()
    try:
        if await _start_everything(plan, supervisor):
            supervisor.console.plain(plan.ready_line)
            await supervisor.run()
    finally:
        await supervisor.stop()


async def _start_everything(plan: Plan, supervisor: Supervisor) -> bool:
    """Start all in order; False when asked to stop meanwhile."""
    if plan.is_demo:
        # It needs nothing of ours, so it starts while the database is being prepared.
        supervisor.start(Program("sandbox", sandbox(plan.layout), plan.environment, TOWN_TURN))
    for step in plan.steps:
        if not await supervisor.complete(_manage(plan, step)):
            return False
    if plan.is_demo and not await _set_up_demo(plan, supervisor):
        return False
    # What people wait for comes first; the rest would only slow its start.
    _start(plan, supervisor, FRONT)
    if not await _front_answers(plan, supervisor):
        return False
    _start(plan, supervisor, tuple(name for name in PROCESSES if name not in FRONT))
    return True


def _start(plan: Plan, supervisor: Supervisor, names: Sequence[str]) -> None:
    for name in names:
        argv, turn = PROCESSES[name](plan.layout), 0 if name == "beat" else WORK_TURN
        supervisor.start(Program(name, argv, plan.environment, turn))


async def _front_answers(plan: Plan, supervisor: Supervisor) -> bool:
    host, layout = _probe_host(plan.layout.host), plan.layout
    return await supervisor.wait_for(
        "the web process", lambda: answers(host, layout.port, "/healthz"), READY_SECONDS
    ) and await supervisor.wait_for(
        "the event stream", lambda: accepts(host, layout.events_port), READY_SECONDS
    )


async def _set_up_demo(plan: Plan, supervisor: Supervisor) -> bool:
    port = plan.layout.sandbox_port
    return await supervisor.wait_for(
        "the town", lambda: answers("127.0.0.1", port, "/_sandbox/health"), READY_SECONDS
    ) and await supervisor.complete(_manage(plan, "demo_setup"))


def _manage(plan: Plan, command: str) -> Program:
    options = {"migrate": ["--noinput", "-v", "0"], "collectstatic": ["--noinput", "-v", "0"]}
    argv = [plan.layout.python, str(plan.manage), command, *options.get(command, [])]
    return Program(command, argv, plan.environment)


def _probe_host(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
