"""The figures about people of one report: counted at once, or kept for some minutes.

They are counted from mentions and clocks, not from day counts, so their time grows with the period.
Where little was said they are always counted anew. Where much was, a page shows first what is
quick, and what was counted here is good for `GOOD_FOR`: with so many mentions something changes
every minute, so that numbers kept until the next change would never be used.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.cache import caches

from inbox.reports.filters import Filters
from inbox.reports.voice import scope_of
from inbox.reports.voice_outcomes import outcomes
from inbox.reports.voice_people import MOST_ADVOCATES, figures
from inbox.reports.voice_results import Outcomes, Voice
from listening import voice, voice_people
from listening.voice import VoiceScope
from listening.voice_people import Fan

logger = logging.getLogger(__name__)
GOOD_FOR: Final = timedelta(minutes=5)
# With every change of what is kept, so that no process reads what another version wrote.
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Counted:
    """Numbers and ids only: names are read when they are shown, so none outlives its person.

    `at`: the moment of the count. `is_kept`: the numbers may be up to `GOOD_FOR` old.
    """

    at: datetime
    is_kept: bool
    figures: Voice
    outcomes: Outcomes
    fans: list[Fan]


def quick(f: Filters, *, sees_private: bool) -> Counted | None:
    """What does not make a page wait: a small report, or a kept one; else None.

    Asks whether the report is large first: one query, and those of `counted` if it is not.
    """
    if _is_large(f):
        return _kept(_key(f, sees_private=sees_private))
    return _count(f, sees_private=sees_private, is_kept=False)


def counted(f: Filters, *, sees_private: bool) -> Counted:
    """Kept, else counted now, however long it takes; a large report is then kept."""
    if not _is_large(f):
        return _count(f, sees_private=sees_private, is_kept=False)
    key = _key(f, sees_private=sees_private)
    found = _kept(key)
    if found is None:
        found = _count(f, sees_private=sees_private, is_kept=True)
        _keep(key, found)
    return found


def _is_large(f: Filters) -> bool:
    """By all mentions of the days, whatever narrows: those that are left out are read too."""
    everything = VoiceScope(f.practice_id, f.start, f.end, is_imported_too=True, sees_private=True)
    heard = sum(number for _, _, number in voice.by_day(everything))
    return heard > int(settings.REPORT_MENTIONS_AT_ONCE)


def _count(f: Filters, *, sees_private: bool, is_kept: bool) -> Counted:
    scope = scope_of(f, sees_private=sees_private)
    return Counted(
        at=f.as_of,
        is_kept=is_kept,
        figures=figures(f, sees_private=sees_private),
        outcomes=outcomes(f, sees_private=sees_private),
        fans=voice_people.fans(scope, limit=MOST_ADVOCATES),
    )


def _key(f: Filters, *, sees_private: bool) -> str:
    """Of one practice, one choice of filters and one kind of reader; whatever time it is."""
    named = replace(f, preset="", problems=(), as_of=datetime.min)
    text = repr((_VERSION, astuple(named), sees_private))
    return f"voice-{hashlib.sha256(text.encode()).hexdigest()}"


def _kept(key: str) -> Counted | None:
    """A cache that fails is an empty one."""
    try:
        found: Any = caches["reports"].get(key)
    except OSError:
        logger.warning("the cache of reports cannot be read")
        return None
    return found if isinstance(found, Counted) else None


def _keep(key: str, found: Counted) -> None:
    try:
        caches["reports"].set(key, found, GOOD_FOR.total_seconds())
    except OSError:
        logger.warning("the cache of reports cannot be written")
