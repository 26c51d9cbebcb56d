"""The duty roster (L3): shifts that repeat or stand alone, swaps, days off, hand-over notes.

All times are by the wall clock of the practice, kept as minutes after midnight; `plan.py` lays
them out in time.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from practice_hub.practices.business_hours_spans import DAY_MINUTES, Span
from practice_hub.practices.models import Location, Membership, Practice


class Roster(models.Model):
    """What holds for the whole roster of a practice; made with its first shift.

    `revision` is new with every change, so that a process may keep what it has read. `gap_since`:
    since when nobody watches although somebody should, as the sweep has seen and told it.
    """

    practice = models.OneToOneField(Practice, on_delete=models.CASCADE, related_name="roster")
    revision = models.UUIDField(default=uuid.uuid4)
    is_watched_always = models.BooleanField(
        default=False,
        help_text="Somebody should watch around the clock, not in opening hours only.",
    )
    gap_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Roster of {self.practice_id}"


class Shift(models.Model):
    """`member` watches on `weekday` (Monday 0), from `first_on` to `last_on`, both included.

    `last_on` None: until further notice. A shift of one date has both the same. `closes` above
    1440 is in the next day, as in `business_hours_spans.Span`.
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()
    first_on = models.DateField()
    last_on = models.DateField(null=True, blank=True)
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="shift_weekday"),
            models.CheckConstraint(
                condition=Q(opens__lt=DAY_MINUTES, closes__gt=F("opens"))
                & Q(closes__lte=F("opens") + DAY_MINUTES),
                name="shift_within_a_day",
            ),
            models.CheckConstraint(
                condition=Q(last_on=None) | Q(last_on__gte=F("first_on")), name="shift_dates"
            ),
        ]
        indexes = [models.Index(fields=["practice", "last_on"], name="shift_practice")]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.weekday}, {self.span}"

    @property
    def span(self) -> Span:
        return Span(self.opens, self.closes)

    @property
    def is_once(self) -> bool:
        return self.last_on == self.first_on

    def falls_on(self, on: date) -> bool:
        is_over = self.last_on is not None and on > self.last_on
        return on.weekday() == self.weekday and on >= self.first_on and not is_over


class Swap(models.Model):
    """On one date somebody else takes a shift; `member` None: nobody watches then."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="swaps")
    on = models.DateField()
    member = models.ForeignKey(Membership, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shift", "on"], name="swap_once")]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.on}"


class DaysOff(models.Model):
    """`member` begins no shift from `first_on` to `last_on`; `stand_in` does, or nobody."""

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="days_off")
    first_on = models.DateField()
    last_on = models.DateField()
    stand_in = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="days_off_dates"),
            models.CheckConstraint(
                condition=~Q(stand_in=F("member")), name="days_off_stand_in_other"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} from {self.first_on} to {self.last_on}"


class SwapState(models.TextChoices):
    OPEN = "OPEN", "waits for an answer"
    ACCEPTED = "ACCEPTED", "taken"
    DECLINED = "DECLINED", "declined"
    WITHDRAWN = "WITHDRAWN", "withdrawn"


class SwapRequest(models.Model):
    """`asker`, who has the shift on that date, asks `asked` to take it."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="requests")
    on = models.DateField()
    asker = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    asked = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=16, choices=SwapState.choices, default=SwapState.OPEN)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SwapState.values), name="swap_request_state"
            ),
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="swap_request_other"),
            models.UniqueConstraint(
                fields=["shift", "on"], condition=Q(state="OPEN"), name="swap_request_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker_id} asks {self.asked_id} for {self.on}"


class HandOver(models.Model):
    """A short note from who ends to who begins. It is shown until it is read or replaced.

    An outside agency reads it only when `is_for_agency`: whoever writes says so, because a note
    of the desk may speak of private messages, which an agency never sees (O1).
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=400)
    is_for_agency = models.BooleanField(default=False)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["practice", "-written_at"], name="hand_over_newest")]

    def __str__(self) -> str:
        return f"Hand-over of {self.author_id}"


class HandOverRead(models.Model):
    """`member` has read the note."""

    note = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="reads")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "member"], name="hand_over_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} read {self.note_id}"
