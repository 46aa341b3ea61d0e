"""A person with a browser of their own, and a note of everything that went wrong in it."""

import re
from collections.abc import Callable

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Locator,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
)

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

LEFT_BY_THE_PAGE = "net::ERR_ABORTED"
"""What Chromium says of a request that the page itself called off, or that was on its way when it
was left."""
TOLD_BY_THE_NETWORK = "Failed to load resource"
"""The console's copy of an answer or a failure that is noted anyway, with its address."""


class Visitor:
    """One page in a fresh context: no cookies, nothing cached, the clipboard allowed."""

    def __init__(self, chromium: Browser, url: str, viewport: ViewportSize = DESK) -> None:
        self.url = url
        self.problems: list[str] = []
        self._expected: list[str] = []
        self._context = chromium.new_context(
            base_url=url,
            viewport=viewport,
            locale="en-GB",
            timezone_id="Europe/Berlin",
            color_scheme="light",
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.page: Page = self._context.new_page()
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self._note(f"error in the page: {error}"))
        self.page.on("requestfailed", self._note_failure)
        self.page.on("response", self._note_answer)
        self.page.on("dialog", self._note_dialog)

    def expect_problem(self, pattern: str) -> None:
        """Have problems that match, such as `401 POST /api/v1/session`, not count."""
        self._expected.append(pattern)

    def sign_in(self, email: str, password: str) -> None:
        """Fill in the sign-in form, wherever it was met, and send it."""
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label(re.compile("^Password")).fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def figure(self, label: str) -> Locator:
        """Return one of the overview's headline numbers."""
        return self.page.get_by_role("list", name="Totals").get_by_role("link", name=label)

    def clipboard(self) -> str:
        text: str = self.page.evaluate("() => navigator.clipboard.readText()")
        return text

    def check_fits(self) -> None:
        """Fail when the page is wider than the window."""
        wide, width = self.page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= width, f"{self.page.url} is {wide} px wide in a window of {width} px"

    def resize(self, viewport: ViewportSize) -> None:
        self.page.set_viewport_size(viewport)

    def close(self) -> None:
        """Leave; fail when anything went wrong that was not expected."""
        self._context.close()
        unexpected = [
            problem
            for problem in self.problems
            if not any(re.search(pattern, problem) for pattern in self._expected)
        ]
        assert not unexpected, "\n".join(unexpected)

    def _note(self, problem: str) -> None:
        self.problems.append(problem)

    def _note_console(self, message: ConsoleMessage) -> None:
        is_bad = message.type in {"error", "warning"}
        if is_bad and not message.text.startswith(TOLD_BY_THE_NETWORK):
            self._note(f"console {message.type}: {message.text}")

    def _note_failure(self, request: Request) -> None:
        if request.failure != LEFT_BY_THE_PAGE:
            self._note(f"{request.failure} {request.method} {self._path(request.url)}")

    def _note_answer(self, response: Response) -> None:
        if response.status >= 400:
            request = response.request
            self._note(f"{response.status} {request.method} {self._path(request.url)}")

    def _note_dialog(self, dialog: Dialog) -> None:
        self._note(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _path(self, url: str) -> str:
        return url.removeprefix(self.url)


Visit = Callable[..., Visitor]
"""Gives a person a browser at an address, and a viewport if it matters."""


def title(page: Page, text: str) -> None:
    """Wait until the page of that title is shown."""
    expect(page.get_by_role("heading", level=1, name=text, exact=True)).to_be_visible()
