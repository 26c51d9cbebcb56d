"""Which threads are talked about right now, and how fast (L7): reads for one practice.

Counted are reposts, public replies and the people behind both by the network's own times, and
what networks tell of shares and replies that we never see one by one (`SpreadSample`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from listening.models import Mention, Network, Share, Spread, SpreadSample
from listening.models.mentions import MentionQuerySet
from listening.spread_rules import FLOORS, HOUR, PAST, Rates, Told, grown
from practice_hub.bulk import insert_rows

KEPT = timedelta(days=3)  # samples; the rule looks back little more than a day
Thread = tuple[str, str]  # network, thread id
_Happened = tuple[datetime, int | None]  # when, and who did it
_LEAST = int(min(FLOORS.shares, FLOORS.replies, FLOORS.people))


@dataclass(frozen=True, slots=True)
class Pulse:
    """How fast a thread spreads: in the last hour, and in a usual hour of the day before."""

    network: str
    thread_id: str
    now: Rates
    usual: Rates


@dataclass(slots=True)
class _Events:
    """What happened in one thread; `posts` are those that anybody shared or replied to."""

    replies: list[_Happened] = field(default_factory=list)
    shares: list[_Happened] = field(default_factory=list)
    posts: list[Mention] = field(default_factory=list)


def note_counts(mentions: Iterable[Mention], now: datetime) -> None:
    """Remember what the network says of these posts' shares and replies; silent posts need none.

    For new posts, and for known ones whose numbers grew.
    """
    insert_rows(
        SpreadSample,
        [
            {
                "mention_id": mention.pk,
                "seen_at": now,
                "share_count": mention.share_count,
                "reply_count": mention.reply_count,
            }
            for mention in mentions
            if (mention.share_count or mention.reply_count) and mention.audience == "PUBLIC"
        ],
    )


def forget_old_counts(now: datetime) -> None:
    SpreadSample.objects.filter(seen_at__lt=now - KEPT).delete()


def pulses(practice_id: int, now: datetime) -> list[Pulse]:
    """Every thread that may have begun to spread or that does; at most eight queries."""
    going_on = Spread.objects.filter(practice_id=practice_id, level__gt=0)
    threads = {*going_on.values_list("network", "thread_id"), *_busy(practice_id, now)}
    if not threads:
        return []
    found = _events(practice_id, threads, now)
    told = _told([post.pk for events in found.values() for post in events.posts])
    return [_pulse(thread, found[thread], told, now) for thread in sorted(threads)]


def _busy(practice_id: int, now: datetime) -> set[Thread]:
    """Threads in which enough happened within the hour to look closer."""
    since = now - HOUR
    replies = _replies(practice_id, since, now).values_list("network", "thread_id")
    happened = Counter({(n, t): count for n, t, count in replies.annotate(count=Count("pk"))})
    shares = Share.objects.filter(practice_id=practice_id, posted_at__range=(since, now))
    counted = shares.values_list("network", "original_id").annotate(count=Count("pk"))
    by_post = {(network, post): count for network, post, count in counted}
    posts = Mention.objects.filter(practice_id=practice_id, network__in=Network.values)
    shared = posts.filter(external_id__in=[post for _, post in by_post])
    for network, post, thread in shared.values_list("network", "external_id", "thread_id"):
        happened[network, thread] += by_post.get((network, post), 0)
    lately = SpreadSample.objects.filter(seen_at__gt=since, mention__practice_id=practice_id)
    told = lately.values_list("mention__network", "mention__thread_id").distinct()
    return {thread for thread, count in happened.items() if count >= _LEAST} | set(told)


def _replies(practice_id: int, since: datetime, until: datetime) -> MentionQuerySet:
    """Public words of others below a post; `since` itself is left out."""
    found = Mention.objects.inbound().filter(
        practice_id=practice_id, posted_at__gt=since, posted_at__lte=until, audience="PUBLIC"
    )
    return found.exclude(external_id=F("thread_id")).order_by()


def _events(practice_id: int, threads: set[Thread], now: datetime) -> dict[Thread, _Events]:
    """What happened in the threads in the last hour and in the day before it."""
    since, ids = now - HOUR - PAST, [thread_id for _, thread_id in threads]
    found: dict[Thread, _Events] = defaultdict(_Events)
    # The indexes begin with practice and network.
    here = {"practice_id": practice_id, "network__in": {network for network, _ in threads}}
    replies = _replies(practice_id, since, now).filter(**here, thread_id__in=ids)
    for network, thread, at, who in replies.values_list(
        "network", "thread_id", "posted_at", "author_id"
    ):
        found[network, thread].replies.append((at, who))
    posts = Mention.objects.filter(**here, thread_id__in=ids, audience="PUBLIC")
    posts = posts.filter(Q(share_count__gt=0) | Q(reply_count__gt=0)).only(*_OF_POST)
    _add_shares(found, posts, since, now)
    return found


def _add_shares(
    found: dict[Thread, _Events], posts: Iterable[Mention], since: datetime, now: datetime
) -> None:
    """The posts that were shared or replied to, and the shares of them."""
    by_id = {(post.network, post.external_id): post for post in posts}
    for post in by_id.values():
        found[post.network, post.thread_id].posts.append(post)
    shares = Share.objects.filter(
        practice__in={post.practice_id for post in by_id.values()},
        network__in={network for network, _ in by_id},
        original_id__in=[external_id for _, external_id in by_id],
        posted_at__gt=since,
        posted_at__lte=now,
    )
    named = shares.values_list("network", "original_id", "posted_at", "author_id")
    for network, original, at, who in named:
        if (network, original) in by_id:
            found[network, by_id[network, original].thread_id].shares.append((at, who))


_OF_POST = ("practice_id", "network", "external_id", "thread_id", "posted_at", "first_seen_at")


def _told(post_ids: Sequence[int]) -> dict[int, list[SpreadSample]]:
    found: dict[int, list[SpreadSample]] = defaultdict(list)
    for sample in SpreadSample.objects.filter(mention_id__in=post_ids).order_by("seen_at", "pk"):
        found[sample.mention_id].append(sample)
    return found


def _pulse(
    thread: Thread, events: _Events, told: Mapping[int, Sequence[SpreadSample]], now: datetime
) -> Pulse:
    hour, day = (now - HOUR, now), (now - HOUR - PAST, now - HOUR)
    began = min(
        [post.posted_at for post in events.posts] + [at for at, _ in events.replies] + [now]
    )
    hours = max((day[1] - max(began, day[0])) / HOUR, 1)
    past = _within(events, told, day)
    usual = Rates(past.shares / hours, past.replies / hours, past.people / hours)
    return Pulse(*thread, now=_within(events, told, hour), usual=usual)


def _within(
    events: _Events, told: Mapping[int, Sequence[SpreadSample]], span: tuple[datetime, datetime]
) -> Rates:
    """Counts of the span. Who shared or replied unseen by us has no name, so people are ours."""
    shares = [who for at, who in events.shares if span[0] < at <= span[1]]
    replies = [who for at, who in events.replies if span[0] < at <= span[1]]
    more_shares = more_replies = 0.0
    for post in events.posts:
        samples = told.get(post.pk, ())
        history = (post.posted_at, post.first_seen_at)
        more_shares += grown([Told(s.seen_at, s.share_count) for s in samples], *history, span)
        more_replies += grown([Told(s.seen_at, s.reply_count) for s in samples], *history, span)
    people = {who for who in (*shares, *replies) if who is not None}
    return Rates(
        shares=max(len(shares), more_shares),
        replies=max(len(replies), more_replies),
        people=len(people),
    )
