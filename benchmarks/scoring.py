"""Compare plain VADER with our scorer and triage on labelled sets, in one run.

    python benchmarks/scoring.py --data DIR

DIR holds CSV files of public sets; one that is missing is skipped. For each: macro-F1 over
the labels that occur, precision and recall of NEGATIVE, then texts per second (processor
time, so a busy machine matters little). Texts are read, never printed or kept.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from listening.scoring import score_sentiment, triage

Result = TypeVar("Result")
Row = dict[str, str]
Labelled = list[tuple[str, str]]
_SENTIMENT_SETS = (
    "brand_tweets_airline",
    "physician_reviews",
    "aesthetic_treatment_reviews",
    "yelp_sentences",
    "vader_tweets",
    "vader_amazon",
    "goemotions_dev",
)
_POSITIVE = {"admiration", "amusement", "approval", "caring", "excitement", "gratitude", "joy"}
_POSITIVE |= {"love", "optimism", "pride", "relief"}
_NEGATIVE = {"anger", "annoyance", "disappointment", "disapproval", "disgust", "embarrassment"}
_NEGATIVE |= {"fear", "grief", "nervousness", "remorse", "sadness"}
# (title, file, text column, is it so?, our category, VADER's sign used for the same)
Task = tuple[str, str, str, Callable[[Row], bool], str, str]
_TRIAGE_TASKS: tuple[Task, ...] = (
    ("complaint", "complaint_tweets", "text", lambda r: r["complaint"] == "1", "COMPLAINT", "neg"),
    ("spam", "spam_sms", "text", lambda r: r["label"] == "spam", "SPAM", "pos"),
    (
        "question",
        "goemotions_dev",
        "text",
        lambda r: _has(r, "curiosity confusion"),
        "QUESTION",
        "",
    ),
    ("kudos", "goemotions_dev", "text", lambda r: _has(r, "gratitude admiration"), "PRAISE", "pos"),
    (
        "adverse reaction",
        "adverse_reaction_sentences",
        "sentences",
        lambda r: r["ADR"] == "1",
        "MEDICAL",
        "neg",
    ),
)


def main() -> None:
    arguments = _parser().parse_args()
    part = {"all": slice(None), "even": slice(0, None, 2), "odd": slice(1, None, 2)}[arguments.rows]
    analyzer = SentimentIntensityAnalyzer()

    def plain(text: str) -> float:
        return float(analyzer.polarity_scores(text)["compound"])

    print(f"{'sentiment':<28}{'rows':>6}  {'plain VADER':<38}ours")
    for name in _SENTIMENT_SETS:
        if rows := _read(arguments.data, name):
            _print_sentiment(name, _labelled(name, rows)[part], plain)
    print(f"\n{'triage (F1, precision, recall)':<36}{'sign of VADER':<24}ours")
    for task in _TRIAGE_TASKS:
        if rows := _read(arguments.data, task[1]):
            _print_triage(task, rows[part], plain)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder with the CSV files")
    # The lexicon was tuned while reading mistakes in the even rows only.
    parser.add_argument("--rows", choices=("all", "even", "odd"), default="all")
    return parser


def _read(folder: Path, name: str) -> list[Row]:
    path = folder / f"{name}.csv"
    if not path.exists():
        print(f"{name}: no such file, skipped")
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _labelled(name: str, rows: Iterable[Row]) -> Labelled:
    if name.startswith("goemotions"):
        pairs = ((row["text"], _emotion_label(row)) for row in rows)
        return [(text, label) for text, label in pairs if label]
    return [(row["text"], row["label"].upper()) for row in rows]


def _emotion_label(row: Row) -> str:
    """One side only, else "": mixed and ambiguous emotions are left out."""
    emotions = frozenset(row["emotions"].split("|"))
    if emotions <= _POSITIVE:
        return "POSITIVE"
    if emotions <= _NEGATIVE:
        return "NEGATIVE"
    return "NEUTRAL" if emotions == {"neutral"} else ""


def _has(row: Row, names: str) -> bool:
    return not set(names.split()).isdisjoint(row["emotions"].split("|"))


def _print_sentiment(name: str, rows: Labelled, plain: Callable[[str], float]) -> None:
    texts, gold = [text for text, _ in rows], [label for _, label in rows]
    scores, plain_seconds = _timed(plain, texts)
    ours, our_seconds = _timed(score_sentiment, texts)
    _, both_seconds = _timed(lambda text: triage(text, score_sentiment(text)), texts)
    before = _summary(gold, [_label(score) for score in scores])
    after = _summary(gold, [sentiment.label for sentiment in ours])
    print(f"{name:<28}{len(rows):>6}  {before:<38}{after}")
    rates = [len(rows) / seconds for seconds in (plain_seconds, our_seconds, both_seconds)]
    print(
        f"{'':<36}{rates[0]:.0f} texts/s; ours {rates[1]:.0f} ({rates[1] / rates[0]:.2f}); "
        f"with triage {rates[2]:.0f} ({rates[2] / rates[0]:.2f})"
    )


def _timed(function: Callable[[str], Result], texts: Sequence[str]) -> tuple[list[Result], float]:
    start = time.process_time()
    results = [function(text) for text in texts]
    return results, time.process_time() - start


def _label(score: float) -> str:
    return "POSITIVE" if score >= 0.05 else "NEGATIVE" if score <= -0.05 else "NEUTRAL"


def _summary(gold: Sequence[str], guess: Sequence[str]) -> str:
    figures = {
        label: _figures([g == label for g in gold], [g == label for g in guess])
        for label in sorted(set(gold))
    }
    macro = sum(f1 for f1, _, _ in figures.values()) / len(figures)
    _, precision, recall = figures["NEGATIVE"]
    return f"macro-F1 {macro:.3f} neg P {precision:.3f} R {recall:.3f}"


def _figures(gold: Sequence[bool], guess: Sequence[bool]) -> tuple[float, float, float]:
    """(F1, precision, recall)."""
    hits = sum(a and b for a, b in zip(gold, guess, strict=True))
    precision = hits / sum(guess) if any(guess) else 0.0
    recall = hits / sum(gold) if any(gold) else 0.0
    both = precision + recall
    return (2 * precision * recall / both if both else 0.0), precision, recall


def _print_triage(task: Task, rows: list[Row], plain: Callable[[str], float]) -> None:
    title, _, column, is_so, category, sign = task
    texts, gold = [row[column] for row in rows], [is_so(row) for row in rows]
    ours = [triage(text, score_sentiment(text)).category == category for text in texts]
    before = "-"
    if sign:
        factor = -1 if sign == "neg" else 1
        before = _triple(_figures(gold, [plain(text) * factor >= 0.05 for text in texts]))
    print(f"{title + ' as ' + category:<36}{before:<24}{_triple(_figures(gold, ours))}")


def _triple(figures: tuple[float, float, float]) -> str:
    return " ".join(f"{figure:.3f}" for figure in figures)


if __name__ == "__main__":
    main()
