"""What was asked, how it was answered and how long it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

# A colleague was first: said in words on the page, so no error.
REFUSED = 409


@dataclass(slots=True)
class Act:
    """All of one kind of act; `seconds` of those that were answered as they should be."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0


@dataclass(slots=True)
class Tally:
    """Of one stretch of time. `reasons` counts what went wrong, by kind of act and what it was."""

    acts: dict[str, Act] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    # The server had closed an idle connection: asked once more on a new one, as browsers do.
    asked_again: int = 0

    def answered(self, kind: str, seconds: float, *, is_refused: bool = False) -> None:
        act = self.acts.setdefault(kind, Act())
        act.seconds.append(seconds)
        act.refused += is_refused

    def failed(self, kind: str, what: str) -> None:
        self.reasons[f"{kind}: {what}"] += 1

    @property
    def count(self) -> int:
        return sum(len(act.seconds) for act in self.acts.values())

    @property
    def errors(self) -> int:
        return sum(self.reasons.values())

    def seconds(self) -> list[float]:
        """Of all acts."""
        return [one for act in self.acts.values() for one in act.seconds]


def high(values: Iterable[float], percent: int) -> float:
    """The value that `percent` of 100 do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[max(-(-len(ordered) * percent // 100) - 1, 0)] if ordered else 0.0


def line(name: str, values: Sequence[float], more: str = "") -> str:
    """One row of a table: how many, then 50, 95 and 99 % and the most, in milliseconds."""
    figures = [high(values, percent) * 1000 for percent in (50, 95, 99, 100)]
    cells = "".join(f"{figure:>9,.0f}" for figure in figures)
    return f"  {name:<22}{len(values):>9,}{cells}  {more}".rstrip()


HEAD = f"  {'':<22}{'count':>9}{'50 %':>9}{'95 %':>9}{'99 %':>9}{'most':>9}  (ms)"


def print_acts(title: str, tally: Tally, seconds: float, asked: float) -> None:
    """`asked`: acts a second that were meant to be done."""
    rate = tally.count / seconds if seconds else 0.0
    print(f"\n{title}: {rate:.1f} a second of {asked:g} asked for")
    print(HEAD)
    for kind, act in sorted(tally.acts.items()):
        refused = f"{act.refused} refused, a colleague has it" if act.refused else ""
        print(line(kind, act.seconds, refused))
    print(line("all", tally.seconds()))
    print(f"  errors: {tally.errors}" + "".join(f"\n    {n} x {w}" for w, n in _worst(tally)))
    if tally.asked_again:
        print(f"  idle connections found closed and asked again: {tally.asked_again}")


def _worst(tally: Tally) -> list[tuple[str, int]]:
    return tally.reasons.most_common(20)
