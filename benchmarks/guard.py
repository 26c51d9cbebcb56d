"""How long the guard takes, and how well it tells replies apart.

`python -m benchmarks.guard` times 1,000 characters (target: p95 at most 30 ms) and prints the
verdicts by family on the guard's own cases; a path to another file of JSON lines (`text`, and
`verdict` or `label`) measures on that one instead.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import Any

from inbox.domain.guard import Heard, Verdict, check

ROOT = Path(__file__).resolve().parent.parent
OWN = ROOT / "tests/inbox/guard/cases"
LENGTH, ROUNDS = 1000, 300


def load(paths: list[Path]) -> list[dict[str, Any]]:
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [json.loads(line) for line in lines if line.strip()]


def heard_of(case: dict[str, Any]) -> Heard | None:
    if not (case.get("mention") or case.get("author")):
        return None
    return Heard(
        text=case.get("mention") or "",
        author_name=case.get("author") or "",
        category=case.get("category") or "",
    )


def is_violation(case: dict[str, Any]) -> bool:
    return (case.get("verdict") or case.get("label")) in {"blocked", "violates"}


def measure_time(cases: list[dict[str, Any]]) -> None:
    text = " ".join(case["text"] for case in cases)
    while len(text) < LENGTH * 3:
        text += " " + text
    check(text[:LENGTH], audience="PUBLIC")  # reads the rules, once per process
    wall, cpu = [], []
    for number in range(ROUNDS):
        at = number * 97 % (len(text) - LENGTH)
        piece = text[at : at + LENGTH]
        started, busy = time.perf_counter(), time.process_time()
        check(piece, audience="PUBLIC", heard=Heard(text=text[:280], author_name="Kim Lee"))
        wall.append((time.perf_counter() - started) * 1000)
        cpu.append((time.process_time() - busy) * 1000)
    for name, values in (("wall", wall), ("processor", cpu)):
        cut = statistics.quantiles(values, n=20)
        print(f"{name}: median {statistics.median(values):.1f} ms, p95 {cut[-1]:.1f} ms")


def measure_verdicts(cases: list[dict[str, Any]]) -> None:
    counts: dict[str, Counter[Verdict]] = {}
    for case in cases:
        family = case.get("family") or ("violation" if is_violation(case) else "ok")
        verdict = check(case["text"], audience="PUBLIC", heard=heard_of(case)).verdict
        counts.setdefault(family, Counter())[verdict] += 1
    print(f"{'family':<12}{'cases':>6}{'blocked':>9}{'approval':>9}{'pass':>6}")
    for family, count in sorted(counts.items()):
        shares = "".join(
            f"{count[verdict]:>{width}}"
            for verdict, width in (
                (Verdict.BLOCKED, 9),
                (Verdict.NEEDS_APPROVAL, 9),
                (Verdict.PASS, 6),
            )
        )
        print(f"{family:<12}{count.total():>6}{shares}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", type=Path, help="JSON lines; the own cases if absent")
    paths = parser.parse_args().cases or sorted(OWN.glob("*.jsonl"))
    cases = load(paths)
    measure_verdicts(cases)
    measure_time(load(sorted(OWN.glob("*.jsonl"))))


if __name__ == "__main__":
    main()
