"""Booking the mails: one Monday report for each practice, and what somebody asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from inbox.actions.errors import ActionRefused
from inbox.exports.asked import kept_filters
from inbox.models import ReportLetter, ReportWeek, WeeklySettings
from inbox.reports.filters import Filters
from inbox.weekly.weeks import due_at, due_monday, week_before
from inbox.weekly.wishes import readers, recipients
from practice_hub.audit.record import record
from practice_hub.bulk import insert_rows
from practice_hub.jobs import enqueue_on_commit
from practice_hub.practices.models import Membership, Practice

SEND: Final = "inbox.send_report_letter"
_ONCE_IN: Final = timedelta(minutes=1)


def book_due(*, now: datetime) -> None:
    """Every practice whose Monday report is due and not booked yet."""
    off = WeeklySettings.objects.filter(is_on=False).values("practice_id")
    for practice in Practice.objects.exclude(pk__in=off).order_by("pk"):
        monday = due_monday(now, practice.zone)
        # Who began on Monday afternoon has no last week.
        if monday and practice.created_at <= due_at(monday, practice.zone):
            book_week(practice=practice, monday=monday, now=now)


@transaction.atomic(durable=True)
def book_week(*, practice: Practice, monday: date, now: datetime) -> None:
    """Once, however many look at the same time; the letters are booked in the same moment.

    While nobody wants it nothing is booked: who asks for it on Monday still gets it.
    """
    if ReportWeek.objects.filter(practice=practice, monday=monday).exists():
        return
    people = recipients(practice.pk)
    row = {"practice_id": practice.pk, "monday": monday, "booked_at": now}
    if not people or not insert_rows(ReportWeek, [row], ignore_conflicts=True, returning=("id",)):
        return
    week = ReportWeek.objects.get(practice=practice, monday=monday)
    start, end = week_before(monday)
    _book(people, Filters(practice.pk, start, end, now), now, week=week)
    record("weekly.booked", practice=practice.pk, subject=week, actor=None, at=now, people=people)


@transaction.atomic(durable=True)
def mail_me(*, member: Membership, f: Filters, now: datetime) -> ReportLetter:
    """The report `f` to whoever asks. Raises ActionRefused("soon") for a second one at once."""
    latest = ReportLetter.objects.filter(
        practice_id=member.practice_id, user=member.user, week=None, created_at__gt=now - _ONCE_IN
    )
    if latest.exists():
        raise ActionRefused("soon", _("A report is on its way to you. Wait a minute for the next."))
    return _book([member.user_id], f, now)[0]


@transaction.atomic(durable=True)
def book_for(*, practice: Practice, f: Filters, emails: Iterable[str], now: datetime) -> list[int]:
    """For the command line: the letters to book for `emails`, or for all who get it on Mondays.

    Raises ActionRefused("unknown") for an address of nobody whose role reads reports.
    """
    known = {one.user.email.lower(): one.user_id for one in readers(practice.pk)}
    wanted = [email.strip().lower() for email in emails]
    strangers = [email for email in wanted if email not in known]
    if strangers:
        raise ActionRefused(
            "unknown", f"{strangers[0]} is nobody in {practice.name} who may read reports."
        )
    people = [known[email] for email in wanted] or recipients(practice.pk)
    return [letter.pk for letter in _book(people, f, now)]


def _book(
    people: list[int], f: Filters, now: datetime, week: ReportWeek | None = None
) -> list[ReportLetter]:
    letters = ReportLetter.objects.bulk_create(
        ReportLetter(
            practice_id=f.practice_id,
            user_id=user_id,
            week=week,
            filters=kept_filters(f),
            created_at=now,
            next_try_at=now,
        )
        for user_id in people
    )
    for letter in letters:
        enqueue_on_commit(SEND, letter_id=letter.pk)
    return letters
