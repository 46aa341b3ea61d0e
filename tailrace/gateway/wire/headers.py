"""Which headers go where.

Towards the provider: what the client sent, without what belongs to this hop, to this gateway or to
the client's credentials. Towards the client: what the provider sent, without what belongs to its
hop, plus our own `x-tailrace-*`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

OWN_PREFIX = b"x-tailrace-"
_READ_HERE = frozenset(
    {b"authorization", b"content-length", b"content-type", b"traceparent", b"tracestate"}
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
    b"api-key",
    b"x-api-key",
    b"x-goog-api-key",
    b"forwarded",
    b"via",
    b"x-real-ip",
    b"x-forwarded-for",
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
    b"server",
    b"date",
}


@dataclass(frozen=True, slots=True)
class RequestHeaders:
    """A request's headers, sorted once by who they are for."""

    own: Mapping[bytes, bytes]
    """For the gateway, by lower-case name; of repeated ones the last."""
    passed: Sequence[tuple[str, str]]
    """For the provider, in the client's order."""

    def text(self, name: bytes) -> str:
        """Return a header of ours as text, stripped; empty when it was not sent."""
        raw = self.own.get(name)
        return "" if raw is None else _text(raw).strip()


def sort_request(raw: Iterable[tuple[bytes, bytes]]) -> RequestHeaders:
    """Split a request's headers; names come in lower case, as ASGI has them."""
    own: dict[bytes, bytes] = {}
    passed: list[tuple[str, str]] = []
    nominated: frozenset[bytes] = frozenset()
    for name, value in raw:
        if name in _READ_HERE or name.startswith(OWN_PREFIX):
            own[name] = value
        elif name == b"connection":
            nominated = _nominated(value)
        elif name not in _NOT_FOR_PROVIDERS:
            passed.append((name.decode("latin-1"), value.decode("latin-1")))
    if nominated:
        passed = [pair for pair in passed if pair[0].encode("latin-1") not in nominated]
    return RequestHeaders(own, passed)


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


def _nominated(value: bytes) -> frozenset[bytes]:
    names = {token.strip().lower() for token in value.split(b",")}
    return frozenset(names - {b"keep-alive", b"close", b""})


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
