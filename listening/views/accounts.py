"""Connecting, pausing and looking at accounts; every act is a plain form."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from listening import accounts, blocking, clients, confirming
from listening.alerting import path_of
from listening.connectors import registry
from listening.connectors.base import Network
from listening.connectors.entry import NetworkEntry
from listening.forms import ConnectForm
from listening.models import Feed, FeedGap, NetworkAccount
from listening.refusals import SourceRefusedError
from listening.stored import stored
from practice_hub.http import MemberRequest, number_of
from practice_hub.permissions import Act, practice_member
from practice_hub.practices.fresh import still_you


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@practice_member(Act.MANAGE_SOURCES)
@still_you(holds_secrets=True)
def connect(request: MemberRequest, network: str) -> HttpResponse:
    entry = _entry(network)
    form = ConnectForm(entry, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = accounts.connect_account(
                practice=request.practice,
                network=entry.network.value,
                values=form.cleaned_data,
                actor=request.user,
                now=timezone.now(),
            )
        except SourceRefusedError as refusal:
            form.refuse(refusal)
        else:
            return _back(request, account, _("%(label)s is connected.") % _labeled(account))
    return _form_page(request, entry, form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@practice_member(Act.MANAGE_SOURCES)
@still_you(holds_secrets=True)
def reconnect(request: MemberRequest, account_id: int) -> HttpResponse:
    account = _own_account(request, account_id)
    entry = _entry(account.network.lower())
    initial = {"page_id": account.external_id}
    present = [one.name for one in stored(account).secrets]
    form = ConnectForm(entry, request.POST or None, initial=initial, stored=present)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.reconnect(
                account=account,
                values=form.cleaned_data,
                actor=request.user,
                now=timezone.now(),
            )
        except SourceRefusedError as refusal:
            form.refuse(refusal)
        else:
            return _back(request, account, _("%(label)s is connected again.") % _labeled(account))
    return _form_page(request, entry, form, account)


@require_POST
@practice_member(Act.MANAGE_SOURCES)
def pause(request: MemberRequest, account_id: int) -> HttpResponse:
    account = _own_account(request, account_id)
    words = _("%(label)s is paused: nothing is heard from there until you resume it.")
    return _act(request, account, accounts.pause, words % _labeled(account))


@require_POST
@practice_member(Act.MANAGE_SOURCES)
def resume(request: MemberRequest, account_id: int) -> HttpResponse:
    account = _own_account(request, account_id)
    words = _("%(label)s is read again, from where reading stopped.") % _labeled(account)
    return _act(request, account, accounts.resume, words)


@require_POST
@practice_member(Act.MANAGE_SOURCES)
def confirm(request: MemberRequest, account_id: int) -> HttpResponse:
    """After a restore: it is still ours."""
    account = _own_account(request, account_id)
    words = _("%(label)s is confirmed: answers leave through it again.") % _labeled(account)
    return _act(request, account, confirming.confirm, words)


@require_POST
@practice_member(Act.MANAGE_SOURCES)
def let_answers_go(request: MemberRequest, account_id: int) -> HttpResponse:
    account = _own_account(request, account_id)
    words = _("Answers of %(label)s go out again.") % _labeled(account)
    return _act(request, account, blocking.let_answers_go, words)


@require_POST
@practice_member(Act.MANAGE_SOURCES)
@still_you()
def disconnect(request: MemberRequest, account_id: int) -> HttpResponse:
    account = _own_account(request, account_id)
    words = _("%(label)s is disconnected and its credentials are wiped.") % _labeled(account)
    return _act(request, account, accounts.disconnect, words)


@require_POST
@practice_member(Act.MANAGE_SOURCES)
def choose_location(request: MemberRequest, account_id: int) -> HttpResponse:
    """Which location it speaks for; an empty choice is the practice as a whole."""
    account = _own_account(request, account_id)
    typed = request.POST.get("location", "")
    location_id = number_of(typed)
    if typed and location_id is None:
        messages.error(request, _("Choose one of the locations in the list."))
        return _back(request, account)
    choose = partial(accounts.choose_location, location_id=location_id)
    return _act(request, account, choose, _("Saved what %(label)s speaks for.") % _labeled(account))


@require_POST
@practice_member(Act.MANAGE_SOURCES)
def look(request: MemberRequest, account_id: int) -> HttpResponse:
    account = _own_account(request, account_id)
    return _look(request, account, None)


@require_POST
@practice_member(Act.MANAGE_SOURCES)
def look_at_feed(request: MemberRequest, feed_id: int) -> HttpResponse:
    feeds = Feed.objects.filter(account__practice=request.practice, is_active=True)
    feed = get_object_or_404(feeds.select_related("account"), pk=feed_id)
    return _look(request, feed.account, feed)


@require_POST
@practice_member(Act.MANAGE_SOURCES)
def dismiss_gap(request: MemberRequest, gap_id: int) -> HttpResponse:
    gaps = FeedGap.objects.filter(feed__account__practice=request.practice)
    gap = get_object_or_404(gaps.select_related("feed__account"), pk=gap_id)
    accounts.dismiss_gap(gap=gap, actor=request.user, now=timezone.now())
    return _back(request, gap.feed.account)


def _own_account(request: MemberRequest, account_id: int) -> NetworkAccount:
    """404 for an account of another practice, as for one that never was."""
    return get_object_or_404(NetworkAccount.objects.of(request.practice), pk=account_id)


def _entry(network: str) -> NetworkEntry:
    try:
        return registry.NETWORKS[Network(network.upper())]
    except ValueError:
        raise Http404 from None


def _form_page(
    request: MemberRequest,
    entry: NetworkEntry,
    form: ConnectForm,
    account: NetworkAccount | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "network": entry,
        "account": account,
        "is_sandboxed": clients.is_sandboxed(entry.network),
        "now": timezone.now(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "listening/connect.html", context, status=status)


def _act(
    request: MemberRequest, account: NetworkAccount, action: Callable[..., None], words: str
) -> HttpResponse:
    try:
        action(account=account, actor=request.user, now=timezone.now())
    except SourceRefusedError as refusal:
        messages.error(request, refusal.message)
        return _back(request, account)
    return _back(request, account, words)


def _look(request: MemberRequest, account: NetworkAccount, feed: Feed | None) -> HttpResponse:
    try:
        accounts.look_now(account=account, feed=feed, actor=request.user, now=timezone.now())
    except SourceRefusedError as refusal:
        messages.warning(request, refusal.message)
        return _back(request, account)
    what = feed.get_kind_display().lower() if feed else _("everything")
    words = _("Looking at %(what)s of %(label)s now.") % {"what": what, **_labeled(account)}
    return _back(request, account, words)


def _labeled(account: NetworkAccount) -> dict[str, str]:
    return {"label": account.display_label}


def _back(request: MemberRequest, account: NetworkAccount, words: str = "") -> HttpResponse:
    if words:
        messages.success(request, words)
    return redirect(path_of(account))
