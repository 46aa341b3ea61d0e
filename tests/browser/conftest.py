"""A real Chromium, people in front of it, and servers behind it.

Playwright's event loop counts as running in this thread for as long as Playwright lives, and would
be in the way of asynchronous tests; so Playwright lives for one module at a time.
"""

import contextlib
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, ViewportSize, expect, sync_playwright

from tests.fakes.installation import Installation
from tests.fakes.live import LiveServer
from tests.fakes.neighbours import Neighbours, settle
from tests.fakes.provider import FakeProvider
from tests.fakes.visitor import DESK, Visit, Visitor
from tools.screenshots import find_chromium, launch

PATIENCE_MS = 15_000
visitors_key = pytest.StashKey[list[Visitor]]()


@pytest.fixture(scope="session", autouse=True)
def executable() -> str:
    """Where Chromium is; first of all, so that nothing is started for tests that cannot run."""
    found = find_chromium()
    if found is None:
        pytest.skip("there is no Chromium on this machine: apt-get install chromium")
    return found


@pytest.fixture(scope="module")
def chromium(executable: str) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = launch(playwright, executable)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Return a function that gives a person a browser at an address; all must end well."""
    visitors = request.node.stash[visitors_key] = []

    def visit(url: str, viewport: ViewportSize = DESK) -> Visitor:
        visitors.append(Visitor(chromium, url, viewport))
        return visitors[-1]

    yield visit
    for visitor in visitors:
        visitor.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what a failed journey had on screen, and what had gone wrong in it until then."""
    report = yield
    if report.when == "call" and report.failed and visitors_key in item.stash:
        visitors = item.stash[visitors_key]
        for number, visitor in enumerate(visitors):
            path = Path(item.config.rootpath, ".pytest_cache", f"{item.name}-{number}.png")
            with contextlib.suppress(Error):
                visitor.page.screenshot(path=path)
            told = "\n".join([visitor.page.url, str(path), *visitor.problems])
            report.sections.append(("browser", told))
    return report


@pytest.fixture(scope="session")
def provider() -> FakeProvider:
    return FakeProvider("gpt-4o-mini")


@pytest.fixture(scope="session")
def upstream(provider: FakeProvider) -> Iterator[LiveServer]:
    """The fake provider, served."""
    with LiveServer(provider) as server:
        yield server


@pytest.fixture(scope="session")
def neighbours(
    upstream: LiveServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Neighbours]:
    """Three organisations on one running server."""
    with Installation(tmp_path_factory.mktemp("neighbours"), upstream.url) as installation:
        yield settle(installation, upstream.url)
