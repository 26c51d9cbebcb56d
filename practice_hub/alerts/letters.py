"""What goes out on any channel: a heading, a sentence, a link. Never a name, never a text (P5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practice_hub.alerts.kind_words import WORDS
from practice_hub.alerts.models import Alert, AlertDelivery, Digest
from practice_hub.languages import speaking
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
    """About one alert, in the language of who gets it; needs `delivery.alert`, its practice, and
    `delivery.user`."""
    alert = delivery.alert
    url = address("alerts:open", alert.pk)
    with speaking(delivery.user, alert.practice):
        words = alert.words
    return Letter(
        user=delivery.user,
        key=f"alert.{alert.pk}.{delivery.pk}.{delivery.sent_count + 1}",
        subject=f"Practice Hub: {words.label}",
        body=f"{words.sentence}\n\n{url}\n",
        line=f"Practice Hub: {words.label}. {url}",
        is_urgent=alert.is_urgent,
    )


def digest_letter(digest: Digest, alerts: Sequence[Alert]) -> Letter:
    """About several, in the language of who gets it; needs `digest.user` and `digest.practice`.
    `alerts` are those that still stand."""
    count, url = len(alerts), address("alerts:list")
    with speaking(digest.user, digest.practice):
        words = ngettext("One alert waits for you", "%(count)s alerts wait for you", count)
        things = words % {"count": count}
        why = _(
            "What was dealt with in the meantime is left out. Choose what you hear of, and when:"
        )
        lines = _counted(alerts)
    return Letter(
        user=digest.user,
        key=f"digest.{digest.pk}",
        subject=f"Practice Hub: {things}",
        body=f"{things}:\n\n{lines}\n\n{url}\n\n{why}\n{address('alerts:settings')}\n",
        line=f"Practice Hub: {things}. {url}",
    )


def address(name: str, *args: int) -> str:
    """A link for outside the page; from PUBLIC_URL, because a worker knows no request."""
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=args)


def _counted(alerts: Sequence[Alert]) -> str:
    counts: Counter[str] = Counter()
    for alert in alerts:
        counts[alert.kind] += alert.item_count
    lines = [(WORDS[kind].said().label, count) for kind, count in counts.items()]
    return "\n".join(f"{count:>4}  {label}" for label, count in lines)
