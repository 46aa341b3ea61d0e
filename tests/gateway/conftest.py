"""A gateway between real HTTP on both sides; the servers run once for all tests of a process."""

from collections.abc import Iterator

import pytest

from tailrace.capture.price import Prices
from tailrace.control.directory import Directory
from tests.fakes.provider import FakeProvider
from tests.fakes.site import Site, directory, gateway_site, served


@pytest.fixture(scope="session")
def prices() -> Prices:
    return Prices()


@pytest.fixture(scope="session")
def standing(prices: Prices) -> Iterator[tuple[Site, Directory, FakeProvider, FakeProvider]]:
    """What runs, and the picture that each test starts with."""
    near, far = FakeProvider(), FakeProvider()
    with served(near) as shop, served(far) as depot:
        picture = directory({"openai": shop}, {"depot-ai": depot})
        with gateway_site(picture, prices) as site:
            yield site, picture, near, far


@pytest.fixture
def site(standing: tuple[Site, Directory, FakeProvider, FakeProvider]) -> Site:
    """A gateway with the shop's and the depot's providers behind it."""
    site, picture, near, far = standing
    site.directory = picture
    site.ledger.clear()
    near.forget()
    far.forget()
    return site


@pytest.fixture
def provider(standing: tuple[Site, Directory, FakeProvider, FakeProvider]) -> FakeProvider:
    """The shop's provider, `openai`."""
    return standing[2]


@pytest.fixture
def far_provider(standing: tuple[Site, Directory, FakeProvider, FakeProvider]) -> FakeProvider:
    """The depot's provider, `depot-ai`."""
    return standing[3]
