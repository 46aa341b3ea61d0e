"""How providers are reached: one pooled session, and a guard on every address it connects to.

Users set the addresses of providers, so the gateway could be sent against its own network. The
guard looks at each address at the moment of connecting, after names are resolved, which a name
that resolves differently the second time cannot get around. Redirects are never followed.
"""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import aiohttp

KEEP_ALIVE_S = 4.0
"""Shorter than the 5 s after which uvicorn, and so vLLM, closes an idle connection."""
LONGEST_HEADER_BYTES = 32 << 10
_METADATA_SERVICES = tuple(
    ip_network(net) for net in ("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "100.100.100.200")
)
_NAT64 = ip_network("64:ff9b::/96")


class AddressRefused(OSError):
    """A provider's address is one that the gateway does not connect to."""

    def __init__(self) -> None:
        super().__init__("the address is not allowed")


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Makes the sockets of outgoing connections, or refuses to."""

    allow_private: bool

    def allows(self, address: str) -> bool:
        """Whether a resolved address may be connected to.

        Link-local addresses, where clouds keep machine credentials, never are. Without
        `allow_private` an address has to be one of the public internet.
        """
        reached = _reached(address)
        if reached.is_multicast or any(reached in net for net in _METADATA_SERVICES):
            return False
        return self.allow_private or reached.is_global

    def socket(self, address: aiohttp.AddrInfoType) -> socket.socket:
        """Return a socket for one resolved address; raises AddressRefused."""
        family, kind, protocol, _, place = address
        if not self.allows(str(place[0])):
            raise AddressRefused
        return socket.socket(family, kind, protocol)


def open_session(guard: AddressGuard, *, total_s: float, connect_s: float) -> aiohttp.ClientSession:
    """Return the session for all provider calls of a process; needs a running event loop.

    It keeps no cookies, because it speaks for all tenants, and takes no proxy from the
    environment, which would connect where the guard does not see it.
    """
    connector = aiohttp.TCPConnector(
        limit=0, keepalive_timeout=KEEP_ALIVE_S, socket_factory=guard.socket
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=total_s, sock_connect=connect_s),
        max_line_size=LONGEST_HEADER_BYTES,
        max_field_size=LONGEST_HEADER_BYTES,
    )


def _reached(address: str) -> IPv4Address | IPv6Address:
    """Return the address that packets end up at, unwrapped from IPv6's ways to write an IPv4."""
    parsed = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv4Address):
        return parsed
    if parsed in _NAT64:
        return IPv4Address(int(parsed) & 0xFFFF_FFFF)
    return parsed.ipv4_mapped or parsed.sixtofour or parsed
