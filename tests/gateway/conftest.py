"""A gateway between real HTTP on both sides; the servers run once for all tests of a process."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tailrace.capture.price import Prices
from tailrace.control.directory import Directory
from tests.fakes.anthropic_provider import AnthropicProvider
from tests.fakes.gemini_provider import GeminiProvider
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
    site.circuits._kept.clear()
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


@dataclass
class Vendors:
    """A gateway whose shop has a provider of each format."""

    site: Site
    openai: FakeProvider
    groq: FakeProvider
    anthropic: AnthropicProvider
    gemini: GeminiProvider


@pytest.fixture(scope="session")
def foreign_vendors() -> Iterator[tuple[AnthropicProvider, GeminiProvider, dict[str, str]]]:
    anthropic, gemini = AnthropicProvider(), GeminiProvider()
    with served(anthropic) as one, served(gemini) as other:
        yield anthropic, gemini, {"anthropic": one, "gemini": other}


@pytest.fixture
def vendors(
    site: Site,
    provider: FakeProvider,
    far_provider: FakeProvider,
    foreign_vendors: tuple[AnthropicProvider, GeminiProvider, dict[str, str]],
) -> Vendors:
    anthropic, gemini, urls = foreign_vendors
    anthropic.forget()
    gemini.forget()
    near = site.base_urls
    site.configure(openai=near["openai"], groq=near["depot-ai"], **urls)
    return Vendors(site, provider, far_provider, anthropic, gemini)
