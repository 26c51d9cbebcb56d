"""What is wrong with a source and what to do, in plain words. Pure but for the models' labels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from listening.connectors.base import AccountInfo, ConnectorError, ErrorKind
from listening.feeds import capabilities_of
from listening.models import Feed, NetworkAccount
from listening.stored_words import in_words

# Our own codes: their detail is a plain sentence already.
_BLOCK = gettext_noop(
    "%(name)s takes no answers of %(label)s for now, because of what they say or how many there "
    "are. All of them wait here. See on %(name)s why and for how long, then let them go again; "
    "whoever goes on too early makes it longer."
)
_OURS = {"internal", "wrong-place", "target-refused", "cannot-decrypt", "missing-credentials"}


@dataclass(frozen=True, slots=True)
class Explanation:
    """`what` is wrong, what `todo`, and the network's own words where they are words."""

    what: str
    todo: str
    said: str = ""


def network_name(network: str) -> str:
    return capabilities_of(network).network_name


def duration(seconds: float) -> str:
    """`seconds` as people say it: "40 s", "3 min", "2 h", "4 days"."""
    seconds = max(seconds, 0)
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    if seconds < 36 * 3600:
        return f"{seconds / 3600:.0f} h"
    return _("%(count)s days") % {"count": f"{seconds / 86400:.0f}"}


def explain(feed: Feed) -> Explanation | None:
    """What went wrong at the last look and what to do; None when nothing did. No network's JSON."""
    if not feed.last_error_kind:
        return None
    if feed.last_error_code in _OURS:
        return Explanation(in_words(feed.last_error), "")
    words = _explained(ErrorKind(feed.last_error_kind), network_name(feed.account.network))
    return Explanation(words.what, words.todo, readable(feed.last_error))


def readable(detail: str) -> str:
    """A network's own words, or "" when they are JSON or a page of HTML. Where the network had
    none, ours, in the language of now."""
    detail = in_words(detail.strip())
    is_markup = detail[:1] in "{[<" or "{'" in detail or '{"' in detail
    return "" if not detail or is_markup else detail[:300]


def _explained(kind: ErrorKind, name: str) -> Explanation:
    what, todo = _EXPLAINED.get(kind, _REFUSED)
    return Explanation(_(what) % {"name": name}, _(todo) % {"name": name})


# kind: (what is wrong, what to do)
_EXPLAINED: dict[ErrorKind, tuple[str, str]] = {
    ErrorKind.AUTH: (
        gettext_noop("%(name)s no longer accepts this account's token."),
        gettext_noop("Connect the account again with a new token; nothing that was read is lost."),
    ),
    ErrorKind.PERMISSION: (
        gettext_noop("%(name)s does not let this app read this."),
        gettext_noop(
            "Give the app the missing right on %(name)s, make a new token and connect again."
        ),
    ),
    ErrorKind.RATE_LIMIT: (
        gettext_noop("%(name)s asked us to wait: its limit is used up for now."),
        gettext_noop("Nothing to do: reading goes on by itself, and nothing is skipped."),
    ),
    ErrorKind.QUOTA: (
        gettext_noop("The account has no credits left on %(name)s."),
        gettext_noop(
            "Buy credits in the developer console of %(name)s; reading goes on by itself."
        ),
    ),
    ErrorKind.GONE: (
        gettext_noop("%(name)s says that this page or conversation is no longer there."),
        gettext_noop(
            "Check on %(name)s that the account or page still exists; if it moved, connect it anew."
        ),
    ),
    ErrorKind.UNSUPPORTED: (
        gettext_noop("%(name)s no longer offers this kind of reading."),
        gettext_noop("Nothing to do: we ask again now and then, should it come back."),
    ),
    ErrorKind.TRANSIENT: (
        gettext_noop("%(name)s could not be reached or answered with a fault."),
        gettext_noop(
            "Nothing to do: it is tried again by itself. If it lasts, check this server's "
            "connection to the internet and the status page of %(name)s."
        ),
    ),
}
_REFUSED = (
    gettext_noop("%(name)s refused to answer this look."),
    gettext_noop(
        "It is tried again by itself. If it lasts, check the watch term, or connect again."
    ),
)


def why_not_connected(network: str, error: ConnectorError) -> str:
    """Why connecting failed, for the person at the form."""
    name = network_name(network)
    if error.code in _OURS or error.code == "other-page":
        return in_words(error.detail)
    sentence = _(_NOT_CONNECTED.get(error.kind, _NOT_CONNECTED_AT_ALL)) % {"name": name}
    said = readable(error.detail) if error.kind in (ErrorKind.PERMISSION, ErrorKind.REFUSED) else ""
    if not said:
        return sentence
    return sentence + " " + _("%(name)s says: %(said)s") % {"name": name, "said": said}


_NOT_CONNECTED: dict[ErrorKind, str] = {
    ErrorKind.AUTH: gettext_noop(
        "%(name)s does not accept these credentials. Copy all of them once more; a token that was "
        "made anew makes the earlier one worthless."
    ),
    ErrorKind.PERMISSION: gettext_noop(
        "%(name)s knows these credentials, but they lack a right. Give the app the right to read, "
        "write and send messages, then make a new token."
    ),
    ErrorKind.RATE_LIMIT: gettext_noop(
        "%(name)s asks us to wait before we try again. Try in 15 minutes."
    ),
    ErrorKind.QUOTA: gettext_noop(
        "This account has no credits left on %(name)s. Buy some, then try again."
    ),
    ErrorKind.TRANSIENT: gettext_noop(
        "%(name)s could not be reached or answered with a fault. Nothing was changed; try again in "
        "a minute."
    ),
}
_NOT_CONNECTED_AT_ALL = gettext_noop(
    "%(name)s refused. Check the credentials and the app's rights, then try again."
)


def other_account(account: NetworkAccount, info: AccountInfo) -> str:
    """Why the credentials of one account do not fit another: both are named."""
    other = f"@{info.handle}" if info.handle else info.display_name or info.external_id
    return _(
        "You connected as %(other)s, but this is %(label)s. Use the credentials of %(label)s, or "
        "connect %(other)s as an account of its own."
    ) % {"other": other, "label": account.display_label}


_OVERDUE = gettext_noop(
    "This is overdue. What came in at %(label)s meanwhile is read first; then it goes out by "
    "itself."
)
_UNCONFIRMED = gettext_noop(
    "A backup was restored, so nothing is sent as %(label)s until a manager has confirmed it on "
    "the page of sources. Then it goes out by itself."
)
_BLOCKED = gettext_noop(
    "%(name)s takes no answers of %(label)s for now. It goes out by itself when a manager lets "
    "answers go again under Sources."
)
_HELD: dict[str, str] = {
    NetworkAccount.Status.NEEDS_RECONNECT: gettext_noop(
        "%(name)s does not accept %(label)s right now. It goes out by itself when a manager has "
        "connected the account again."
    ),
    NetworkAccount.Status.OUT_OF_CREDITS: gettext_noop(
        "%(label)s has no credits left on %(name)s. It goes out by itself when there are credits "
        "again."
    ),
    NetworkAccount.Status.PAUSED: gettext_noop(
        "%(label)s is paused. It goes out by itself when a manager resumes the account."
    ),
    NetworkAccount.Status.DISCONNECTED: gettext_noop(
        "%(label)s is disconnected. It goes out by itself when a manager has connected the account "
        "again."
    ),
}


def why_held(account: NetworkAccount) -> str:
    """Why answers wait for `account`, and what sends them off; fit for everybody's eyes."""
    sentence = _HELD.get(account.status, _OVERDUE)
    if account.restored_at and account.status == NetworkAccount.Status.CONNECTED:
        sentence = _UNCONFIRMED
    elif account.answers_blocked_at and account.status == NetworkAccount.Status.CONNECTED:
        sentence = _BLOCKED
    return _(sentence) % _named(account)


def _named(account: NetworkAccount) -> dict[str, str]:
    return {"name": network_name(account.network), "label": account.display_label}


def still_reading(account: NetworkAccount) -> str:
    """Why an account cannot be confirmed yet after a restore."""
    return _(
        "What came in for %(label)s since the backup is still being read, so that nobody is "
        "answered twice. Confirm it when that is done."
    ) % {"label": account.display_label}


_PROBLEMS: dict[str, str] = {
    NetworkAccount.Status.NEEDS_RECONNECT: gettext_noop(
        "%(name)s no longer accepts the token of %(label)s, so nothing is heard from there. Make a "
        "new token and connect again; nothing that was read is lost."
    ),
    NetworkAccount.Status.OUT_OF_CREDITS: gettext_noop(
        "%(label)s has no credits left on %(name)s, so nothing is heard from there. Buy credits in "
        "the developer console of %(name)s; reading goes on by itself."
    ),
}


def account_problem(account: NetworkAccount) -> str:
    """What is wrong with the whole account, and what to do; "" when nothing is."""
    problem = _PROBLEMS.get(account.status, "")
    if account.answers_blocked_at and account.status == NetworkAccount.Status.CONNECTED:
        problem = _BLOCK
    return _(problem) % _named(account) if problem else ""


_NO_LOOK: dict[str, str] = {
    NetworkAccount.Status.PAUSED: gettext_noop("%(label)s is paused. Resume it first."),
    NetworkAccount.Status.NEEDS_RECONNECT: gettext_noop(
        "%(name)s no longer accepts the token of %(label)s. Connect it again first."
    ),
    NetworkAccount.Status.OUT_OF_CREDITS: gettext_noop(
        "%(label)s has no credits left on %(name)s. Buy some there first."
    ),
    NetworkAccount.Status.DISCONNECTED: gettext_noop(
        "%(label)s is disconnected. Connect it again first."
    ),
}


def why_no_look(account: NetworkAccount) -> str:
    """Why there is no look at an account that is not connected."""
    sentence = _NO_LOOK.get(account.status, "")
    return _(sentence) % _named(account) if sentence else ""


def asked_to_wait(account: NetworkAccount, until: datetime, now: datetime) -> str:
    """Why a look now would only make it worse."""
    wait = duration((until - now).total_seconds())
    return _("%(name)s asked us to wait. The next look is in %(wait)s.") % {
        "name": network_name(account.network),
        "wait": wait,
    }


def quoted(query: str) -> str:
    """What is searched for in quotation marks, once: a phrase brings its own for the search."""
    inner = query.strip()
    if len(inner) > 2 and inner[0] == inner[-1] == '"' and '"' not in inner[1:-1]:
        inner = inner[1:-1]
    return inner if '"' in inner else f"“{inner}”"
