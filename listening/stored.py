"""What is stored of an account's credentials, told without telling it: last four characters, when
they were set and by whom (P1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from listening import crypto
from listening.connectors import registry
from listening.connectors.base import Network
from listening.models import NetworkAccount
from practice_hub.audit.models import AuditEvent

_SET_BY = ("account.connected", "account.reconnected")
_LAST = 4
_SHORTEST = 8  # of shorter ones four characters say too much


@dataclass(frozen=True, slots=True)
class StoredSecret:
    """`ending` is "" when the secret is too short to show a part of it."""

    name: str
    label: str
    ending: str


@dataclass(frozen=True, slots=True)
class Stored:
    """`by` is a name, "" when it was done at the command line; `at` None: nobody noted it."""

    secrets: tuple[StoredSecret, ...]
    at: datetime | None = None
    by: str = ""


def stored(account: NetworkAccount) -> Stored:
    """Nothing for an account without credentials, or with some that no key reads any more."""
    fields = registry.NETWORKS[Network(account.network)].credential_fields
    known = kept(account)
    secrets = tuple(
        StoredSecret(field.name, field.label, _ending(known[field.name]))
        for field in fields
        if known.get(field.name) and not is_id(field.name)
    )
    if not secrets:
        return Stored(())
    last = _last_set(account)
    if last is None:
        return Stored(secrets)
    return Stored(secrets, at=last.at, by=last.actor.name if last.actor else "")


def kept(account: NetworkAccount) -> dict[str, str]:
    """The secrets as they are, for the network only; none when no key reads them."""
    try:
        return crypto.decrypt(bytes(account.credentials))
    except crypto.CredentialsUnreadableError:
        return {}


def completed(account: NetworkAccount, values: Mapping[str, str]) -> dict[str, str]:
    """What was typed, and for a field that was left empty what is stored."""
    typed = {name: value for name, value in values.items() if value.strip()}
    return {**kept(account), **typed}


def is_id(name: str) -> bool:
    """Ids are no secrets: they may stand in a form."""
    return name.endswith("_id")


def _ending(secret: str) -> str:
    return secret[-_LAST:] if len(secret) >= _SHORTEST else ""


def _last_set(account: NetworkAccount) -> AuditEvent | None:
    rows = AuditEvent.objects.filter(
        practice_id=account.practice_id,
        subject_type="networkaccount",
        subject_id=account.pk,
        name__in=_SET_BY,
    )
    return rows.select_related("actor").order_by("-pk").first()
