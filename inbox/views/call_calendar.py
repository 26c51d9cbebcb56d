"""Calls for a calendar: one as a file, one's own as an address to subscribe to."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from inbox.actions import callback_feed
from inbox.call_calendar import calendar_of
from inbox.models import Callback
from inbox.models.callbacks import CallbackQuerySet
from inbox.views.calls import Wish, address, get_callback, show
from practice_hub.http import MemberRequest
from practice_hub.languages import speaking
from practice_hub.permissions import Act, practice_member
from practice_hub.practices.models import Membership

KEPT_FOR = timedelta(days=14)  # so that a canceled call disappears from every calendar
MOST = 500


@require_safe
@never_cache
@practice_member(Act.READ_PRIVATE)
def entry(request: MemberRequest, callback_id: int) -> HttpResponse:
    """One call as a file to open with a calendar."""
    response = _calendar(calendar_of([get_callback(request, callback_id)]))
    response["Content-Disposition"] = f'attachment; filename="call-{callback_id}.ics"'
    return response


@require_safe
@never_cache
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Nobody signs in here: the secret in the address is the key, 404 without it."""
    member = callback_feed.member_of(secret)
    if member is None:
        raise Http404
    with speaking(member.user, member.practice):
        return _calendar(calendar_of(_own(member, timezone.now()), is_feed=True))


@never_cache
@practice_member(Act.READ_PRIVATE)
def new_feed(request: MemberRequest) -> HttpResponse:
    """POST makes a new address and shows it, once."""
    if request.method != "POST":
        return HttpResponseRedirect(address(request))
    secret = callback_feed.make_feed(member=request.membership, now=timezone.now())
    url = urljoin(settings.PUBLIC_URL, reverse("callbacks:feed", args=[secret]))
    return show(request, Wish(feed_url=url))


@never_cache
@practice_member(Act.READ_PRIVATE)
def stop_feed(request: MemberRequest) -> HttpResponse:
    if request.method == "POST":
        callback_feed.stop_feed(member=request.membership, now=timezone.now())
        messages.success(request, _("The address has stopped working."))
    if request.htmx:
        return show(request, Wish())
    return HttpResponseRedirect(address(request), status=303)


def _own(member: Membership, now: datetime) -> CallbackQuerySet:
    recent = Q(settled_at__gte=now - KEPT_FOR) | Q(status=Callback.Status.PLANNED)
    own = Callback.objects.filter(recent, practice_id=member.practice_id, owner_id=member.user_id)
    return own.order_by("due_at", "pk")[:MOST]


def _calendar(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
