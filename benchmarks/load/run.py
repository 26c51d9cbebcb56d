"""One run: everybody comes in, works, and what was seen is printed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

from benchmarks.load.agents import Desk, work
from benchmarks.load.asking import Asker, open_session
from benchmarks.load.browsers import MISSED_SECONDS, Browser, Hearing, follow_redis, stay_open
from benchmarks.load.machine import Machine, busiest, print_machine
from benchmarks.load.tally import HEAD, Tally, high, line, print_acts

if TYPE_CHECKING:
    from benchmarks.load.world import Seat, World

OPENING_SECONDS = 60.0
STREAMS_AT_ONCE = 20
# It has given way when less is done than this share of what was asked, or most wait so long.
LEAST_SHARE, LONGEST_SECONDS = 0.9, 2.0


@dataclass(frozen=True, slots=True)
class Step:
    """So many acts a second of all together, for so long."""

    rate: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the hub is."""

    base_url: str
    events_url: str
    redis_url: str
    up_pid: int
    is_refreshing: bool


@dataclass(slots=True)
class Scene:
    """What is going on: the tallies of this step, and who heard what."""

    plan: Plan
    world: World
    session: aiohttp.ClientSession
    machine: Machine
    hearing: Hearing = field(default_factory=Hearing)
    acts: Tally = field(default_factory=Tally)
    refreshes: Tally = field(default_factory=Tally)
    lags: list[float] = field(default_factory=list)


async def run(plan: Plan, world: World, steps: Sequence[Step]) -> bool:
    """True when nothing went wrong."""
    async with open_session() as session:
        scene = Scene(plan, world, session, Machine(plan.up_pid))
        background = await _open(scene)
        try:
            is_well = True
            for step in steps:
                is_well = await _step(scene, step) and is_well
                if len(steps) > 1 and _has_given(scene.acts, step, scene.machine):
                    break
        finally:
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
    return is_well


async def _open(scene: Scene) -> list[asyncio.Task[None]]:
    """Every page open, and everything that watches."""
    watching: list[Coroutine[Any, Any, None]] = [
        follow_redis(scene.plan.redis_url, scene.hearing),
        scene.machine.watch(),
        _sweep(scene.hearing),
        _feel_lag(scene.lags),
    ]
    tasks = [asyncio.create_task(one) for one in watching]
    for number, seat in enumerate(scene.world.browsers):
        tasks.append(asyncio.create_task(stay_open(_browser(scene, number, seat), scene.hearing)))
        if number % STREAMS_AT_ONCE == 0:
            await asyncio.sleep(0.2)
    deadline = time.perf_counter() + OPENING_SECONDS
    while scene.hearing.open_count < len(scene.world.browsers):
        if time.perf_counter() > deadline:
            raise SystemExit(f"only {scene.hearing.open_count} streams opened")
        await asyncio.sleep(0.2)
    print(f"{scene.hearing.open_count} streams are open")
    return tasks


def _browser(scene: Scene, number: int, seat: Seat) -> Browser:
    asker = Asker(scene.session, scene.plan.base_url, seat.cookie, lambda: scene.refreshes)

    async def refresh() -> None:
        await asker.get("counts", "/inbox/counts/")
        await asker.get("list", "/inbox/")

    return Browser(
        number,
        scene.session,
        scene.plan.events_url,
        seat.cookie,
        seat.practice_id,
        seat.channels,
        refresh if scene.plan.is_refreshing else None,
    )


async def _step(scene: Scene, step: Step) -> bool:
    scene.acts, scene.refreshes, hearing = Tally(), Tally(), scene.hearing
    before = (hearing.missed, hearing.dropped, hearing.refused, len(hearing.delays))
    first_sample, first_lag = len(scene.machine.samples), len(scene.lags)
    begun = time.perf_counter()
    desks = _desks(scene, step, begun)
    await asyncio.gather(*(work(desk, begun + step.seconds) for desk in desks))
    took = time.perf_counter() - begun
    await asyncio.sleep(min(MISSED_SECONDS + 1, step.seconds))
    hearing.sweep()
    print_acts("Acts", scene.acts, took, step.rate)
    if scene.plan.is_refreshing:
        print_acts("Open pages that fetch what changed", scene.refreshes, took, 0)
    missed, dropped, refused = (
        hearing.missed - before[0],
        hearing.dropped - before[1],
        hearing.refused - before[2],
    )
    print(f"\nStreams: {hearing.open_count} open, {dropped} ended, {refused} refused")
    print(f"  told too late or never: {missed}")
    print(HEAD)
    print(line("published to stream", hearing.delays[before[3] :]))
    print(line("the meter's own lag", scene.lags[first_lag:]))
    print_machine(scene.machine.samples[first_sample:])
    return not (scene.acts.errors or scene.refreshes.errors or missed or dropped or refused)


def _desks(scene: Scene, step: Step, begun: float) -> list[Desk]:
    seats = scene.world.agents
    every = len(seats) / step.rate
    return [
        Desk(
            Asker(scene.session, scene.plan.base_url, seat.cookie, lambda: scene.acts),
            tuple(scene.world.public[seat.practice_id]),
            tuple(scene.world.private[seat.practice_id]),
            not seat.sees_private,
            begun + every * number / len(seats),
            every,
        )
        for number, seat in enumerate(seats)
    ]


def _has_given(acts: Tally, step: Step, machine: Machine) -> bool:
    share = acts.count / (step.rate * step.seconds)
    slow = high(acts.seconds(), 95)
    if share >= LEAST_SHARE and slow <= LONGEST_SECONDS and not acts.errors:
        return False
    samples = machine.samples[-max(int(step.seconds / 2), 1) :]
    print(f"\nIt gives way at {step.rate:g} acts a second; used most (cores): {busiest(samples)}")
    return True


async def _sweep(hearing: Hearing) -> None:
    while True:
        await asyncio.sleep(1)
        hearing.sweep()


async def _feel_lag(lags: list[float]) -> None:
    """How late this program itself is: what it measures is late by as much."""
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(0.1)
        lags.append(time.perf_counter() - begun - 0.1)
