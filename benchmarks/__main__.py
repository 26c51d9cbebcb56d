"""`make bench`: every benchmark, one after the other."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = (
    "benchmarks.ingest",
    "benchmarks.live_delay",
    "benchmarks.desk",
    "benchmarks.reports",
    "benchmarks.voice",
    "benchmarks.rechecks",
    "benchmarks.weekly_mail",
    "benchmarks.history",
)


def main() -> int:
    """Each in a process of its own, so that none warms another up."""
    codes = [
        subprocess.run([sys.executable, "-m", name, *sys.argv[1:]], check=False).returncode
        for name in BENCHMARKS
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
