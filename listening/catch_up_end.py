"""The end of a catching up: what was found, who is told, and what will never be read."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from listening import lateness, sentences
from listening.catch_up_rules import GIVE_UP_AFTER, HOPELESS, MOST_TRIES
from listening.catching_up import LIVE_OVERLAP, open_parts
from listening.models import CatchUp, CatchUpFeed, FeedGap, Mention, NetworkAccount
from practice_hub.alerts.actions import raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.telling import hearers
from practice_hub.audit.record import record
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act

# Its feed was not heard yet since the account came back.
_UNHEARD: Final = Q(feed__last_success_at=None) | Q(
    feed__last_success_at__lt=F("catch_up__began_at")
)
_REFUSED: Final = Q(
    feed__failures__gte=MOST_TRIES, feed__last_error_kind__in=[kind.value for kind in HOPELESS]
)


@transaction.atomic(durable=True)
def finish_done(*, now: datetime) -> None:
    """Say what was found, of every return whose feeds have all been read.

    A feed that is refused for good is not waited for: it is red, and should it be let in again,
    its part is read then; after a week its part is a gap, and said so.
    """
    _give_up(now)
    still = open_parts().exclude(_UNHEARD & _REFUSED).filter(catch_up=OuterRef("pk"))
    done = CatchUp.objects.filter(~Exists(still), finished_at=None)
    for catch_up in done.select_for_update(skip_locked=True, of=("self",)).order_by("pk"):
        _finish(catch_up, now)


def _finish(catch_up: CatchUp, now: datetime) -> None:
    account = NetworkAccount.objects.get(pk=catch_up.account_id)
    found, late = counted(catch_up)
    CatchUp.objects.filter(pk=catch_up.pk).update(found=found, late=late, finished_at=now)
    record(
        "account.caught_up",
        practice=account.practice_id,
        subject=account,
        actor=None,
        at=now,
        network=account.network,
        found=found,
        late=late,
        silent_seconds=round((catch_up.began_at - catch_up.since).total_seconds()),
    )
    raise_alert(
        Kind.SOURCE_BACK,
        practice_id=account.practice_id,
        subject=catch_up,
        path=reverse("listening:sources"),
        recipients=_who_is_told(account, catch_up),
        at=now,
    )
    publish_on_commit(account.practice_id, "sources", [account.pk])


def _who_is_told(account: NetworkAccount, catch_up: CatchUp) -> list[int]:
    """Who connected it again; nobody, or somebody who left: whoever looks after sources."""
    if catch_up.asked_by_id:
        asked = hearers(account.practice_id, user_ids=[catch_up.asked_by_id])
        if asked:
            return asked
    return hearers(account.practice_id, act=Act.MANAGE_SOURCES)


def counted(catch_up: CatchUp) -> tuple[int, int]:
    """Mentions of the silent time that only came in afterwards, and how many of them late."""
    account = catch_up.account
    times = Mention.objects.filter(
        practice_id=account.practice_id,
        account=account,
        is_own=False,
        posted_at__gte=catch_up.since - LIVE_OVERLAP,
        posted_at__lt=catch_up.began_at.replace(microsecond=0),  # networks tell whole seconds
        first_seen_at__gte=catch_up.began_at,
    ).values_list("posted_at", "first_seen_at")
    lags = [lateness.is_heard_late(posted_at=at, first_seen_at=seen) for at, seen in times]
    return len(lags), sum(lags)


def _give_up(now: datetime) -> None:
    """Parts of a connected account whose feeds were not heard again for too long."""
    lost = open_parts().filter(
        _UNHEARD,
        catch_up__began_at__lt=now - GIVE_UP_AFTER,
        catch_up__account__status=NetworkAccount.Status.CONNECTED,
    )
    locked = lost.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    for part in locked.select_related("catch_up", "feed"):
        note_unread(part, now)
        CatchUpFeed.objects.filter(pk=part.pk).update(finished_at=now)


def note_unread(part: CatchUpFeed, now: datetime) -> None:
    """A gap that cannot be closed is shown, with from and to."""
    FeedGap.objects.create(
        feed=part.feed,
        reason=sentences.UNREAD,
        since=part.catch_up.since,
        until=part.catch_up.began_at,
        created_at=now,
    )
