"""Snowballs (L7): whoever is on duty hears of a thread that suddenly spreads, once a level.

The rule and what it counts are in `listening/spread_rules.py`. The alert leads to the conversation
of the post that began the thread, or the thread's liveliest one when that was a post of ours.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.clock_alerts import concerned
from inbox.models import Conversation, ConversationItem
from listening import spread
from listening.models import Mention, NetworkAccount, Spread
from listening.spread import Pulse
from listening.spread_rules import Level, level_of
from practice_hub.alerts.actions import close_alerts
from practice_hub.alerts.chain import raise_chain
from practice_hub.alerts.kinds import Kind
from practice_hub.audit.record import record
from practice_hub.ready import ready
from practice_hub.realtime.publish import publish_on_commit

logger = logging.getLogger(__name__)


def sweep_spreading(*, now: datetime) -> None:
    """Look at every practice's last hour; one thread that fails does not hold up the rest."""
    spread.forget_old_counts(now)
    practices = NetworkAccount.objects.connected().values_list("practice_id", flat=True)
    for practice_id in sorted(set(practices)):
        for pulse in spread.pulses(practice_id, now):
            try:
                _settle(practice_id, pulse, now)
            except Exception:
                logger.exception("a thread of practice %s could not be settled", practice_id)


@transaction.atomic(durable=True)
def _settle(practice_id: int, pulse: Pulse, now: datetime) -> None:
    """Note how fast it is; tell when it reached a level, and end the alert when it is calm."""
    row = _locked(practice_id, pulse, now)
    before = Level(row.level) if row else Level.CALM
    level = level_of(pulse.now, pulse.usual, before)
    if row is None:
        if level == Level.CALM:
            return
        row = Spread(practice_id=practice_id, network=pulse.network, thread_id=pulse.thread_id)
    if before == Level.CALM:
        row.began_at, row.calmed_at = now, None
    row.level, row.checked_at = level, now
    row.share_rate, row.reply_rate = round(pulse.now.shares), round(pulse.now.replies)
    row.people_rate = round(pulse.now.people)
    if level == Level.CALM:
        row.calmed_at = now
    row.save()
    if level != before:
        _tell(row, level, now)


def _locked(practice_id: int, pulse: Pulse, now: datetime) -> Spread | None:
    """The row of the thread. Two sweeps at once: one waits here and then finds it done."""
    found = Spread.objects.filter(
        practice_id=practice_id, network=pulse.network, thread_id=pulse.thread_id
    )
    return found.select_for_update(of=("self",)).first()


def _tell(row: Spread, level: Level, now: datetime) -> None:
    close_alerts(Kind.SNOWBALL, practice_id=row.practice_id, subject=row, at=now)
    talks = list(_conversations(row))
    if level != Level.CALM and talks:
        raise_chain(
            Kind.SNOWBALL,
            practice_id=row.practice_id,
            subject=row,
            path=reverse("inbox:conversation", args=[talks[0].pk]),
            at=now,
            first=concerned(talks[0], now),
        )
    record(
        "thread.calmed" if level == Level.CALM else "thread.spreading",
        practice=row.practice_id,
        subject=row,
        actor=None,
        at=now,
        level=level.name,
        rates=[row.share_rate, row.reply_rate, row.people_rate],
    )
    publish_on_commit(row.practice_id, "conversations", [talk.pk for talk in talks])


def _conversations(row: Spread) -> Iterable[Conversation]:
    """Those of the thread, the one to look at first; not more than a page of them."""
    items = ConversationItem.objects.filter(
        mention__practice_id=row.practice_id,
        mention__network=row.network,
        mention__thread_id=row.thread_id,
        mention__audience=Mention.Audience.PUBLIC,
    )
    found = Conversation.objects.filter(
        pk__in=items.values("conversation_id"), has_public=True, is_imported=False
    )
    began = found.filter(first_mention__external_id=row.thread_id).order_by("pk")[:1]
    latest = found.order_by("-last_activity_at", "-pk")[:40]
    return {talk.pk: talk for talk in (*began, *latest)}.values()


def spreading_words(rows: Iterable[Conversation], practice_id: int) -> dict[int, str]:
    """What to say beside the rows whose thread spreads, by the row's id. One query."""
    going_on = {(one.network, one.thread_id): _words(one) for one in _going_on(practice_id)}
    keys = ((row.pk, going_on.get((row.network, row.thread_id))) for row in rows)
    return {pk: words for pk, words in keys if words}


@ready
def _going_on(practice_id: int, /) -> QuerySet[Spread, Spread]:
    return Spread.objects.filter(practice_id=practice_id, level__gt=0)


def _words(row: Spread) -> str:
    """The strongest of the three rates: "Spreading: 40 shares in an hour"."""
    number, words = max(
        (row.share_rate, _("Spreading: %(count)s shares in an hour")),
        (row.reply_rate, _("Spreading: %(count)s replies in an hour")),
        (row.people_rate, _("Spreading: %(count)s people in an hour")),
        key=itemgetter(0),
    )
    return words % {"count": f"{number:,}"}
