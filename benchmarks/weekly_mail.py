"""The Monday mail at a million mentions: from the row to the finished bytes, picture included.

    python -m benchmarks.weekly_mail [--mentions 1000000] [--rounds 5]

The history is that of `benchmarks.reports`. The first round draws the picture; after it the cache
of pictures is emptied each time, so that every round pays for its own drawing.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import UTC, datetime

from django.core.cache import caches

from benchmarks.services import product_on_postgres

AIM_SECONDS = 3.0
NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)  # a Monday


def main() -> None:
    arguments = _parser().parse_args()
    with product_on_postgres():
        # Only now is Django set up, so that its models can be imported.
        from benchmarks.reports_history import make_history
        from inbox.models import ReportLetter
        from inbox.reports.filters import preset_filters
        from inbox.reports.rollups import rebuild_marked
        from inbox.weekly.content import contents
        from inbox.weekly.mail import message
        from practice_hub.practices.models import Practice, User

        practice = Practice.objects.get(pk=make_history(arguments.mentions, NOW))
        rebuild_marked(NOW)
        letter = ReportLetter(practice=practice, user=User(email="mona@example.com"))
        seconds = []
        for _ in range(arguments.rounds):
            caches["charts"].clear()
            began = time.perf_counter()
            found = contents(preset_filters(practice, NOW, "last-week"), practice)
            size = len(message(letter, found).message().as_bytes())
            seconds.append(time.perf_counter() - began)
        middle = statistics.median(seconds)
        verdict = "" if max(seconds) <= AIM_SECONDS else "  MISSED"
        print(
            f"{arguments.mentions:,} mentions, {len(found.sentences)} sentences, "
            f"{'with' if found.drawing else 'WITHOUT'} the picture, {size:,} bytes: median "
            f"{middle:.2f} s ({min(seconds):.2f} to {max(seconds):.2f}), "
            f"first {seconds[0]:.2f} s{verdict}"
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure the report by mail.")
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    return parser


if __name__ == "__main__":
    main()
