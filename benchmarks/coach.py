"""How often the coach speaks where it should not, where it should, and how long it takes.

    python benchmarks/coach.py [--data DIR] [--show]

Own cases and the town's model answers are part of this repository. DIR may hold two public sets:
goemotions_dev.csv (small talk, column `text`) and reply_cases.jsonl (published replies; those
labeled "ok" are used). A file that is missing is skipped. Texts are read, never kept; `--show`
prints the ones that got advice, for reading.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from inbox.domain.coach import Draft, Earlier, advise
from inbox.domain.similarity import nearly_same

ROOT = Path(__file__).resolve().parent.parent
# What the town's model answers answer; the rest is small talk.
_TOWN = {"complaint": "COMPLAINT", "es_complaint": "COMPLAINT", "praise": "PRAISE"}
_TOWN |= {"medical": "MEDICAL", "es_medical": "MEDICAL", "price": "PRICE", "hours": "QUESTION"}
Case = tuple[str, Draft]


def main() -> None:
    arguments = _parser().parse_args()
    corpora: list[tuple[str, list[Case]]] = [("town's model answers", list(_town()))]
    if arguments.data:
        small_talk = list(_small_talk(arguments.data / "goemotions_dev.csv"))
        replies = list(_replies(arguments.data / "reply_cases.jsonl"))
        for category in ("OTHER", "PRAISE", "COMPLAINT"):
            corpora.append((f"small talk as {category}", _cases(small_talk, category)))
        for category in ("OTHER", "COMPLAINT"):
            corpora.append((f"ok replies as {category}", _cases(replies, category)))
    for title, cases in corpora:
        _report(title, cases, is_shown=arguments.show)
    _report_times([draft for _, cases in corpora for _, draft in cases])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, help="folder with the two public sets")
    parser.add_argument("--show", action="store_true", help="print the texts that got advice")
    return parser


def _town() -> Iterator[Case]:
    """Every combination of the parts, signed as the town signs."""
    path = ROOT / "sandbox" / "town" / "texts" / "answers.json"
    for kind, value in json.loads(path.read_text(encoding="utf-8")).items():
        for parts in itertools.product(*value["parts"]):
            text = " ".join(parts).format(first="Anna") + " – Mona"
            draft = Draft(text, "PUBLIC", _TOWN.get(kind, "OTHER"), is_signing=True)
            yield text, draft


def _small_talk(path: Path) -> Iterator[str]:
    """The set masks names and religions in brackets; a person would have written the word."""
    if not path.exists():
        print(f"{path.name}: no such file, skipped")
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["text"].replace("[NAME]", "Robin").replace("[RELIGION]", "Christian")


def _replies(path: Path) -> Iterator[str]:
    if not path.exists():
        print(f"{path.name}: no such file, skipped")
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["label"] == "ok":
            yield case["text"]


def _cases(texts: Iterable[str], category: str) -> list[Case]:
    return [(text, Draft(text, "PUBLIC", category)) for text in texts]


def _report(title: str, cases: list[Case], *, is_shown: bool) -> None:
    if not cases:
        return
    keys: Counter[str] = Counter()
    advised = 0
    for text, draft in cases:
        found = {advice.key: advice for advice in advise(draft)}
        keys.update(found.keys())
        advised += bool(found)
        for advice in found.values() if is_shown else ():
            print(f"  {advice.key:<16}[{text[advice.start : advice.end]}]  {text}")
    listed = ", ".join(f"{key} {count}" for key, count in keys.most_common())
    print(f"{title:<26}{len(cases):>6} texts, {advised:>5} with advice")
    print(f"{'':<26}{advised / len(cases):>6.2%}  {listed}")


def _report_times(drafts: list[Draft]) -> None:
    times: list[float] = []
    for draft in drafts[:3000]:
        start = time.process_time()
        advise(draft)
        times.append((time.process_time() - start) * 1000)
    cuts = statistics.quantiles(times, n=100)
    print(f"advise: median {cuts[49]:.2f} ms, p95 {cuts[94]:.2f} ms of processor time")
    long = Draft(("We hear you, and we are sorry. " * 40)[:1000], "PUBLIC", "COMPLAINT")
    print(f"advise, 1,000 characters: {_best(lambda: advise(long)):.1f} ms")
    texts = [draft.text for draft in drafts]
    earlier = [f"{texts[i % len(texts)]} {i}" for i in range(2000)]
    print(f"2,000 earlier texts: {_best(lambda: nearly_same(earlier[7], earlier)):.1f} ms")
    uses = tuple(Earlier(text, f"p{i}", datetime.now(UTC)) for i, text in enumerate(earlier))
    busy = Draft(earlier[7], "PUBLIC", "COMPLAINT", earlier=uses)
    print(f"advise with 2,000 earlier texts: {_best(lambda: advise(busy)):.1f} ms")


def _best(action: Callable[[], object], tries: int = 5) -> float:
    """Milliseconds of processor time, the best of a few tries: others use the machine too."""
    spent: list[float] = []
    for _ in range(tries):
        start = time.process_time()
        action()
        spent.append((time.process_time() - start) * 1000)
    return min(spent)


if __name__ == "__main__":
    main()
