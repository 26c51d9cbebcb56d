"""From a stored account to its network client, with the guard between sandbox and real network."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from listening import crypto, sentences
from listening.connectors import registry
from listening.connectors.base import (
    Connector,
    ConnectorError,
    ConnectorSettings,
    Credentials,
    ErrorKind,
    Limits,
    Network,
    Unlimited,
)
from listening.connectors.http import TargetRefusedError, is_loopback
from listening.limits import AccountLimits
from listening.models import NetworkAccount
from practice_hub.monitoring.counters import count_call


def connector_settings(limits: Limits) -> ConnectorSettings:
    """Where the networks are, from the settings."""
    return ConnectorSettings(
        x_api_base_url=settings.X_API_BASE_URL,
        graph_api_base_url=settings.GRAPH_API_BASE_URL,
        x_web_base_url=settings.X_WEB_BASE_URL,
        graph_api_version=settings.GRAPH_API_VERSION,
        connect_timeout_seconds=settings.HTTP_CONNECT_TIMEOUT_SECONDS,
        read_timeout_seconds=settings.HTTP_READ_TIMEOUT_SECONDS,
        limits=limits,
        count_call=count_call,
    )


def base_url_name(network: str) -> str:
    """Name of the setting that says where a network is."""
    return {Network.X: "X_API_BASE_URL", Network.FACEBOOK: "GRAPH_API_BASE_URL"}[Network(network)]


def is_sandboxed(network: str) -> bool:
    """Do the settings point this network at a sandbox on this machine?"""
    return is_loopback(getattr(settings, base_url_name(network)))


def connector_for(account: NetworkAccount) -> Connector:
    """The client of an account; no call is made.

    Raises ConnectorError: AUTH when its secrets cannot be read, REFUSED (code "wrong-place") when
    it was connected for the sandbox and the settings name the real network, or the reverse.
    """
    if account.is_sandbox != is_sandboxed(account.network):
        raise ConnectorError(ErrorKind.REFUSED, wrong_place(account), code="wrong-place")
    try:
        values = crypto.decrypt(bytes(account.credentials))
    except crypto.CredentialsUnreadableError as error:
        raise ConnectorError(
            ErrorKind.AUTH,
            sentences.UNREADABLE_SECRETS,
            code="cannot-decrypt",
        ) from error
    limits = AccountLimits(account.pk)
    return client(account.network, values, external_id=account.external_id, limits=limits)


def client(
    network: str, values: Mapping[str, str], *, external_id: str = "", limits: Limits | None = None
) -> Connector:
    """The client for plain credentials. Without `limits` nobody keeps them.

    Raises ConnectorError.
    """
    credentials = Credentials(account_external_id=external_id, values=values)
    places = connector_settings(limits or Unlimited())
    try:
        return registry.build(Network(network), credentials, places)
    except TargetRefusedError as error:
        raise ConnectorError(ErrorKind.REFUSED, str(error), code="target-refused") from None


def wrong_place(account: NetworkAccount) -> str:
    """Why a real token does not go to a sandbox, nor a sandbox's to the real network."""
    setting = base_url_name(account.network)
    sentence = sentences.NOW_REAL if account.is_sandbox else sentences.NOW_SANDBOX
    return sentence % {"account": account, "setting": setting}
