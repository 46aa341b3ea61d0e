"""Take the pictures of the web app that README and guide show, from a demo of its own.

`python tools/screenshots.py` writes `docs/screenshots/<page>-<width>-<theme>.png`, once the whole
past is replayed and stored. Names never change; what is in a picture moves with today's date.
Needs Chromium and the built web app. `find_chromium` and `running_demo` also serve the tests.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final, Literal

import httpx
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, expect, sync_playwright

Scheme = Literal["light", "dark"]

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ELSEWHERE = "tailrace.example"
"""The demo signs in whoever asks for this machine by its address; by this name nobody is."""
VIEWPORTS: tuple[ViewportSize, ...] = (
    {"width": 1440, "height": 900},
    {"width": 1024, "height": 768},
    {"width": 390, "height": 844},
)
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
RESCUED = "status:success attempts:2"
READY_WITHIN_S = 60
REPLAYED_WITHIN_S = 300


def find_chromium() -> str | None:
    """Return the path of this machine's Chromium; None when there is none."""
    found = (shutil.which(path) for path in CHROMIUM)
    return next((path for path in found if path is not None), None)


def launch(playwright: Playwright, executable: str) -> Browser:
    """Start a headless Chromium that calls nobody by itself and knows `ELSEWHERE`."""
    rules = f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1"
    return playwright.chromium.launch(executable_path=executable, args=[*ARGUMENTS, rules])


@contextmanager
def running_demo() -> Iterator[str]:
    """Run `tailrace demo` in a process and a folder of its own; yield its address when it serves.

    The past is still being replayed then: `wait_replayed` waits for its end.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = (sys.executable, "-m", "tailrace", "demo", "--no-browser", "--port", str(port))
    environ = {name: value for name, value in os.environ.items() if "TAILRACE" not in name}
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_until(lambda: _is_ready(url), READY_WITHIN_S)
            yield url
        finally:
            server.terminate()


@contextmanager
def signed_in(url: str) -> Iterator[httpx.Client]:
    """Yield a client of the demo's API, as the owner."""
    with httpx.Client(base_url=f"{url}/api/v1", timeout=30) as client:
        client.get("/session").raise_for_status()
        yield client


def wait_begun(client: httpx.Client) -> None:
    """Wait until the first part of the demo's past is stored."""
    _wait_until(lambda: _is_begun(client), READY_WITHIN_S)


def wait_replayed(client: httpx.Client) -> None:
    """Wait until the demo's whole past is stored."""
    _wait_until(lambda: _is_replayed(client), REPLAYED_WITHIN_S)


def main() -> int:
    """Take every picture; return the exit code."""
    executable = find_chromium()
    if executable is None:
        print("No Chromium: apt-get install chromium.", file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_demo() as url, signed_in(url) as client, sync_playwright() as playwright:
        wait_replayed(client)
        places = _list_places(url, client)
        browser = launch(playwright, executable)
        for viewport, scheme in product(VIEWPORTS, SCHEMES):
            _shoot_all(browser, places, viewport, scheme)
        browser.close()
    return 0


@dataclass(frozen=True)
class Place:
    """A page to take pictures of, and what is on it once it has loaded."""

    name: str
    url: str
    landmark: str


def _list_places(url: str, client: httpx.Client) -> tuple[Place, ...]:
    query = {"filter": RESCUED, "last": "30d", "limit": "1"}
    (rescued,) = client.get("/requests", params=query).raise_for_status().json()["data"]
    return (
        Place("overview", f"{url}/?last=30d", "[role=group] svg path"),
        Place("requests", f"{url}/requests?last=30d", "[role=gridcell]"),
        Place("request", f"{url}/requests/{rescued['id']}", "text=Bodies"),
        Place("connect", f"{url}/connect", "text=Revoke"),
        Place("sign-in", f"{url.replace('127.0.0.1', ELSEWHERE)}/signin", "text=Password"),
    )


def _shoot_all(
    browser: Browser, places: tuple[Place, ...], viewport: ViewportSize, scheme: Scheme
) -> None:
    context = browser.new_context(
        viewport=viewport, color_scheme=scheme, reduced_motion="reduce", locale="en-GB"
    )
    page = context.new_page()
    for place in places:
        page.goto(place.url)
        page.locator(place.landmark).first.wait_for()
        _settle(page)
        path = FOLDER / f"{place.name}-{viewport['width']}-{scheme}.png"
        page.screenshot(path=path)
        print(f"{path.stat().st_size / 1000:6.0f} kB  {path.name}")
    context.close()


def _settle(page: Page) -> None:
    """Wait until all is read, nothing is a place holder any more and the fonts are there."""
    page.wait_for_load_state("networkidle")
    expect(page.locator("[class*=skeleton]")).to_have_count(0)
    page.evaluate("document.fonts.ready.then(() => null)")


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def _is_begun(client: httpx.Client) -> bool:
    answer = client.get("/health/pipeline").raise_for_status().json()
    return bool(answer["stored"])


def _is_replayed(client: httpx.Client) -> bool:
    health = client.get("/health/pipeline").raise_for_status().json()
    return health["loading"] is None and health["meta"]["missing"] == 0


def _wait_until(is_so: Callable[[], bool], within_s: float) -> None:
    deadline = time.monotonic() + within_s
    while not is_so():
        if time.monotonic() > deadline:
            raise SystemExit(f"The demo was not ready within {within_s:.0f} s.")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
