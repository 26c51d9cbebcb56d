"""Reads of snippets: what the composer offers, what the page lists, what may not go out again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.columns import unseen
from inbox.domain.guard import GUARD_VERSION
from inbox.domain.snippets import Reading, placeholders, read_snippet
from inbox.gate_context import names_of
from inbox.models import Reply, Snippet
from inbox.models.snippets import SnippetQuerySet
from practice_hub.practices.models import Practice
from practice_hub.ready import one_of, ready

WEEK = timedelta(days=7)
SOON = timedelta(days=14)  # before it expires: time enough to read it again
LIST_MOST = 300
_OUT = [Reply.Status.SENT.value, Reply.Status.SENDING.value, Reply.Status.UNCERTAIN.value]
_ON_ITS_WAY = [Reply.Status.QUEUED.value, Reply.Status.AWAITING_APPROVAL.value]
_LATER_THAN_ALL = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Standing:
    """A snippet with how often answers that began from it were sent, and how it stands at `now`."""

    snippet: Snippet
    sent_this_week: int
    sent_in_all: int
    now: datetime

    @property
    def placeholders(self) -> tuple[str, ...]:
        return placeholders(self.snippet.body)

    @property
    def is_once_only(self) -> bool:
        """Without a placeholder the same words can go out only once (A8)."""
        return not self.placeholders

    @property
    def is_used_up(self) -> bool:
        """It went out before and has nothing to fill in: it has to be changed by hand."""
        return self.is_once_only and self.sent_in_all > 0

    @property
    def uses(self) -> str:
        """ "sent 4 times this week, 12 in all"; empty while nobody used it."""
        if not self.sent_in_all:
            return ""
        if not self.sent_this_week:
            return _("not sent this week, %(all)d in all") % {"all": self.sent_in_all}
        said = ngettext(
            "sent once this week, %(all)d in all",
            "sent %(count)d times this week, %(all)d in all",
            self.sent_this_week,
        )
        return said % {"count": self.sent_this_week, "all": self.sent_in_all}

    @property
    def is_expired(self) -> bool:
        snippet = self.snippet
        is_approved = snippet.status == Snippet.Status.APPROVED
        return is_approved and snippet.expires_at is not None and snippet.expires_at <= self.now

    @property
    def group(self) -> str:
        """Where the page lists it: its status, or EXPIRED."""
        return "EXPIRED" if self.is_expired else self.snippet.status

    @property
    def ending(self) -> str:
        """ "expires in 6 days" when that is soon, else empty."""
        ends_at = self.snippet.expires_at
        if self.group != Snippet.Status.APPROVED or ends_at is None or ends_at - self.now > SOON:
            return ""
        days = (ends_at - self.now).days
        if days < 2:
            return _("expires within two days")
        return ngettext("expires in %(count)d days", "expires in %(count)d days", days) % {
            "count": days
        }

    @property
    def is_read_by_older_guard(self) -> bool:
        is_approved = self.snippet.status == Snippet.Status.APPROVED
        return is_approved and self.snippet.guard_version != GUARD_VERSION


def _counted(found: SnippetQuerySet, now: datetime) -> list[Standing]:
    """One query, however many there are. A changed answer is no second use."""
    return _standings(_with_uses(found, now - WEEK), now)


def _with_uses(found: SnippetQuerySet, week_ago: datetime) -> QuerySet[Snippet, Snippet]:
    sent = Q(replies__status=Reply.Status.SENT) & ~Q(replies__purpose=Reply.Purpose.EDIT)
    week = sent & Q(replies__sent_at__gt=week_ago)
    users = ("changed_by", "reviewed_by")
    rows = found.select_related(*users).annotate(
        week=Count("replies", filter=week), ever=Count("replies", filter=sent)
    )
    return rows.defer(*unseen(users=users)).order_by("title", "pk")[:LIST_MOST]


def _standings(rows: Iterable[Any], now: datetime) -> list[Standing]:
    return [Standing(row, row.week, row.ever, now) for row in rows]


@ready
def _usable(
    practice_id: int, audience: str, now: datetime, week_ago: datetime, /
) -> QuerySet[Snippet, Snippet]:
    found = Snippet.objects.filter(practice_id=practice_id, audience=audience).usable(now)
    return _with_uses(found, week_ago)


def usable_snippets(practice: Practice, audience: str, now: datetime) -> list[Standing]:
    """What "Start from…" offers for an audience: approved, not expired, by title. One query."""
    return _standings(_usable(practice.pk, audience, now, now - WEEK), now)


def usable_snippet(
    practice: Practice, snippet_id: int, audience: str, now: datetime
) -> Snippet | None:
    """The snippet an answer says it began from, if it is offered for that audience now."""
    found = Snippet.objects.of(practice).usable(now).filter(audience=audience)
    return found.filter(pk=snippet_id).first()


def listed_snippets(practice: Practice, search: str, now: datetime) -> list[Standing]:
    """All snippets of the practice whose title holds `search`. One query."""
    found = Snippet.objects.of(practice)
    if search:
        found = found.filter(title__icontains=search)
    return _counted(found, now)


def standing_of(practice: Practice, snippet_id: int, now: datetime) -> Standing | None:
    """One snippet of the practice, None for those of others."""
    rows = _counted(Snippet.objects.of(practice).filter(pk=snippet_id), now)
    return rows[0] if rows else None


def reading_of(practice: Practice, body: str, audience: str) -> Reading:
    """What guard and coach say of a text, knowing the practice's own names."""
    names = names_of(practice)
    return read_snippet(
        body,
        audience,
        staff_names=names.staff,
        practice_names=names.practice,
    )


def version_of(snippet: Snippet) -> str:
    """What a page was made of: title, text, audience, status and the time of the last change.

    `changed_at` alone would not do: a new title keeps it, as it keeps who wrote the text.
    """
    parts = (
        snippet.title,
        snippet.body,
        snippet.audience,
        snippet.status,
        snippet.changed_at.isoformat(),
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def must_differ(
    snippet_id: int | None, body: str, practice: Practice, *, reply_id: int | None = None
) -> bool:
    """Did these very words go out before, with a snippet behind either of the two? (A8)

    Byte by byte, but for the two ways browsers write a line break. What was pasted counts like
    what was chosen: the words of an answer that began from a snippet go out once, and so do a
    snippet's own words. `reply_id`: this answer is in the outbox already; then of two at once the
    earlier one goes. At most two queries, over the answers of the practice.
    """
    text = body.strip().replace("\r\n", "\n")
    if not text:
        return False
    forms = sorted({text, text.replace("\n", "\r\n")})
    rows = _sent_before(practice.pk, forms, reply_id or 0, reply_id or _LATER_THAN_ALL)
    if not rows or snippet_id is not None or any(found is not None for found in rows):
        return bool(rows)
    return Snippet.objects.of(practice).filter(body__in=forms).exists()


@ready
def _sent_before(
    practice_id: int, forms: list[str], but_id: int, before_id: int, /
) -> QuerySet[Reply, int | None]:
    """The snippets behind what went out, or waits to and is earlier than `before_id`."""
    found = Reply.objects.filter(one_of("body", forms), practice_id=practice_id)
    found = found.filter(Q(status__in=_OUT) | Q(status__in=_ON_ITS_WAY, pk__lt=before_id))
    return found.exclude(pk=but_id).values_list("snippet_id", flat=True)[:50]
