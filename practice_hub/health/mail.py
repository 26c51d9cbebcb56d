"""Whether mail goes out, told by the deliveries of alerts."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from practice_hub.alerts.channels import said_trouble
from practice_hub.alerts.kinds import Channel
from practice_hub.alerts.models import AlertDelivery
from practice_hub.health.report import Finding, Scope, State, register_check
from practice_hub.probe import accepts
from practice_hub.service_urls import CONSOLE_MAIL

NAME: Final = gettext_noop("Alert mail")
LATEST: Final = 1000  # deliveries that are looked at for the last success
_ALONE: Final = Q(attempts__gt=0) & ~Q(error="")
_BUNDLED: Final = Q(digest__attempts__gt=0, digest__next_try_at__isnull=False)
_REPAIR: Final = gettext_noop(
    "For whoever runs the server: check EMAIL_URL and the mail server; try manage.py sendtestemail "
    "you@example.com. What waits goes out by itself. Until then tell the others yourself."
)


def findings(scope: Scope) -> list[Finding]:
    """One finding. The server is everybody's; what waits is counted for the practice alone."""
    if settings.EMAIL_BACKEND == CONSOLE_MAIL:
        return [
            Finding(
                "mail",
                _(NAME),
                State.NOT_SET_UP,
                _("Mails are only printed in the log: alerts reach people on the page alone."),
                _("Set EMAIL_URL to the address of a mail server."),
            )
        ]
    if scope.may_wait and not accepts(settings.EMAIL_HOST, settings.EMAIL_PORT):
        server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        sentence = _("The mail server %(server)s does not answer, so no mail goes out.")
        return [Finding("mail", _(NAME), State.DOWN, sentence % {"server": server}, _(_REPAIR))]
    return [_told_by_deliveries(scope)]


def _told_by_deliveries(scope: Scope) -> Finding:
    mails = AlertDelivery.objects.filter(channel=Channel.MAIL)
    failing = mails.filter(_ALONE | _BUNDLED, next_try_at__isnull=False)
    first = failing.select_related("digest").order_by("due_at", "pk").first()
    sent_at = _last_success(mails)
    if first is None:
        words = _("Goes out.") if sent_at else _("Set up; no mail had to go out yet.")
        when = gettext_noop("last mail")
        return Finding("mail", _(NAME), State.OK, words, since=sent_at, when=when)
    waiting = _of(failing, scope).count()
    count = f" {_mails(waiting)}" if waiting else ""
    if sent_at and sent_at > first.due_at:  # others get through: it is about an address
        sentence = _("Mail goes out, but not to everybody.") + count
        todo = _("Ask those under People whose mailbox refuses mail for another address.")
        return Finding("mail", _(NAME), State.SLOW, sentence, todo, first.due_at, _("Partly"))
    why = f"{said_trouble(first.trouble)}{count}"
    return Finding("mail", _(NAME), State.DOWN, why, _(_REPAIR), first.due_at)


def _last_success(mails: QuerySet[AlertDelivery]) -> datetime | None:
    latest = mails.order_by("-pk").values("pk")[:LATEST]
    found: datetime | None = mails.filter(pk__in=latest).aggregate(at=Max("sent_at"))["at"]
    return found


def _of(rows: QuerySet[AlertDelivery], scope: Scope) -> QuerySet[AlertDelivery]:
    return rows if scope.practice_id is None else rows.filter(alert__practice_id=scope.practice_id)


def _mails(count: int) -> str:
    words = ngettext("%(count)s mail waits.", "%(count)s mails wait.", count)
    return words % {"count": number_format(count, force_grouping=True)}


register_check("mail", findings, title=gettext_noop("Going out"))
