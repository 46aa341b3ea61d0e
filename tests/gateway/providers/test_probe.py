"""What a test of a provider's connection says, and that it never says the key."""

import pytest

from tailrace.core.clock import SystemClock
from tailrace.core.probe import Probe
from tailrace.gateway.providers.dial import AddressGuard
from tailrace.gateway.providers.probe import Prober
from tests.fakes.provider import FakeProvider, raw
from tests.fakes.site import served, targets

KEY = "sk-upstream-of-a"


async def look(url: str, *, allow_private: bool = True) -> Probe:
    (target,) = targets({"a": url}).values()
    assert target.api_key == KEY
    return await Prober(AddressGuard(allow_private), SystemClock()).probe(target)


async def test_a_provider_that_answers_is_counted_and_timed() -> None:
    provider = FakeProvider("x", "y", "z")
    with served(provider) as url:
        found = await look(url)
    assert (found.models, found.error, found.hint) == (3, "", "")
    assert found.latency_ms is not None
    assert provider.last.headers["authorization"] == f"Bearer {KEY}"
    assert provider.last.path == "/v1/models"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, b"your key sk-upstream-of-a is wrong", "refused the API key"),
        (403, b"", "refused the API key"),
        (404, b"", "no list of models"),
        (429, b"", "no more requests"),
        (500, b"sk-upstream-of-a", "status 500"),
        (302, b"", "redirect"),
        (200, b"<html>sk-upstream-of-a</html>", "not with a list of models"),
    ],
)
async def test_what_is_wrong_is_told_without_the_key(status: int, body: bytes, said: str) -> None:
    provider = FakeProvider()
    provider.then(raw(body, status, headers=(("location", "/v1/models"),)))
    with served(provider) as url:
        found = await look(url)
    assert said in found.error
    assert found.hint
    assert (found.models, KEY in repr(found)) == (None, False)
    assert found.latency_ms is not None
    assert len(provider.received) == 1


async def test_a_provider_that_is_not_there_says_so() -> None:
    with served(FakeProvider()) as url:
        pass
    found = await look(url)
    assert "could not be reached: connection refused" in found.error
    assert found.latency_ms is None


async def test_a_private_address_is_dialled_only_when_the_operator_allows_it() -> None:
    provider = FakeProvider("x")
    with served(provider) as url:
        found = await look(url, allow_private=False)
    assert "an address that calls may not go to" in found.error
    assert provider.received == []


async def test_where_clouds_keep_credentials_is_never_dialled() -> None:
    found = await look("http://169.254.169.254/v1")
    assert "an address that calls may not go to" in found.error
