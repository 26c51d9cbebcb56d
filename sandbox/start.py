"""Checks before the start: where the sandbox may run, on which port, with which folder."""

from __future__ import annotations

import argparse
import fcntl
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from sandbox.admin import is_loopback_name

_PRODUCTION_VARIABLES = ("DJANGO_ENV", "PRACTICE_HUB_ENV")


class CannotStartError(Exception):
    """Says in one sentence why not, and what to do."""


def arguments(argv: list[str] | None, environ: Mapping[str, str]) -> argparse.Namespace:
    """The command line. SANDBOX_PORT is the port when --port is not given."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="A small town with its own X and Facebook. For demos, training and tests.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="a name of this machine only")
    parser.add_argument("--port", default=environ.get("SANDBOX_PORT", "8010"), help="0: any free")
    parser.add_argument("--data-dir", type=Path, help="keep the town here; without it: in memory")
    parser.add_argument(
        "--town", action="store_true", help="three past weeks, and a life of its own"
    )
    parser.add_argument("--seed", type=int, default=42, help="the same seed tells the same story")
    parser.add_argument(
        "--limits", choices=("relaxed", "real"), help="call limits of X (with --town: relaxed)"
    )
    return parser.parse_args(argv)


def refuse_production(environ: Mapping[str, str]) -> None:
    """Raises CannotStartError in production settings."""
    for name in _PRODUCTION_VARIABLES:
        if environ.get(name, "").strip().lower() in ("production", "prod", "live"):
            raise CannotStartError(
                f"The sandbox does not start in production: {name} is set to {environ[name]!r}."
            )


def bind(host: str, port_text: str) -> socket.socket:
    """A listening socket on this machine only. Raises CannotStartError."""
    if not is_loopback_name(host):
        raise CannotStartError(
            f"The sandbox listens on this machine only: --host {host} is not a loopback address."
        )
    if not port_text.isdigit() or int(port_text) > 65535:
        raise CannotStartError(f"The port must be a number from 0 to 65535, not {port_text!r}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, int(port_text)))
        listener.listen(128)
    except OSError as error:
        listener.close()
        reason = os.strerror(error.errno or 0).lower()
        raise CannotStartError(
            f"Port {port_text} on {host} cannot be used ({reason}): stop what runs there or "
            "choose another with --port or SANDBOX_PORT."
        ) from None
    return listener


def lock_folder(data_dir: Path) -> IO[str]:
    """Hold the folder for this process. Raises CannotStartError when it is held or not writable."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        handle = (data_dir / "sandbox.lock").open("w")
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        raise CannotStartError(f"The folder {data_dir} cannot be used ({reason}).") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise CannotStartError(f"Another sandbox already uses the folder {data_dir}.") from None
    return handle
