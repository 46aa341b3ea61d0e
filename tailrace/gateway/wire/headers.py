"""Which headers go where.

Towards the provider: what the client sent, without what belongs to this hop, to this gateway or to
the client's credentials. Towards the client: what the provider sent, without what belongs to its
hop, plus our own `x-tailrace-*`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

OWN_PREFIX = b"x-tailrace-"
_READ_HERE = frozenset(
    {
        b"authorization",
        b"api-key",
        b"x-api-key",
        b"x-goog-api-key",
        b"content-length",
        b"content-type",
        b"traceparent",
        b"tracestate",
        b"x-forwarded-for",
    }
)
_THIS_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
_NOT_FOR_PROVIDERS = _THIS_HOP | {
    b"host",
    b"expect",
    b"accept-encoding",
    b"cookie",
    b"forwarded",
    b"via",
    b"x-real-ip",
    b"x-forwarded-host",
    b"x-forwarded-port",
    b"x-forwarded-proto",
}
_NOT_FOR_CLIENTS = _THIS_HOP | {
    b"content-length",
    b"content-encoding",
    b"set-cookie",
    b"alt-svc",
    b"strict-transport-security",
    b"x-accel-redirect",
    b"x-sendfile",
    b"server",
    b"date",
}
_END_TO_END = frozenset({b"keep-alive", b"close"})
"""What a Connection header usually says: it names no header."""


class RequestHeaders(msgspec.Struct, frozen=True):
    """A request's headers, sorted once by who they are for; names are in lower case."""

    own: Mapping[bytes, bytes]
    """`x-tailrace-*`; of repeated ones the last."""
    read: Mapping[bytes, bytes]
    """Others that the gateway reads and writes anew."""
    passed: Sequence[tuple[str, str]]
    """For the provider, in the client's order."""

    def text(self, name: bytes) -> str:
        """Return a header that is read here as text, stripped; empty when it was not sent."""
        raw = self.own.get(name) or self.read.get(name)
        return _text(raw).strip() if raw else ""


def sort_request(raw: Iterable[tuple[bytes, bytes]]) -> RequestHeaders:
    """Split a request's headers; names come in lower case, as ASGI has them."""
    own: dict[bytes, bytes] = {}
    read: dict[bytes, bytes] = {}
    passed: list[bytes] = []
    nominated = _END_TO_END
    for name, value in raw:
        if name in _NOT_FOR_PROVIDERS:
            if name == b"connection" and value.lower() not in _END_TO_END:
                nominated = _nominated(value)
        elif name in _READ_HERE:
            read[name] = value
        elif name.startswith(OWN_PREFIX):
            own[name] = value
        else:
            passed += (name, value)
    pairs = _pairs(passed)
    if nominated is not _END_TO_END:
        pairs = [pair for pair in pairs if pair[0].encode() not in nominated]
    return RequestHeaders(own, read, pairs)


def client_ip(scope: Mapping[str, Any], headers: RequestHeaders, *, trusts: bool) -> str:
    """Return the client's address, empty when it is not known.

    `trusts`: what a proxy in front adds to `x-forwarded-for`, as its last entry, is believed.
    """
    if trusts and (told := headers.text(b"x-forwarded-for")):
        return told.rpartition(",")[2].strip()
    peer = scope.get("client")
    return peer[0] if peer else ""


def for_client(raw: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers of a provider's answer that the client gets.

    The encoding is left out because the answer was asked for plain, and unpacked if it was not.
    """
    return [
        (lower, value)
        for name, value in raw
        if (lower := name.lower()) not in _NOT_FOR_CLIENTS and not lower.startswith(OWN_PREFIX)
    ]


def header_value(text: str) -> bytes:
    """Return text as a header's value: printable ASCII, whatever a client put into a name."""
    if text.isascii() and text.isprintable():
        return text.encode()
    return "".join(
        char if char.isascii() and char.isprintable() else ascii(char)[1:-1] for char in text
    ).encode()


def _pairs(flat: list[bytes]) -> list[tuple[str, str]]:
    """Return names and values as text, two by two; decoded at once, as no line end is in them."""
    if not flat:
        return []
    texts = iter(b"\n".join(flat).decode("latin-1").split("\n"))
    return list(zip(texts, texts, strict=True))


def _nominated(value: bytes) -> frozenset[bytes]:
    """Return the headers that a Connection header names, which stay on this hop."""
    return frozenset(token.strip().lower() for token in value.split(b","))


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
