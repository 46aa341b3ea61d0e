"""Tests a provider's connection: asks for its models with its key, as a call would be made.

A target goes in, a Probe comes out, whatever happens. The same guard stands before the addresses as
before those of calls. What the provider says is counted and never passed on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

import aiohttp

from tailrace.control.directory import ProviderTarget
from tailrace.core.clock import Clock
from tailrace.core.probe import Probe
from tailrace.gateway.providers import address
from tailrace.gateway.providers.dial import AddressGuard, AddressRefused, open_session
from tailrace.gateway.providers.models import LONGEST_BYTES, read_models, read_within
from tailrace.gateway.providers.upstream import why_unreachable

WITHIN_S = 10.0
_CHECK_ADDRESS = "Check the base URL, and whether the provider is up."
_CHECK_VERSION = "Check the base URL: it usually ends with a version, such as /v1."
_SAID: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        300: (
            "It answered with a redirect, which calls do not follow",
            "The base URL should be where that leads.",
        ),
        401: ("It refused the API key", "Enter the key anew."),
        403: ("It refused the API key", "Enter the key anew, or one that may list models."),
        404: ("There is no list of models at this address", _CHECK_VERSION),
        429: ("It takes no more requests for now", "Try again later."),
    }
)
"""What a status means here, and what to do."""


@dataclass(frozen=True, slots=True)
class Prober:
    """Looks at providers, each time over a connection of its own."""

    guard: AddressGuard
    clock: Clock

    async def probe(self, target: ProviderTarget) -> Probe:
        """Ask for the list of models; takes at most WITHIN_S."""
        started_us = self.clock.monotonic_us()
        try:
            async with (
                open_session(self.guard, total_s=WITHIN_S, connect_s=WITHIN_S) as session,
                _asked(session, target) as response,
            ):
                status = response.status
                body = await read_within(response, LONGEST_BYTES)
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            return _failed(error)
        latency_ms = (self.clock.monotonic_us() - started_us) // 1000
        return _judged(status, body, latency_ms)


def _asked(
    session: aiohttp.ClientSession, target: ProviderTarget
) -> aiohttp.client._RequestContextManager:
    return session.get(
        address.url(target, address.MODELS),
        headers=[*address.authorization(target), *target.headers],
        allow_redirects=False,
    )


def _judged(status: int, body: bytes, latency_ms: int) -> Probe:
    if status == HTTPStatus.OK:
        models = read_models(body)
        if models is not None:
            return Probe(latency_ms, len(models))
        error = "It answered, but not with a list of models."
        return Probe(latency_ms, None, error, _CHECK_VERSION)
    known = _SAID.get(300 if 300 <= status < 400 else status)
    what, hint = known or ("It answered badly", _CHECK_ADDRESS)
    return Probe(latency_ms, None, f"{what} (status {status}).", hint)


def _failed(error: Exception) -> Probe:
    if isinstance(error, TimeoutError):
        return Probe(None, None, f"It did not answer within {WITHIN_S:.0f} s.", _CHECK_ADDRESS)
    if isinstance(error, aiohttp.ClientConnectorError):
        refused = isinstance(error.os_error, AddressRefused)
        hint = "The operator decides which addresses calls may go to." if refused else ""
        return Probe(None, None, f"It {why_unreachable(error)}.", hint or _CHECK_ADDRESS)
    if isinstance(error, aiohttp.InvalidURL):
        return Probe(None, None, "The base URL is malformed.", _CHECK_ADDRESS)
    return Probe(None, None, "It broke the connection off.", _CHECK_ADDRESS)
