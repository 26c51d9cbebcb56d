"""What the registry knows of one network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from listening.connectors.base import (
    Capabilities,
    Connector,
    ConnectorSettings,
    Credentials,
    Network,
)


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One secret that connecting a network by token asks for."""

    name: str
    label: str
    help: str = ""
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class NetworkEntry:
    """A network, what it can do, what connecting it asks for, and how its connector is made."""

    network: Network
    capabilities: Capabilities
    credential_fields: tuple[CredentialField, ...]
    build: Callable[[Credentials, ConnectorSettings], Connector]
