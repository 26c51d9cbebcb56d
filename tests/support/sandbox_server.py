"""A real sandbox in a process of its own, on a free port, for any test suite."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import requests

from tests.support.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]
_ADDRESS = re.compile(r"http://\S+")


class SandboxServer:
    """Starts with `start()`, ends with `stop()`; in between, the controls as methods.

    Empty and in memory unless told otherwise. `limits` is "relaxed" or "real".
    """

    def __init__(
        self,
        *,
        data_dir: Path | None = None,
        town: bool = False,
        limits: str = "relaxed",
        port: int = 0,
    ) -> None:
        self._arguments = ["--port", str(port), "--limits", limits]
        if data_dir is not None:
            self._arguments += ["--data-dir", str(data_dir)]
        if town:
            self._arguments.append("--town")
        self._process: subprocess.Popen[str] | None = None
        self._session = requests.Session()
        self._session.trust_env = False
        self.base_url = ""
        self.output: list[str] = []

    # -- the process -------------------------------------------------------------------------

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> SandboxServer:
        """Start and wait until it listens. Raises RuntimeError with what it said."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sandbox", *self._arguments],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        is_listening = threading.Event()
        threading.Thread(target=self._read, args=(is_listening,), daemon=True).start()
        if not is_listening.wait(PATIENCE_SECONDS) or not self.base_url:
            self.stop()
            raise RuntimeError(f"The sandbox did not start: {' '.join(self.output)}")
        return self

    def _read(self, is_listening: threading.Event) -> None:
        assert self._process is not None and self._process.stdout is not None
        for line in self._process.stdout:
            self.output.append(line.rstrip())
            if not self.base_url and (found := _ADDRESS.search(line)):
                self.base_url = found.group()
                is_listening.set()
        is_listening.set()

    def stop(self) -> None:
        """End the process and wait for it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(PATIENCE_SECONDS)
        self._process = None
        self.base_url = ""

    def __enter__(self) -> SandboxServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    # -- the controls ------------------------------------------------------------------------

    def control(self, verb: str, name: str, body: Any = None, /, **query: str) -> dict[str, Any]:
        """Call /_sandbox/<name>. Raises AssertionError with the sandbox's own words."""
        address = f"{self.base_url}/_sandbox/{name}"
        answer = self._session.request(
            verb, address, json=body, params=query, timeout=PATIENCE_SECONDS
        )
        assert answer.ok, f"{verb} {name}: {answer.status_code} {answer.text}"
        found: dict[str, Any] = answer.json()
        return found

    def act(self, verb: str, **args: Any) -> Any:
        """Let something happen in town: `act("x_post", person="jo", text="...")["id"]`."""
        return self.control("POST", "act", {"verb": verb, "args": args})["result"]

    def fault(
        self,
        kind: str,
        *,
        match: dict[str, str] | None = None,
        times: int | None = 1,
        skip: int = 0,
        **details: Any,
    ) -> dict[str, Any]:
        """Make calls go wrong: `fault("drop", match={"host": "x"}, when="after")`."""
        body = {
            "match": match or {},
            "times": times,
            "skip": skip,
            "fault": {"kind": kind, **details},
        }
        return self.control("POST", "faults", body)

    def faults(self) -> list[dict[str, Any]]:
        """All faults, with how often each has struck."""
        found: list[dict[str, Any]] = self.control("GET", "faults")["faults"]
        return found

    def clear_faults(self) -> None:
        """No more faults."""
        self.control("DELETE", "faults")

    def requests(self, path: str = "", method: str = "", host: str = "") -> list[dict[str, Any]]:
        """Calls the networks received; `path` is a regular expression."""
        query = {"path": path, "method": method, "host": host}
        found: list[dict[str, Any]] = self.control("GET", "requests", **query)["requests"]
        return found

    def clear_requests(self) -> None:
        """Forget the calls so far."""
        self.control("DELETE", "requests")

    def state(self) -> dict[str, Any]:
        """Everything in town, to compare with."""
        return self.control("GET", "state")

    def credentials(self) -> dict[str, Any]:
        """The practice's accounts and tokens."""
        return self.control("GET", "credentials")

    def reset(
        self, people: list[dict[str, Any]] | None = None, **settings: Any
    ) -> list[dict[str, Any]]:
        """An empty town with these people and settings; faults, clock, log and counts anew."""
        body = {"people": people or [], "settings": settings}
        found: list[dict[str, Any]] = self.control("POST", "reset", body)["people"]
        return found

    def configure(self, **settings: Any) -> dict[str, Any]:
        """Turn knobs, for instance `x_dialect="2.167"`."""
        return self.control("POST", "settings", settings)

    def set_clock(self, moment: str, *, freeze: bool | None = None) -> str:
        """Set the town's time; returns the time now."""
        body: dict[str, Any] = {"set": moment}
        if freeze is not None:
            body["freeze"] = freeze
        return str(self.control("POST", "clock", body)["now"])

    def advance(self, seconds: float) -> str:
        """Let time pass at once; returns the time now."""
        return str(self.control("POST", "clock", {"advance_seconds": seconds})["now"])
