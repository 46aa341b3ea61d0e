"""A server that goes while somebody looks at it, and comes back."""

import pytest
from playwright.sync_api import expect

from tests.fakes.neighbours import ALICE, PASSWORD, Neighbours
from tests.fakes.visitor import Visit, title

pytestmark = pytest.mark.browser


def test_a_page_says_that_the_server_is_away_and_recovers_by_itself(
    neighbours: Neighbours, visit: Visit
) -> None:
    neighbours.ask("acme", "Are you there?")
    visitor = visit(neighbours.url)
    page = visitor.page
    page.goto("/requests")
    visitor.sign_in(ALICE, PASSWORD)
    title(page, "Requests")
    rows = page.get_by_role("grid").get_by_role("row").filter(has_text="Success")
    expect(rows.first).to_be_visible()
    before = rows.count()

    visitor.expect_problem("^net::ERR_(CONNECTION_|EMPTY_RESPONSE|SOCKET).* GET /api/v1/")
    neighbours.installation.kill()
    away = page.get_by_role("alert").filter(has_text="The server does not answer")
    expect(away).to_be_visible()
    expect(rows).to_have_count(before)

    neighbours.installation.start()
    expect(away).to_be_hidden()
    neighbours.ask("acme", "There you are.")
    expect(rows).to_have_count(before + 1)
    expect(page.get_by_text("Up to date")).to_be_visible()
