"""Public figures that stand beside the practice's own (T6, T7), each with its source."""

from __future__ import annotations

from dataclasses import dataclass

_RATIONAL = "Rational Interaction study"
_AMEX = "American Express survey"
_ZENDESK = "Zendesk"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """`figure` is seconds or a share from 0 to 1, None where the text says it all."""

    key: str
    text: str
    source: str
    figure: float | None = None


BENCHMARKS: tuple[Benchmark, ...] = (
    Benchmark("expect_hour", "People on X expect an answer within 60 minutes.", _RATIONAL, 3600),
    Benchmark(
        "no_answer",
        "58 % of people who reach out to a company on X get no answer.",
        _RATIONAL,
        0.58,
    ),
    Benchmark("x_average", "An answer on X takes over seven hours on average.", _RATIONAL, 25200),
    Benchmark("facebook_day", "On Facebook an answer takes about a day.", _AMEX, 86400),
    Benchmark("twitter_half_day", "On Twitter an answer takes about half a day.", _AMEX, 43200),
    Benchmark("companies_fail", "92.5 % of companies fail to answer in time.", _RATIONAL, 0.925),
    Benchmark(
        "think_worse",
        "38 % of people without an answer think worse of the brand at once, and almost two thirds "
        "of those say so in public.",
        _RATIONAL,
        0.38,
    ),
    Benchmark(
        "avoid",
        "39 % avoid a company for two years or more after bad service.",
        _ZENDESK,
        0.39,
    ),
    Benchmark("reviews", "88 % are influenced by reviews when they choose.", _ZENDESK, 0.88),
)
