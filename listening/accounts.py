"""Acts on network accounts: connect, reconnect, pause, resume, disconnect, look now.

Whoever calls has checked that the account is the practice's and that the person may do this.
A network is asked outside any transaction; only then are rows changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from listening import catching_up, clients, credentials, crypto, feeds, wording
from listening.connectors.base import AccountInfo, ConnectorError, ErrorKind
from listening.models import Feed, FeedGap, NetworkAccount, RateWindowRow
from listening.refusals import SourceRefusedError
from listening.rows import web_address
from listening.stored import completed
from practice_hub.audit.record import record
from practice_hub.bulk import storable
from practice_hub.jobs import enqueue_on_commit
from practice_hub.practices.models import Location, Practice, User
from practice_hub.realtime.publish import publish_on_commit

HAND_OUT = "listening.hand_out_due_feeds"
Status = NetworkAccount.Status


def connect_account(
    *,
    practice: Practice,
    network: str,
    values: Mapping[str, str],
    actor: User | None,
    now: datetime,
) -> NetworkAccount:
    """Connect by token: the network is asked whose it is, then the secrets are stored encrypted.

    An account that is connected already gets the new secrets and keeps its feeds and cursors.
    `actor` is None at the command line. Raises SourceRefusedError.
    """
    secrets = credentials.checked(network, values)
    info = verified(network, secrets, now)
    with transaction.atomic(durable=True):
        account, is_new = NetworkAccount.objects.select_for_update(no_key=True).get_or_create(
            practice=practice,
            network=network,
            external_id=info.external_id,
            defaults={"connected_at": now, "status_at": now},
        )
        _store(account, info, secrets, actor, now)
        note("account.connected" if is_new else "account.reconnected", account, actor, now)
    return account


def reconnect(
    *, account: NetworkAccount, values: Mapping[str, str], actor: User | None, now: datetime
) -> NetworkAccount:
    """New secrets for a known account; row, history, feeds and conversations stay, and what was
    missed is read from the old cursors (catching_up.py), so nothing is read twice or lost.

    A field that was left empty keeps what is stored. Raises SourceRefusedError, also when the
    secrets belong to another account.
    """
    secrets = credentials.checked(account.network, completed(account, values))
    info = verified(account.network, secrets, now)
    if info.external_id != account.external_id:
        raise SourceRefusedError(wording.other_account(account, info))
    with transaction.atomic(durable=True):
        locked = NetworkAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
        _store(locked, info, secrets, actor, now)
        note("account.reconnected", locked, actor, now)
    return locked


def pause(*, account: NetworkAccount, actor: User, now: datetime) -> None:
    """Stop reading until somebody resumes. Raises SourceRefusedError."""
    working = [Status.CONNECTED, Status.NEEDS_RECONNECT, Status.OUT_OF_CREDITS]
    with transaction.atomic(durable=True):
        _move(account, working, Status.PAUSED, now)
        note("account.paused", account, actor, now)


def resume(*, account: NetworkAccount, actor: User, now: datetime) -> None:
    """Read again, at once and from where reading stopped. Raises SourceRefusedError."""
    with transaction.atomic(durable=True):
        _move(account, [Status.PAUSED], Status.CONNECTED, now)
        feeds.ensure_feeds(account, now)
        catching_up.begin(account, actor=actor, now=now)
        all_due(account, now)
        note("account.resumed", account, actor, now)


def disconnect(*, account: NetworkAccount, actor: User, now: datetime) -> None:
    """Wipe the secrets and stop the feeds; everything that was heard stays.

    Raises SourceRefusedError.
    """
    connected = [status for status in Status if status != Status.DISCONNECTED]
    with transaction.atomic(durable=True):
        _move(account, connected, Status.DISCONNECTED, now)
        wipe(account)
        note("account.disconnected", account, actor, now)


def wipe(account: NetworkAccount) -> None:
    """Nothing can be read or written with it any more; in the caller's transaction."""
    NetworkAccount.objects.filter(pk=account.pk).update(
        credentials=b"", secret_hint="", scopes=[], token_expires_at=None, restored_at=None
    )
    feeds.stop(account.feeds.values_list("pk", flat=True))
    RateWindowRow.objects.filter(account=account).delete()


def choose_location(
    *, account: NetworkAccount, location_id: int | None, actor: User, now: datetime
) -> None:
    """Say which location the account speaks for; None: the practice as a whole.

    It holds for what is heard from now on: what was heard keeps the hours and the reports of its
    time. Choosing the same again changes nothing. Raises SourceRefusedError.
    """
    with transaction.atomic(durable=True):
        locked = NetworkAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
        # Locked, so that it cannot be removed before we point at it.
        places = Location.objects.select_for_update(no_key=True)
        wanted = {"practice_id": account.practice_id, "pk": location_id or 0}
        place = places.filter(**wanted).first()
        if location_id is not None and place is None:
            raise SourceRefusedError(
                _("This location was removed in the meantime. Choose another.")
            )
        before = locked.location_id
        locked.location = place
        locked.save(update_fields=["location"])
        if before != location_id:
            note("account.location_chosen", locked, actor, now, before=before, after=location_id)
    account.location = place


def look_now(*, account: NetworkAccount, feed: Feed | None, actor: User, now: datetime) -> int:
    """Look at one feed, or at all of an account, without waiting; gives how many are due.

    A feed that waits because the network asked for it goes on waiting. Raises SourceRefusedError.
    """
    if account.status != Status.CONNECTED:
        raise SourceRefusedError(wording.why_no_look(account))
    wanted = [feed] if feed else list(account.feeds.filter(is_active=True))
    ready = [one for one in wanted if not is_waiting(one, now)]
    if not ready and wanted:
        until = min(one.next_run_at for one in wanted)
        raise SourceRefusedError(wording.asked_to_wait(account, until, now))
    with transaction.atomic(durable=True):
        count = feeds.make_due([one.pk for one in ready], now)
        enqueue_on_commit(HAND_OUT)
        note("account.looked_now", account, actor, now, feeds=[one.pk for one in ready])
    return count


def can_send(
    account: NetworkAccount, *, asked_at: datetime, now: datetime, read_at: datetime | None = None
) -> bool:
    """May an answer that was asked for at `asked_at` leave through `account` now?

    Not while it is away, nor after a restore before somebody has confirmed it, nor while its
    network stops our answers. Once it is back, what was asked for before waits until everything
    that was written meanwhile has been read, because that may change it; what is asked for now
    goes. The same when it was we who were away: what is overdue waits for a look at every feed.
    `read_at`: what its author had read dates from then, where that is long before `asked_at`.
    """
    if account.status != Status.CONNECTED or account.restored_at or account.answers_blocked_at:
        return False
    if not catching_up.is_caught_up(account, min(asked_at, read_at or asked_at)):
        return False
    return not is_overdue(asked_at, now) or catching_up.is_heard_since(account, asked_at, now)


def is_overdue(asked_at: datetime, now: datetime) -> bool:
    """Should it have gone out so long ago that much may have been written since?"""
    return now - asked_at > timedelta(seconds=settings.ANSWER_OVERDUE_SECONDS)


def is_waiting(feed: Feed, now: datetime) -> bool:
    """Did the network ask us to wait, and is it not time yet?"""
    return feed.last_error_kind == ErrorKind.RATE_LIMIT.value and feed.next_run_at > now


def dismiss_gap(*, gap: FeedGap, actor: User, now: datetime) -> None:
    """Take a gap off the page; the row stays. Doing it twice changes nothing."""
    with transaction.atomic(durable=True):
        if FeedGap.objects.filter(pk=gap.pk, dismissed_at=None).update(dismissed_at=now):
            note("feed.gap_dismissed", gap.feed.account, actor, now, gap=gap.pk)


def verified(network: str, secrets: Mapping[str, str], now: datetime) -> AccountInfo:
    """Ask the network whose these are. Raises SourceRefusedError."""
    try:
        info = clients.client(network, secrets).verify(now=now)
    except ConnectorError as error:
        raise SourceRefusedError(wording.why_not_connected(network, error)) from error
    if not info.external_id:
        raise SourceRefusedError(
            _("%(name)s did not say whose credentials these are. Try again.")
            % {"name": wording.network_name(network)}
        )
    return info


def _store(
    account: NetworkAccount,
    info: AccountInfo,
    secrets: Mapping[str, str],
    actor: User | None,
    now: datetime,
) -> None:
    """Write what the network said and the secrets; feeds are there and due."""
    account.credentials = crypto.encrypt(secrets)
    account.secret_hint = credentials.hint(secrets)
    account.is_sandbox = clients.is_sandboxed(account.network)
    account.status, account.status_detail, account.status_at = Status.CONNECTED, "", now
    take_over_info(account, info)
    account.save()
    feeds.ensure_feeds(account, now)
    catching_up.begin(account, actor=actor, now=now)
    all_due(account, now)
    if account.restored_at and catching_up.is_read_again(account):
        account.restored_at = None  # the network was asked, and a person has said: it is theirs
        account.save(update_fields=["restored_at"])


def take_over_info(account: NetworkAccount, info: AccountInfo) -> None:
    """Set what the network says of an account; the caller saves."""
    account.handle = storable(info.handle)[:120]
    account.display_name = storable(info.display_name)[:200]
    account.avatar_url = web_address(info.avatar_url)[:1000]
    account.scopes = sorted(info.scopes)
    account.token_expires_at = info.expires_at


def all_due(account: NetworkAccount, now: datetime) -> None:
    """Every feed is due, and what went wrong before the account came back is forgotten."""
    account.feeds.filter(is_active=True).update(
        failures=0,
        last_error_kind="",
        last_error_code="",
        last_error="",
        slowed_reason="",
        silence_from=now,
    )
    feeds.make_due(account.feeds.values_list("pk", flat=True), now)
    enqueue_on_commit(HAND_OUT)


def _move(account: NetworkAccount, allowed: Sequence[Status], to: Status, now: datetime) -> None:
    moved = NetworkAccount.objects.filter(pk=account.pk, status__in=allowed).update(
        status=to, status_detail="", status_at=now
    )
    if not moved:
        account.refresh_from_db(fields=["status"])
        state = account.get_status_display().lower()
        raise SourceRefusedError(
            _("%(label)s is %(state)s by now. Nothing was changed.")
            % {"label": account.display_label, "state": state}
        )
    account.status = to


def note(
    name: str, account: NetworkAccount, actor: User | None, now: datetime, **details: object
) -> None:
    """Audit row and on-commit broadcast of one act on an account."""
    record(
        name,
        practice=account.practice_id,
        subject=account,
        actor=actor,
        at=now,
        network=account.network,
        **details,
    )
    publish_on_commit(account.practice_id, "sources")
