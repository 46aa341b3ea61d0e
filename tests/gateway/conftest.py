"""A gateway between real HTTP on both sides."""

from collections.abc import Iterator

import pytest

from tailrace.capture.price import Prices
from tests.fakes.provider import FakeProvider
from tests.fakes.site import Site, directory, gateway_site, served


@pytest.fixture(scope="session")
def prices() -> Prices:
    return Prices()


@pytest.fixture
def provider() -> FakeProvider:
    """The shop's provider, `openai`."""
    return FakeProvider()


@pytest.fixture
def stranger_provider() -> FakeProvider:
    """The depot's provider, `depot-ai`."""
    return FakeProvider()


@pytest.fixture
def site(provider: FakeProvider, stranger_provider: FakeProvider, prices: Prices) -> Iterator[Site]:
    """A gateway with the shop's and the depot's providers behind it."""
    with served(provider) as shop, served(stranger_provider) as depot:
        picture = directory({"openai": shop}, {"depot-ai": depot})
        with gateway_site(picture, prices) as served_site:
            yield served_site
