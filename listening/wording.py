"""What is wrong with a source and what to do, in plain words. Pure but for the models' labels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from listening.connectors.base import AccountInfo, ConnectorError, ErrorKind
from listening.feeds import capabilities_of
from listening.models import Feed, NetworkAccount

# Our own codes: their detail is a plain sentence already.
_BLOCK = (
    "{name} takes no answers of {label} for now, because of what they say or how many there are. "
    "All of them wait here. See on {name} why and for how long, then let them go again; whoever "
    "goes on too early makes it longer."
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
    return f"{seconds / 86400:.0f} days"


def explain(feed: Feed) -> Explanation | None:
    """What went wrong at the last look and what to do; None when nothing did. No network's JSON."""
    if not feed.last_error_kind:
        return None
    if feed.last_error_code in _OURS:
        return Explanation(feed.last_error, "")
    words = _explained(ErrorKind(feed.last_error_kind), network_name(feed.account.network))
    return Explanation(words.what, words.todo, readable(feed.last_error))


def readable(detail: str) -> str:
    """A network's own words, or "" when they are JSON or a page of HTML."""
    detail = detail.strip()
    is_markup = detail[:1] in "{[<" or "{'" in detail or '{"' in detail
    return "" if not detail or is_markup else detail[:300]


def _explained(kind: ErrorKind, name: str) -> Explanation:
    table = {
        ErrorKind.AUTH: (
            f"{name} no longer accepts this account's token.",
            "Connect the account again with a new token; nothing that was read is lost.",
        ),
        ErrorKind.PERMISSION: (
            f"{name} does not let this app read this.",
            f"Give the app the missing right on {name}, make a new token and connect again.",
        ),
        ErrorKind.RATE_LIMIT: (
            f"{name} asked us to wait: its limit is used up for now.",
            "Nothing to do: reading goes on by itself, and nothing is skipped.",
        ),
        ErrorKind.QUOTA: (
            f"The account has no credits left on {name}.",
            f"Buy credits in the developer console of {name}; reading goes on by itself.",
        ),
        ErrorKind.GONE: (
            f"{name} says that this page or conversation is no longer there.",
            f"Check on {name} that the account or page still exists; if it moved, connect it anew.",
        ),
        ErrorKind.UNSUPPORTED: (
            f"{name} no longer offers this kind of reading.",
            "Nothing to do: we ask again now and then, should it come back.",
        ),
        ErrorKind.TRANSIENT: (
            f"{name} could not be reached or answered with a fault.",
            "Nothing to do: it is tried again by itself. If it lasts, check this server's "
            f"connection to the internet and the status page of {name}.",
        ),
    }
    refused = (
        f"{name} refused to answer this look.",
        "It is tried again by itself. If it lasts, check the watch term, or connect again.",
    )
    return Explanation(*table.get(kind, refused))


def why_not_connected(network: str, error: ConnectorError) -> str:
    """Why connecting failed, for the person at the form."""
    name = network_name(network)
    if error.code in _OURS or error.code == "other-page":
        return error.detail
    sentences = {
        ErrorKind.AUTH: f"{name} does not accept these credentials. Copy all of them once more; a "
        "token that was made anew makes the earlier one worthless.",
        ErrorKind.PERMISSION: f"{name} knows these credentials, but they lack a right. Give the "
        "app the right to read, write and send messages, then make a new token.",
        ErrorKind.RATE_LIMIT: f"{name} asks us to wait before we try again. Try in 15 minutes.",
        ErrorKind.QUOTA: f"This account has no credits left on {name}. Buy some, then try again.",
        ErrorKind.TRANSIENT: f"{name} could not be reached or answered with a fault. Nothing was "
        "changed; try again in a minute.",
    }
    fallback = f"{name} refused. Check the credentials and the app's rights, then try again."
    sentence = sentences.get(error.kind, fallback)
    said = readable(error.detail) if error.kind in (ErrorKind.PERMISSION, ErrorKind.REFUSED) else ""
    return f"{sentence} {name} says: {said}" if said else sentence


def other_account(account: NetworkAccount, info: AccountInfo) -> str:
    """Why the credentials of one account do not fit another: both are named."""
    other = f"@{info.handle}" if info.handle else info.display_name or info.external_id
    label = account.display_label
    return (
        f"You connected as {other}, but this is {label}. Use the credentials of {label}, or "
        f"connect {other} as an account of its own."
    )


_AGAIN = "It goes out by itself when a manager has connected the account again."
_OVERDUE = (
    "This is overdue. What came in at {label} meanwhile is read first; then it goes out by itself."
)
_HELD: dict[str, str] = {
    NetworkAccount.Status.NEEDS_RECONNECT: "{network} does not accept {label} right now. " + _AGAIN,
    NetworkAccount.Status.OUT_OF_CREDITS: "{label} has no credits left on {network}. It goes out "
    "by itself when there are credits again.",
    NetworkAccount.Status.PAUSED: "{label} is paused. It goes out by itself when a manager "
    "resumes the account.",
    NetworkAccount.Status.DISCONNECTED: "{label} is disconnected. " + _AGAIN,
}


def why_held(account: NetworkAccount) -> str:
    """Why answers wait for `account`, and what sends them off; fit for everybody's eyes."""
    name, label = network_name(account.network), account.display_label
    if account.restored_at and account.status == NetworkAccount.Status.CONNECTED:
        return (
            f"A backup was restored, so nothing is sent as {label} until a manager has confirmed "
            "it on the page of sources. Then it goes out by itself."
        )
    if account.answers_blocked_at and account.status == NetworkAccount.Status.CONNECTED:
        return (
            f"{name} takes no answers of {label} for now. It goes out by itself when a manager "
            "lets answers go again under Sources."
        )
    return _HELD.get(account.status, _OVERDUE).format(network=name, label=label)


def still_reading(account: NetworkAccount) -> str:
    """Why an account cannot be confirmed yet after a restore."""
    return (
        f"What came in for {account.display_label} since the backup is still being read, so that "
        "nobody is answered twice. Confirm it when that is done."
    )


def account_problem(account: NetworkAccount) -> str:
    """What is wrong with the whole account, and what to do; "" when nothing is."""
    name, label = network_name(account.network), account.display_label
    problem = {
        NetworkAccount.Status.NEEDS_RECONNECT: f"{name} no longer accepts the token of {label}, so "
        "nothing is heard from there. Make a new token and connect again; nothing that was read is "
        "lost.",
        NetworkAccount.Status.OUT_OF_CREDITS: f"{label} has no credits left on {name}, so nothing "
        f"is heard from there. Buy credits in the developer console of {name}; reading goes on by "
        "itself.",
    }.get(NetworkAccount.Status(account.status), "")
    is_blocked = account.answers_blocked_at and account.status == NetworkAccount.Status.CONNECTED
    return problem or (_BLOCK.format(name=name, label=label) if is_blocked else "")


def why_no_look(account: NetworkAccount) -> str:
    """Why there is no look at an account that is not connected."""
    name, label = network_name(account.network), account.display_label
    return {
        NetworkAccount.Status.PAUSED: f"{label} is paused. Resume it first.",
        NetworkAccount.Status.NEEDS_RECONNECT: f"{name} no longer accepts the token of {label}. "
        "Connect it again first.",
        NetworkAccount.Status.OUT_OF_CREDITS: f"{label} has no credits left on {name}. Buy some "
        "there first.",
        NetworkAccount.Status.DISCONNECTED: f"{label} is disconnected. Connect it again first.",
    }.get(NetworkAccount.Status(account.status), "")


def asked_to_wait(account: NetworkAccount, until: datetime, now: datetime) -> str:
    """Why a look now would only make it worse."""
    wait = duration((until - now).total_seconds())
    return f"{network_name(account.network)} asked us to wait. The next look is in {wait}."


def quoted(query: str) -> str:
    """What is searched for in quotation marks, once: a phrase brings its own for the search."""
    inner = query.strip()
    if len(inner) > 2 and inner[0] == inner[-1] == '"' and '"' not in inner[1:-1]:
        inner = inner[1:-1]
    return inner if '"' in inner else f"“{inner}”"
