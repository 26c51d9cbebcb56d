"""The report card beside the one of the period before: four tiles and the whole table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from inbox.reports.results import Case, ReportCard, Tally
from inbox.views.reports import changes
from inbox.views.reports.changes import Change, Tone
from inbox.views.reports.links import Links
from inbox.views.reports.tiles import Row, Tile, part_of, share_words, time_words
from practice_hub.charts.units import NOTHING, plain

# Definition, name, field of Tally: shares of those whose time is up; and what more of it is.
_SHARES: Final[tuple[tuple[str, str, str, Tone], ...]] = (
    ("attainment", gettext_noop("Answered within target"), "met", "good"),
    ("acceptable", gettext_noop("Answered in acceptable time"), "acceptable", "good"),
    ("lost", gettext_noop("Lost"), "lost", "bad"),
)
_COUNTS: Final[tuple[tuple[str, str, str, Tone], ...]] = (
    ("never_answered", gettext_noop("Never answered"), "never_answered", "bad"),
    ("waiting", gettext_noop("Still waiting"), "waiting", ""),
    ("excused", gettext_noop("Closed in time without an answer"), "excused", ""),
    (
        "detected_late",
        gettext_noop("Heard late, because a channel was down"),
        "detected_late",
        "bad",
    ),
)
_ON_THE_CLOCK: Final = (
    gettext_noop("Median, on the clock"),
    gettext_noop("Slowest tenth, on the clock"),
)
_IN_OPENING_HOURS: Final = (
    gettext_noop("Median, in opening hours"),
    gettext_noop("Slowest tenth, in opening hours"),
)


@dataclass(frozen=True, slots=True)
class CardPair:
    """Two report cards; one of a period in which nobody wrote compares with nothing."""

    now: ReportCard
    before: ReportCard
    links: Links

    @property
    def old(self) -> Links:
        return Links(self.links.f.before())

    @property
    def is_comparable(self) -> bool:
        return self.before.tally.total > 0

    def grade_change(self) -> Change | None:
        """Points within target, more or fewer than before."""
        return changes.of_share(self.now.grade.share, self.before.grade.share)

    def tiles(self) -> list[Tile]:
        """The four numbers beside the grade."""
        tiles = [*self._time_tiles(), self._never_tile(), self._loops_tile()]
        return tiles if self.is_comparable else [replace(tile, change=None) for tile in tiles]

    def rows(self) -> list[Row]:
        """The whole card, line by line."""
        rows = [self._share_row(*line) for line in _SHARES]
        rows += [self._count_row(*line) for line in _COUNTS]
        rows += [*self._time_rows(), *self._case_rows()]
        return rows if self.is_comparable else [replace(row, change=None) for row in rows]

    def _time_tiles(self) -> list[Tile]:
        now, before = self.now.wall, self.before.wall
        waiting = self.now.tally.waiting
        return [
            Tile(
                "median",
                _("Median first answer"),
                time_words(now.median_seconds),
                self.links.behind("answered"),
                changes.of_seconds(now.median_seconds, before.median_seconds),
                # A median without those who still wait would flatter.
                ngettext("%(count)s still waiting", "%(count)s still waiting", waiting)
                % {"count": plain(waiting)}
                if waiting
                else _("nobody is waiting"),
            ),
            Tile(
                "slowest_tenth",
                _("Slowest tenth"),
                time_words(now.p90_seconds),
                self.links.behind("slowest"),
                changes.of_seconds(now.p90_seconds, before.p90_seconds),
                _("one in ten waited longer"),
            ),
        ]

    def _never_tile(self) -> Tile:
        never = self.now.tally.never_answered
        return Tile(
            "never_answered",
            _("Never answered"),
            plain(never),
            self.links.behind("never_answered"),
            changes.of_count(never, self.before.tally.never_answered, "bad"),
            _("of %(all)s") % {"all": plain(self.now.tally.total)},
        )

    def _loops_tile(self) -> Tile:
        closed, due = self.now.loops_closed, self.now.loops_due
        return Tile(
            "loops_closed",
            _("Loops closed"),
            part_of(closed, due) if due else NOTHING,
            self.links.behind("loops_due"),
            changes.of_count(closed, self.before.loops_closed, "good"),
            pgettext("loops", "thanked in public"),
        )

    def _share_row(self, key: str, label: str, name: str, more: Tone) -> Row:
        now, before = self.now.tally, self.before.tally
        change = changes.of_share(_share(now, name), _share(before, name), more)
        return self._row(key, _(label), name, (_of(now, name), _of(before, name)), change)

    def _count_row(self, key: str, label: str, name: str, more: Tone) -> Row:
        now, before = getattr(self.now.tally, name), getattr(self.before.tally, name)
        values = (plain(now), plain(before))
        return self._row(key, _(label), name, values, changes.of_count(now, before, more))

    def _time_rows(self) -> list[Row]:
        """Median and slowest tenth, on the clock and in opening hours."""
        rows = []
        for median, slowest, now, before in (
            (*_ON_THE_CLOCK, self.now.wall, self.before.wall),
            (*_IN_OPENING_HOURS, self.now.open, self.before.open),
        ):
            for key, name, which, pair in (
                ("median", median, "answered", (now.median_seconds, before.median_seconds)),
                ("slowest_tenth", slowest, "slowest", (now.p90_seconds, before.p90_seconds)),
            ):
                words = (time_words(pair[0]), time_words(pair[1]))
                change = changes.of_seconds(*pair)
                rows.append(self._row(key, _(name), which, words, change))
        return rows

    def _case_rows(self) -> list[Row]:
        """The two that stand out lead to themselves."""
        return [
            Row(
                key,
                label,
                time_words(now.seconds if now else None),
                _case_url(now),
                time_words(before.seconds if before else None),
                _case_url(before),
            )
            for key, label, now, before in (
                ("fastest", _("Fastest"), self.now.fastest, self.before.fastest),
                ("slowest", _("Slowest"), self.now.slowest, self.before.slowest),
            )
        ]

    def _row(
        self, key: str, label: str, which: str, values: tuple[str, str], change: Change | None
    ) -> Row:
        there, then = self.links.behind(which), self.old.behind(which)
        return Row(key, label, values[0], there, values[1], then, change)


def _share(tally: Tally, name: str) -> float | None:
    number: int = getattr(tally, name)
    return number / tally.counted if tally.counted else None


def _of(tally: Tally, name: str) -> str:
    """ "84 % (118 of 141)": a share never without its counts."""
    number: int = getattr(tally, name)
    if not tally.counted:
        return NOTHING
    return f"{share_words(_share(tally, name))} ({part_of(number, tally.counted)})"


def _case_url(case: Case | None) -> str:
    return reverse("inbox:conversation", args=[case.conversation_id]) if case else ""
