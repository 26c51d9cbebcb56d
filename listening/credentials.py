"""What a person typed to connect a network: complete, and meant for the place we point at."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from listening import clients
from listening.connectors import registry
from listening.connectors.base import Network
from listening.connectors.entry import CredentialField
from listening.refusals import SourceRefusedError

# Every secret of the sandbox carries this word; a real one of 25 and more random characters does
# so by chance once in a few thousand times, and a whole set of them never.
_SANDBOX_MARK = "town"
_HINTS = ("access_token", "page_access_token")


def checked(network: str, values: Mapping[str, str]) -> dict[str, str]:
    """The known fields without blanks. Raises SourceRefusedError, with sentences by field."""
    entry = registry.NETWORKS[Network(network)]
    found = {field.name: values.get(field.name, "").strip() for field in entry.credential_fields}
    empty = {
        field.name: missing(field)
        for field in entry.credential_fields
        if field.is_required and not found[field.name]
    }
    if empty:
        raise SourceRefusedError(_("Some fields are still empty."), fields=empty)
    secrets = {name: value for name, value in found.items() if value}
    _check_place(network, secrets)
    return secrets


def missing(field: CredentialField) -> str:
    """What stands beside a field that was left empty."""
    return _("%(field)s is missing.") % {"field": _(field.label)}


def hint(secrets: Mapping[str, str]) -> str:
    """The last four characters of the token, for people to tell one from another."""
    token = next((secrets[name] for name in _HINTS if secrets.get(name)), "")
    return token[-4:] if len(token) >= 8 else ""


def looks_like_sandbox(secrets: Mapping[str, str]) -> bool:
    """Are these the invented credentials of the sandbox? Plain numbers are ids, not secrets."""
    telling = [value for value in secrets.values() if not value.isdigit()]
    return bool(telling) and all(_SANDBOX_MARK in value.lower() for value in telling)


def _check_place(network: str, secrets: Mapping[str, str]) -> None:
    setting = clients.base_url_name(network)
    is_sandbox = clients.is_sandboxed(network)
    if is_sandbox and not looks_like_sandbox(secrets):
        raise SourceRefusedError(
            _(
                "%(setting)s points at a sandbox on this machine, and these do not look like the "
                "sandbox's credentials. Real credentials are never sent to a sandbox: use those of "
                "the sandbox, or remove %(setting)s from the settings."
            )
            % {"setting": setting}
        )
    if not is_sandbox and looks_like_sandbox(secrets):
        raise SourceRefusedError(
            _(
                "These are the sandbox's credentials, but %(setting)s names the real network. Use "
                "the practice's own credentials, or point %(setting)s at the sandbox."
            )
            % {"setting": setting}
        )
