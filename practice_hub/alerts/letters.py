"""What goes out on any channel: a heading, a sentence, a link. Never a name, never a text (P5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from practice_hub.alerts.kinds import WORDS
from practice_hub.alerts.models import Alert, AlertDelivery, Digest
from practice_hub.practices.models import User


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person.

    `key` is the same when a message goes out again because its booking was lost, and another one
    for a repetition: mail programs and gateways can tell the two apart by it. `body` ends with
    the link and is for channels with room, `line` says it in one line.
    """

    user: User
    key: str
    subject: str
    body: str
    line: str
    is_urgent: bool = False


def alert_letter(delivery: AlertDelivery) -> Letter:
    """About one alert; needs `delivery.alert` and `delivery.user`."""
    alert = delivery.alert
    url = address("alerts:open", alert.pk)
    return Letter(
        user=delivery.user,
        key=f"alert.{alert.pk}.{delivery.pk}.{delivery.sent_count + 1}",
        subject=f"Practice Hub: {alert.words.label}",
        body=f"{alert.words.sentence}\n\n{url}\n",
        line=f"Practice Hub: {alert.words.label}. {url}",
        is_urgent=alert.is_urgent,
    )


def digest_letter(digest: Digest, alerts: Sequence[Alert]) -> Letter:
    """About several; needs `digest.user`. `alerts` are those that still stand."""
    count, url = len(alerts), address("alerts:list")
    things = "One alert waits" if count == 1 else f"{count} alerts wait"
    body = (
        f"{things} for you:\n\n{_counted(alerts)}\n\n{url}\n\n"
        "What was dealt with in the meantime is left out. Choose what you hear of, and when:\n"
        f"{address('alerts:settings')}\n"
    )
    return Letter(
        user=digest.user,
        key=f"digest.{digest.pk}",
        subject=f"Practice Hub: {things} for you",
        body=body,
        line=f"Practice Hub: {things} for you. {url}",
    )


def address(name: str, *args: int) -> str:
    """A link for outside the page; from PUBLIC_URL, because a worker knows no request."""
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=args)


def _counted(alerts: Sequence[Alert]) -> str:
    counts: Counter[str] = Counter()
    for alert in alerts:
        counts[alert.kind] += alert.item_count
    lines = [(WORDS[kind].label, count) for kind, count in counts.items()]
    return "\n".join(f"{count:>4}  {label}" for label, count in lines)
