"""All networks: one line each."""

from __future__ import annotations

from listening.connectors import facebook, x
from listening.connectors.base import Connector, ConnectorSettings, Credentials, Network
from listening.connectors.entry import CredentialField, NetworkEntry

__all__ = ["NETWORKS", "CredentialField", "NetworkEntry", "build"]

NETWORKS: dict[Network, NetworkEntry] = {
    Network.X: x.ENTRY,
    Network.FACEBOOK: facebook.ENTRY,
}


def build(network: Network, credentials: Credentials, settings: ConnectorSettings) -> Connector:
    """Make the connector of one account; no call is made.

    Raises ConnectorError(AUTH) when a required secret is missing, and
    `listening.connectors.http.TargetRefusedError` when the settings point a client anywhere but
    at the real network or at a sandbox on this machine.
    """
    return NETWORKS[Network(network)].build(credentials, settings)
