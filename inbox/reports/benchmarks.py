"""Public figures that stand beside the practice's own (T6, T7), each with its source."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

_RATIONAL = gettext_noop("Rational Interaction study")
_AMEX = gettext_noop("American Express survey")
_ZENDESK = "Zendesk"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """`figure` is seconds or a share from 0 to 1, None where the text says it all."""

    key: str
    said: str
    of_whom: str
    figure: float | None = None

    @property
    def text(self) -> str:
        return _(self.said)

    @property
    def source(self) -> str:
        return _(self.of_whom)


BENCHMARKS: tuple[Benchmark, ...] = (
    Benchmark(
        "expect_hour",
        gettext_noop("People on X expect an answer within 60 minutes."),
        _RATIONAL,
        3600,
    ),
    Benchmark(
        "no_answer",
        gettext_noop("58 % of people who reach out to a company on X get no answer."),
        _RATIONAL,
        0.58,
    ),
    Benchmark(
        "x_average",
        gettext_noop("An answer on X takes over seven hours on average."),
        _RATIONAL,
        25200,
    ),
    Benchmark(
        "facebook_day", gettext_noop("On Facebook an answer takes about a day."), _AMEX, 86400
    ),
    Benchmark(
        "twitter_half_day",
        gettext_noop("On Twitter an answer takes about half a day."),
        _AMEX,
        43200,
    ),
    Benchmark(
        "companies_fail",
        gettext_noop("92.5 % of companies fail to answer in time."),
        _RATIONAL,
        0.925,
    ),
    Benchmark(
        "think_worse",
        gettext_noop(
            "38 % of people without an answer think worse of the brand at once, and almost two "
            "thirds of those say so in public."
        ),
        _RATIONAL,
        0.38,
    ),
    Benchmark(
        "avoid",
        gettext_noop("39 % avoid a company for two years or more after bad service."),
        _ZENDESK,
        0.39,
    ),
    Benchmark(
        "reviews", gettext_noop("88 % are influenced by reviews when they choose."), _ZENDESK, 0.88
    ),
)
