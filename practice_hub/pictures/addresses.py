"""Which addresses the server may call for somebody else: public ones, and nothing of our own.

A stranger chooses these addresses. Without care the server would fetch for them what only it can
reach: itself, its neighbors, the metadata of a cloud. Names are looked up once and that very
address is called, so that a name cannot answer first with a good one and then with another.
Sources: RFC 6890 (special-purpose addresses), RFC 4291, RFC 6052, RFC 3056 and RFC 4380 (IPv4
inside IPv6).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from practice_hub.pictures.names import addresses_of

_PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
_GLOBAL_6: Final = ipaddress.IPv6Network("2000::/3")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_LONGEST: Final = 4096
LOOKUP_SECONDS: Final = 3.0
_PATH: Final = "/:@!$&'()*+,;=-._~%"


class RefusedAddressError(Exception):
    """Nothing that this server calls for anybody."""


@dataclass(frozen=True, slots=True)
class Target:
    """One address, ready to be asked for. `path` holds the query too."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port


def target_of(url: str) -> Target:
    """Read an address from outside. Raises RefusedAddressError.

    http and https only, without a user name, and of a written number of a host only what the
    system's own reading of it turns out to be (`looked_up`).
    """
    try:
        found = urlsplit(url)
        host, port = found.hostname or "", found.port
    except ValueError as error:
        raise RefusedAddressError("no address") from error
    if len(url) > _LONGEST or found.scheme not in _PORTS or "@" in found.netloc or "\\" in url:
        raise RefusedAddressError("no address of the web")
    query = f"?{quote(found.query, safe=_PATH + '?')}" if found.query else ""
    path = quote(found.path, safe=_PATH) or "/"
    return Target(found.scheme, _ascii(host), port or _PORTS[found.scheme], path + query)


def _ascii(host: str) -> str:
    """As the name goes out; the same for every way to write it."""
    if ":" in host:
        return host  # the brackets are gone; looked_up reads it
    try:
        name = host.encode("idna").decode().lower()
    except UnicodeError as error:
        raise RefusedAddressError("no name of a host") from error
    if not _HOST.fullmatch(name):
        raise RefusedAddressError("no name of a host")
    return name


def is_public(address: str) -> bool:
    """True for what anybody in the world may call. IPv4 written into IPv6 (mapped, 6to4, Teredo) is
    no way in."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # a scope behind it ("fe80::1%eth0") is of one's own network, too
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not found.is_multicast and not found.is_reserved
    if found in _NAT64:  # how a machine without IPv4 of its own calls one
        return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)))
    return found in _GLOBAL_6 and found.sixtofour is None and found.is_global


def looked_up(
    target: Target, private_origins: Sequence[str] = (), *, seconds: float = LOOKUP_SECONDS
) -> list[str]:
    """The addresses behind the name, asked for once and for `seconds` at most. Raises
    RefusedAddressError and OSError.

    One that is not public refuses all. `private_origins` ("http://127.0.0.1:8010") are the only
    exception, scheme, name and port alike; elsewhere only the ports of the web are called.
    """
    is_allowed = target.origin in {target_of(each).origin for each in private_origins if each}
    if not is_allowed and target.port != _PORTS[target.scheme]:
        raise RefusedAddressError("a port that is not of the web")
    try:
        found = addresses_of(target.host, target.port, seconds=seconds)
    except UnicodeError as error:
        raise RefusedAddressError("no name of a host") from error
    if not is_allowed and not all(is_public(address) for address in found):
        raise RefusedAddressError("an address that is not public")
    return found
