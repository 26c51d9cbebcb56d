"""The voice of the people agrees with a slow count in plain Python over the stored rows.

The history has late arrivals, edits, removals, corrections and purges, in two places in two zones;
its days are counted beforehand in between, some of them, sometimes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inbox.models import Clock
from inbox.reports import voice, voice_outcomes, voice_people
from inbox.reports.behind import behind
from inbox.reports.behind_rows import UnknownSetError
from inbox.reports.filters import Filters
from inbox.reports.voice_outcomes import Outcome
from inbox.reports.voice_results import Feelings, Outcomes, Subject
from listening.models import Mention, VoiceChange, VoiceDay
from listening.voice_days import count_changed_days
from tests.inbox.reports.voice_history import DAYS, START, History
from tests.inbox.reports.voice_kept import check_kept
from tests.inbox.reports.voice_naive import feeling, feelings, local_day, stored, within

pytestmark = pytest.mark.django_db
HOURS_24 = timedelta(hours=24)


@pytest.fixture
def history() -> History:
    made = History(7)
    for turn in range(6):
        made.page(9)
        if turn % 2:
            count_changed_days(limit=turn * 5)
            made.trouble()
    return made


def report(history: History, **changes: Any) -> Filters:
    last = START.date() + timedelta(days=DAYS)
    whole = Filters(
        practice_id=history.practice.pk,
        start=START.date() + timedelta(days=9),
        end=last,
        as_of=START + timedelta(days=DAYS),
    )
    return replace(whole, **changes)


def reports(history: History) -> list[Filters]:
    place = history.accounts[1].location
    assert place is not None
    return [
        report(history),
        report(history, start=START.date() - timedelta(days=80)),  # by weeks
        report(history, network="X", sentiment="NEGATIVE"),
        report(history, location_id=place.pk, is_imported_too=True),
        report(history, topic="LIPS"),
        report(history, category="SPAM"),
        report(history, start=date(2027, 3, 1), end=date(2027, 3, 9)),  # nothing
    ]


def test_everything_agrees_whether_days_were_counted_beforehand_or_not(history: History) -> None:
    assert VoiceDay.objects.exists()
    assert VoiceChange.objects.exists()  # some days are counted beforehand, some are not
    for _ in range(2):
        for f in reports(history):
            for sees_private in (False, True):
                _check_volume(f, sees_private=sees_private)
                _check_subjects(f, sees_private=sees_private)
        count_changed_days()
        assert not VoiceChange.objects.exists()
    _check_figures(history)
    _check_advocates(history)
    _check_outcomes(history)
    check_kept(report(history), reports(history)[1:6])
    _check_lists(history)
    _check_queries(history)


def _check_volume(f: Filters, *, sees_private: bool) -> None:
    rows = within(stored(f, sees_private=sees_private), f)
    for number, bucket in enumerate(voice.volume(f, sees_private=sees_private)):
        inside = [row for row in rows if bucket.day <= local_day(row) <= bucket.last_day]
        assert bucket.feelings == feelings(inside)
        for mood in ("POSITIVE", "NEGATIVE")[: 0 if number % 6 else 2]:
            behind = voice.mentions_behind(
                f,
                sentiment=mood,
                days=(bucket.day, bucket.last_day),
                sees_private=sees_private,
            )
            assert set(behind) == {row for row in inside if feeling(row) == mood}
    assert sum(day.feelings.total for day in voice.volume(f, sees_private=sees_private)) == len(
        rows
    )


def _check_subjects(f: Filters, *, sees_private: bool) -> None:
    rows = stored(f, sees_private=sees_private)
    found = {one.key: one for one in voice.subjects(f, sees_private=sees_private)}
    periods = (within(rows, f), within(rows, f.before()))
    keys = {key for period in periods for row in period for key in row.topics}
    assert found.keys() == (keys & {f.topic} if f.topic else keys)
    for key, one in found.items():
        now, before = ([row for row in part if key in row.topics] for part in periods)
        assert (one.now, one.before) == (feelings(now), feelings(before))
        assert one.label


def _check_figures(history: History) -> None:
    for f in reports(history):
        rows = stored(f)
        inside = within(rows, f)
        by_author = Counter(row.author for row in inside if row.author)
        found = voice_people.figures(f)
        assert found.feelings == feelings(inside)
        assert found.authors == len(by_author)
        assert found.by_repeaters == sum(n for n in by_author.values() if n > 1)
        assert found.followers == sum(author.followers or 0 for author in by_author)
        zone = ZoneInfo(history.practice.time_zone)
        over = datetime.combine(f.end + timedelta(days=1), time.min, zone)
        moment = min(f.as_of, over)
        times = [row.posted_at for row in rows if moment - 30 * HOURS_24 <= row.posted_at <= moment]
        busy = [sum(one - HOURS_24 <= other <= one for other in times) for one in times]
        assert found.busiest_day_mentions == max(busy, default=0)
        assert found.last_day_mentions == sum(moment - HOURS_24 <= one for one in times)


def _check_advocates(history: History) -> None:
    """Happy on three days of twelve months, four to one, and not unhappy for 90 days (L5)."""
    named = 0
    for f in reports(history):
        year = replace(f, network="", location_id=None, topic="", sentiment="", category="")
        year = year.for_days(f.end - timedelta(days=364), f.end)
        by_author = defaultdict(list)
        for row in within(stored(year), year):
            by_author[row.author_id].append(row)
        spoke = {row.author_id for row in within(stored(f), f) if feeling(row) == "POSITIVE"}
        expected = {}
        for author, rows in by_author.items():
            happy = [local_day(row) for row in rows if feeling(row) == "POSITIVE"]
            unhappy = [local_day(row) for row in rows if feeling(row) == "NEGATIVE"]
            is_calm = not unhappy or max(unhappy) <= f.end - timedelta(days=90)
            is_often = len(set(happy)) >= 3 and len(happy) >= 4 * len(unhappy)
            if author and author in spoke and is_often and is_calm:
                expected[author] = (len(happy), len(set(happy)), max(happy))
        found = voice_people.advocates(f)
        assert {one.author_id: (one.happy, one.happy_days, one.last_day) for one in found} == (
            expected
        )
        assert len(found) == voice_people.count_advocates(f)
        assert all(one.conversation_id and one.label for one in found)
        named += len(found)
    assert named


def _check_outcomes(history: History) -> None:
    for f in reports(history):
        for sees_private in (False, True):
            expected = Counter[str]()
            ids: dict[str, set[int]] = defaultdict(set)
            for clock in _unhappy_clocks(f):
                for name in _became(clock, f, sees_private=sees_private):
                    expected[name] += 1
                    ids[name].add(clock.conversation_id)
            assert voice_outcomes.outcomes(f, sees_private=sees_private) == Outcomes(**expected)
            for name in get_args(Outcome):
                behind = voice_outcomes.conversations_behind(f, name, sees_private=sees_private)
                assert {row.pk for row in behind} == ids[name]
    everything = voice_outcomes.outcomes(report(history))
    assert everything.answered > everything.recovered > everything.edited > 0
    assert everything.recovery_share == everything.recovered / everything.answered


def _unhappy_clocks(f: Filters) -> list[Clock]:
    first: dict[int, Clock] = {}
    for clock in Clock.objects.filter(practice_id=f.practice_id).order_by("started_at", "pk"):
        wanted = (
            (clock.kind, clock.audience, clock.sentiment)
            == ("FIRST_RESPONSE", "PUBLIC", "NEGATIVE")
            and f.start <= clock.local_day <= f.end
            and f.network in ("", clock.network)
            and f.location_id in (None, clock.location_id)
            and (not f.topic or f.topic in clock.topics)
            and f.sentiment in ("", "NEGATIVE")
            and f.category in ("", clock.category)
            and (f.is_imported_too or not clock.is_imported)
        )
        if wanted:
            first.setdefault(clock.conversation_id, clock)
    return list(first.values())


def _became(clock: Clock, f: Filters, *, sees_private: bool) -> list[str]:
    """What became of the conversation, as the names of the figures that count it."""
    if clock.ending != "DONE" or clock.stopped_at is None or clock.stopped_at > f.as_of:
        return ["unhappy"]
    at = clock.stopped_at
    every = [
        row
        for row in Mention.objects.filter(practice_id=f.practice_id, is_own=False)
        .select_related("account__location", "inbox_item")
        .order_by("posted_at", "pk")
        if sees_private or row.audience == "PUBLIC"
    ]
    own = [row for row in every if row.inbox_item.conversation_id == clock.conversation_id]
    here = [row for row in own if not row.deleted_at]
    author = clock.conversation.author_id
    later = [row for row in every if author and row.author_id == author]
    later = [row for row in later if at < row.posted_at <= f.as_of]
    moods = Counter(map(feeling, later))
    happy_days = {local_day(row) for row in later if feeling(row) == "POSITIVE"}
    is_unhappy_still = any(r.posted_at <= at and feeling(r) == "NEGATIVE" for r in here)
    good = {
        "edited": any(r.edited_at and r.edited_at > at for r in here) and not is_unhappy_still,
        "removed": any(r.deleted_at and r.deleted_at > at for r in own),
        "happier": bool(later) and feeling(later[-1]) == "POSITIVE",
        "advocates": len(happy_days) >= 3 and not moods["NEGATIVE"],
    }
    names = [name for name, is_so in good.items() if is_so]
    return ["unhappy", "answered", *names, *(["recovered"] if names else [])]


def test_what_rose_and_fell_is_told_with_care() -> None:
    """From 1 to 2 is no news; nor is what chance alone would do."""

    def one(key: str, before: int, now: int) -> Subject:
        return voice.subject(key, Feelings(positive=now), Feelings(neutral=before))

    few, same, up = one("LIPS", 1, 2), one("BOTOX", 40, 45), one("WAITING", 10, 25)
    new, down = one("PEEL", 0, 5), one("PRICE", 12, 2)
    assert [found.key for found in voice.moved([few, same, new, down, up])] == [
        "PRICE",
        "WAITING",
        "PEEL",
    ]
    assert [found.percent for found in (few, same, new, down, up)] == [None, 12, None, -83, 150]
    assert (up.is_rise, down.is_rise, up.group, new.group) == (True, False, "TOPIC", "TREATMENT")


def _check_lists(history: History) -> None:
    """Every number leads to a list of its own length (O5)."""
    for f in reports(history):
        for sees_private in (False, True):
            total = voice.totals(voice.volume(f, sees_private=sees_private))
            ended = voice_outcomes.outcomes(f, sees_private=sees_private)
            numbers = {
                "mentions": total.total,
                "mentions:POSITIVE": total.positive,
                "mentions:NEGATIVE": total.negative,
                **{f"outcome:{name}": getattr(ended, name) for name in get_args(Outcome)},
                **{
                    f"topic:{one.key}": one.now.total
                    for one in voice.subjects(f, sees_private=sees_private)
                },
            }
            found = {name: behind(f, name, sees_private=sees_private) for name in numbers}
            assert {name: page.total for name, page in found.items()} == numbers
            assert all(len(page.rows) == min(page.total, 50) for page in found.values())
    for unknown in ("mentions:ODD", "topic:ODD", "outcome:odd"):
        with pytest.raises(UnknownSetError):
            behind(report(history), unknown)


def _check_queries(history: History) -> None:
    f = report(history, network="X")

    def used() -> list[int]:
        numbers = []
        for ask in (
            voice.volume,
            voice.subjects,
            voice_people.figures,
            voice_people.advocates,
            voice_outcomes.outcomes,
        ):
            with CaptureQueriesContext(connection) as queries:
                ask(f)
            numbers.append(len(queries))
        return numbers

    before = used()
    history.page(30)
    assert used() == before == [2, 4, 7, 4, 1]
