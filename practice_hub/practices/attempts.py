"""One try to sign in: for which account, from where, by which step."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from django.conf import settings

_IPV6_PREFIX: Final = 64
_DEVICE: Final = "device:"


class Step(StrEnum):
    """Each has locks of its own: the second is asked for after the right password."""

    FIRST = "sign-in"
    SECOND = "second-step"


def digest_of(email: str, step: Step = Step.FIRST) -> str:
    """What an address is known by here; nobody can read it back without the key."""
    said = f"{step}:{email.strip().lower()}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


def place_of(address: str) -> str:
    """What counts as one address: of IPv6 the network, because everybody is given a whole one
    (RFC 6177) and would else begin anew with each address of it."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    return str(IPv6Network((int(found), _IPV6_PREFIX), strict=False).network_address)


@dataclass(frozen=True, slots=True)
class Attempt:
    """`device`: how `known_devices` knows a browser that this account was used in; "" for others.

    A known device is counted by itself, wherever it is: strangers behind the same address, or
    anywhere in the world, cannot use its tries up.
    """

    email: str
    address: str
    device: str = ""
    step: Step = Step.FIRST

    @property
    def account(self) -> str:
        return digest_of(self.email, self.step)

    @property
    def place(self) -> str:
        return f"{_DEVICE}{self.device}" if self.device else place_of(self.address)
