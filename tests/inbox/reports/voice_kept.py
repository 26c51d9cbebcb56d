"""What the page of the voice keeps of a large report is what a small one counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.test import override_settings

from inbox.reports import voice_counted, voice_outcomes, voice_people
from inbox.reports.filters import Filters


def check_kept(f: Filters, others: list[Filters]) -> None:
    """What is kept is what was counted, for the same filters and a reader of the same kind."""
    small = voice_counted.quick(f, sees_private=False)
    assert small == voice_counted.counted(f, sees_private=False)
    assert small
    assert not small.is_kept
    assert small.figures == voice_people.figures(f)
    assert small.outcomes == voice_outcomes.outcomes(f)
    assert voice_people.named(f.practice_id, small.fans) == voice_people.advocates(f)
    with override_settings(REPORT_MENTIONS_AT_ONCE=0):
        assert voice_counted.quick(f, sees_private=False) is None
        large = voice_counted.counted(f, sees_private=False)
        assert large == replace(small, is_kept=True)
        later = replace(f, as_of=f.as_of + timedelta(minutes=3))
        assert voice_counted.quick(later, sees_private=False) == large
        assert voice_counted.quick(f, sees_private=True) is None
        for other in others:
            assert voice_counted.quick(other, sees_private=False) is None
