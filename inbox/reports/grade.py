"""One letter for a period. The rule is data, and the page shows it with the letter."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.reports.results import Grade, Tally

FEWEST_COUNTED = 5
# From this share within target (percent) on, the letter is:
STEPS: tuple[tuple[int, str], ...] = (
    (95, "A+"),
    (90, "A"),
    (80, "B"),
    (70, "C"),
    (60, "D"),
    (0, "F"),
)
# From this share lost or never answered (percent) on, it is at best:
CAPS: tuple[tuple[int, str], ...] = ((20, "D"), (10, "C"), (5, "B"))
ANY_LOST = "A"  # a single one that was lost
LETTERS = tuple(letter for _, letter in STEPS)


def grade_rule() -> str:
    """The whole rule in plain words; the same for every period."""
    step, cap = _("%(letter)s from %(share)d %%"), _("from %(share)d %% at best %(letter)s")
    steps = [step % {"letter": letter, "share": share} for share, letter in STEPS if share]
    caps = [cap % {"letter": letter, "share": share} for share, letter in reversed(CAPS)]
    words = {
        "steps": ", ".join(steps),
        "lowest": LETTERS[-1],
        "best": ANY_LOST,
        "caps": ", ".join(caps),
        "fewest": FEWEST_COUNTED,
    }
    return (
        _(
            "Answered within target, of all whose time is up: %(steps)s, below that %(lowest)s. "
            "Whatever was lost or never answered lowers it: with a single one at best %(best)s, "
            "%(caps)s. Below %(fewest)d whose time is up there is no grade."
        )
        % words
    )


def grade(tally: Tally) -> Grade:
    """The letter of `tally`; "" when there is too little to judge."""
    if tally.share is None or tally.counted < FEWEST_COUNTED:
        few = ngettext(
            "Only %(count)d had their time up: too few for a grade.",
            "Only %(count)d had their time up: too few for a grade.",
            tally.counted,
        )
        reason = few % {"count": tally.counted}
        return Grade("", tally.share, grade_rule(), reason)
    by_share = _by_share(tally)
    cap = _cap(tally)
    capped = cap is not None and LETTERS.index(cap) > LETTERS.index(by_share)
    letter = cap if capped and cap else by_share
    return Grade(letter, tally.share, grade_rule(), _reason(tally, by_share if capped else ""))


def lost_or_never(tally: Tally) -> int:
    """Most that were never answered are lost as well: they are not counted twice."""
    return max(tally.lost, tally.never_answered)


def _by_share(tally: Tally) -> str:
    # In whole numbers: 90 of 100 is 90 %, whatever a fraction of two makes of it.
    return next(letter for share, letter in STEPS if tally.met * 100 >= share * tally.counted)


def _cap(tally: Tally) -> str | None:
    gone = lost_or_never(tally)
    if not gone:
        return None
    for share, letter in CAPS:
        if gone * 100 >= share * tally.counted:
            return letter
    return ANY_LOST


def _reason(tally: Tally, without_cap: str) -> str:
    values = {"met": tally.met, "counted": tally.counted, "letter": without_cap}
    if not without_cap:
        return _("%(met)d of %(counted)d were answered within target.") % values
    gone = lost_or_never(tally)
    return ngettext(
        "%(met)d of %(counted)d were answered within target. It would be %(letter)s, but "
        "%(gone)d were lost or never answered.",
        "%(met)d of %(counted)d were answered within target. It would be %(letter)s, but "
        "%(gone)d were lost or never answered.",
        gone,
    ) % {**values, "gone": gone}
