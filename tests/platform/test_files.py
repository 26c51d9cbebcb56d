"""The lock files, `.env.example` and CI say what they should and nothing about this machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.platform.helpers import ROOT

LOCKS = ["requirements.lock", "requirements-dev.lock"]
PIN = re.compile(r"^([a-z0-9._-]+)==([^ ;]+)(?: ; [^\\]+?)? \\$", re.M)
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_pins_and_hashes_only(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    strange = [line for line in lines if not PIN.fullmatch(line) and not HASH.fullmatch(line)]
    assert strange == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_the_project_asks_for(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"]]
    if name == "requirements-dev.lock":
        wanted += project["dependency-groups"]["dev"]
    pinned = {match[1] for match in PIN.finditer((ROOT / name).read_text())}
    assert {_package(requirement) for requirement in wanted} <= pinned


def test_both_locks_agree() -> None:
    runtime, dev = (dict(PIN.findall((ROOT / name).read_text())) for name in LOCKS)
    assert {name: dev.get(name) for name in runtime} == runtime


def test_env_example_is_what_the_settings_read(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ran = subprocess.run(
        [sys.executable, "manage.py", "env_example"],
        cwd=ROOT,
        # As a developer's machine, but never with a developer's own keys or .env.
        env={
            **kept,
            "PRACTICE_HUB_ENV": "test",
            "SECRET_KEY": "k" * 50,
            "CREDENTIAL_KEYS": os.environ["CREDENTIAL_KEYS"],
        },
        capture_output=True,
        text=True,
        check=True,
    )
    written = (ROOT / ".env.example").read_text()
    assert ran.stdout == written, "run `make env-example`"


def test_ci_runs_make_test() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert "exec make test" in script
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def _package(requirement: str) -> str:
    return re.split(r"[\[<>=~! ]", requirement, maxsplit=1)[0].lower().replace("_", "-")
