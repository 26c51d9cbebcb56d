"""Keeps a set of programs running under one process, and leaves none behind.

Circus and supervisor were both tried first: each left the grandchildren of a killed child running,
and every child when it was killed itself. Here each child leads a session of its own, whose
processes are killed once the child has gone, and the kernel tells it to stop when we die.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from practice_hub.console import OWN_NAME, Console
from practice_hub.hostuser import die_with_parent

STOP_SECONDS: Final = 120.0  # no send lasts longer (inbox/send_time.py)
FIRST_DELAY_SECONDS: Final = 0.5
LONGEST_DELAY_SECONDS: Final = 30.0
# A child that has run for this long is well: its next death starts the delays anew.
WELL_AFTER_SECONDS: Final = 30.0
WATCH_SECONDS: Final = 0.5
POLL_SECONDS: Final = 0.1
# One Ctrl-C can arrive as several signals; only a later one is a second wish.
IMPATIENT_AFTER_SECONDS: Final = 1.0
CHUNK_BYTES: Final = 65536
STOPPING: Final = (
    "stopping: what is being sent or answered is finished first, which takes {seconds} s at most. "
    "Ctrl-C once more stops at once; an answer cut off by that is looked for on its network later."
)


class Server(Protocol):
    """A server that is no child of the supervisor, but is to be kept running too."""

    name: str

    def is_running(self) -> bool:
        """Tell whether its process lives."""

    def restart(self) -> None:
        """Start it again at the same address."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program to keep running: a short name, its arguments and its environment.

    Those with a lower `stop_turn` have ended before the others are asked to."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    stop_turn: int = 0


class ChildFailedError(Exception):
    """A child stopped before everything was ready."""


class Child:
    """One program, started again whenever it dies."""

    def __init__(self, program: Program, console: Console) -> None:
        self.name = program.name
        self.stop_turn = program.stop_turn
        self.has_died = False
        self._program = program
        self._console = console
        self._process: asyncio.subprocess.Process | None = None
        self._delay = FIRST_DELAY_SECONDS
        self._is_stopping = False

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return None if self._process is None else self._process.pid

    async def keep_running(self) -> None:
        """Run the program until :meth:`stop`, with growing pauses between its deaths."""
        while not self._is_stopping:
            started = time.monotonic()
            how = _how_it_ended(await self.run_once())
            if self._is_stopping:
                return
            self.has_died = True
            if time.monotonic() - started > WELL_AFTER_SECONDS:
                self._delay = FIRST_DELAY_SECONDS
            self._say(f"{self.name} {how}; starting it again in {self._delay:g} s")
            await asyncio.sleep(self._delay)
            self._delay = min(self._delay * 2, LONGEST_DELAY_SECONDS)

    def ask_to_stop(self) -> None:
        """Send SIGTERM, once."""
        if not self._is_stopping and self._process is not None:
            _signal(self._process.pid, signal.SIGTERM)
        self._is_stopping = True

    async def stop(self, seconds: float) -> None:
        """Ask the program to stop, and kill it when it takes longer than `seconds`."""
        self.ask_to_stop()
        process = self._process
        if process is None:
            return
        try:
            await asyncio.wait_for(process.wait(), seconds)
        except TimeoutError:
            self._say(f"{self.name} did not stop within {seconds:g} s and is killed")
            self.kill()

    def kill(self) -> None:
        """Kill the program and everything it has started."""
        self._is_stopping = True
        if self._process is not None:
            _signal_group(self._process.pid, signal.SIGKILL)

    async def run_once(self) -> int:
        """Run the program to its end and return its exit code, negative for a signal."""
        # A pipe of our own: asyncio's may hold up the news of a death until every grandchild that
        # shares the pipe is gone, and it is that news which makes us kill them.
        reading, writing = os.pipe()
        output = asyncio.create_task(self._pass_on(reading))
        try:
            process = await asyncio.create_subprocess_exec(
                *self._program.argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=writing,
                stderr=writing,
                env=dict(self._program.environment),
                start_new_session=True,
                preexec_fn=_ask_to_die_with_us,
            )
        finally:
            os.close(writing)
        self._process = process
        if self._is_stopping:
            _signal(process.pid, signal.SIGTERM)
        code = await process.wait()
        # Whatever it has started and left behind would hold its port, or do its work twice.
        _signal_group(process.pid, signal.SIGKILL)
        await output
        self._process = None
        return code

    async def _pass_on(self, descriptor: int) -> None:
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb")
        )
        await self._print_lines(reader)
        transport.close()

    async def _print_lines(self, reader: asyncio.StreamReader) -> None:
        rest = b""
        while chunk := await reader.read(CHUNK_BYTES):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._console.line(self.name, line.decode(errors="replace").rstrip("\r"))
        if rest:
            self._console.line(self.name, rest.decode(errors="replace"))

    def _say(self, text: str) -> None:
        self._console.line(OWN_NAME, text)


class Supervisor:
    """Runs programs until SIGINT or SIGTERM; the second signal stops them the hard way."""

    def __init__(
        self, console: Console, servers: Sequence[Server] = (), stop_seconds: float = STOP_SECONDS
    ) -> None:
        self.console = console
        self._stop_seconds = stop_seconds
        self._servers = servers
        self._children: list[Child] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._asked_to_stop = asyncio.Event()
        self._asked_at = 0.0

    @property
    def is_stopping(self) -> bool:
        """True once a signal has asked for the end."""
        return self._asked_to_stop.is_set()

    def watch_signals(self) -> None:
        """Take over SIGINT, SIGTERM and SIGHUP for as long as the loop runs."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._on_signal)

    def start(self, program: Program) -> None:
        """Start a program and keep it running."""
        child = Child(program, self.console)
        self._children.append(child)
        self._tasks.append(asyncio.create_task(child.keep_running()))

    async def complete(self, program: Program) -> bool:
        """Run a program to its end; False when asked to stop meanwhile.

        Raises :class:`ChildFailedError` when it fails.
        """
        child = Child(program, self.console)
        self._children.append(child)
        code = await child.run_once()
        self._children.remove(child)
        if code != 0 and not self.is_stopping:
            raise ChildFailedError(f"{program.name} {_how_it_ended(code)}; its last lines say why")
        return not self.is_stopping

    async def wait_for(self, name: str, is_ready: Callable[[], bool], seconds: float) -> bool:
        """Wait until `is_ready()`; False when asked to stop meanwhile.

        Raises :class:`ChildFailedError` when a child dies first or the time is over.
        """
        deadline = time.monotonic() + seconds
        while not self.is_stopping:
            if await asyncio.to_thread(is_ready):
                return True
            for child in self._children:
                if child.has_died:
                    raise ChildFailedError(
                        f"{child.name} stopped while starting; its last lines say why"
                    )
            if time.monotonic() > deadline:
                raise ChildFailedError(f"{name} did not answer within {seconds:g} s")
            await asyncio.sleep(POLL_SECONDS)
        return False

    async def run(self) -> None:
        """Watch over everything until a signal asks for the end."""
        while not self.is_stopping:
            for server in self._servers:
                self._revive(server)
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._asked_to_stop.wait(), WATCH_SECONDS)

    async def stop(self) -> None:
        """Stop every child, those of one turn at once; each turn has the whole time."""
        self._asked_to_stop.set()
        for turn in sorted({child.stop_turn for child in self._children}):
            mine = [child for child in self._children if child.stop_turn == turn]
            await asyncio.gather(*(child.stop(self._stop_seconds) for child in mine))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for child in self._children:
            child.kill()

    def _revive(self, server: Server) -> None:
        # In this very thread: the kernel ties a server's life to the thread that started it.
        if server.is_running():
            return
        self.console.line(OWN_NAME, f"{server.name} stopped; starting it again")
        try:
            server.restart()
        except Exception as error:
            self.console.line(OWN_NAME, f"{server.name}: {error}")

    def _on_signal(self) -> None:
        now = time.monotonic()
        if not self.is_stopping:
            self._asked_at = now
            self._asked_to_stop.set()
            self.console.line(OWN_NAME, STOPPING.format(seconds=f"{self._stop_seconds:g}"))
            # A step that is run to its end (such as migrate) would otherwise be waited for.
            for child in self._children:
                if child.stop_turn == 0:
                    child.ask_to_stop()
        elif now - self._asked_at > IMPATIENT_AFTER_SECONDS:
            for child in self._children:
                child.kill()


def _ask_to_die_with_us() -> None:
    die_with_parent(signal.SIGTERM)


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _how_it_ended(code: int) -> str:
    if code >= 0:
        return f"stopped with exit code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"
