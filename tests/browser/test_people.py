"""Who gets in and what they see: signing in and out, links for members, strangers, switching."""

import pytest
from playwright.sync_api import Page, expect

from tests.fakes.neighbours import ALICE, BOB, CHARLIE, PASSWORD, Neighbours
from tests.fakes.visitor import Visit, title

pytestmark = pytest.mark.browser


def test_signing_in_leads_to_the_page_that_was_asked_for(
    neighbours: Neighbours, visit: Visit
) -> None:
    visitor = visit(neighbours.url)
    page = visitor.page
    page.goto("/requests?last=7d&filter=status:error")
    visitor.expect_problem("^4.. POST /api/v1/session$")
    visitor.sign_in(ALICE, "not the right one")
    expect(page.get_by_role("alert")).to_contain_text("password is wrong")

    visitor.sign_in(ALICE, PASSWORD)
    title(page, "Requests")
    expect(page).to_have_url(f"{neighbours.url}/requests?last=7d&filter=status:error")
    expect(page.get_by_role("combobox", name="Filter requests")).to_have_value("status:error")

    _sign_out(page, ALICE)
    page.goto("/connect")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_link_lets_a_new_member_in_once(neighbours: Neighbours, visit: Visit) -> None:
    visitor = visit(neighbours.url)
    page = visitor.page
    page.goto(neighbours.links[BOB])
    page.get_by_role("button", name="Sign in with this link").click()
    page.get_by_label("New password").fill("bobs own long password")
    page.get_by_role("button", name="Set the password").click()
    title(page, "Overview")
    assert "token" not in page.url

    _sign_out(page, BOB)
    visitor.sign_in(BOB, "bobs own long password")
    title(page, "Overview")

    thief = visit(neighbours.url)
    thief.expect_problem("^4.. POST /api/v1/session/link$")
    thief.page.goto(neighbours.links[BOB])
    thief.page.get_by_role("button", name="Sign in with this link").click()
    expect(thief.page.get_by_role("alert")).to_contain_text("This link was used already")


def test_a_stranger_finds_nothing_at_somebody_elses_address(
    neighbours: Neighbours, visit: Visit
) -> None:
    alice, charlie = visit(neighbours.url), visit(neighbours.url)
    alices = neighbours.ask("acme", "The secret of the soup is lovage.")
    alice.page.goto(f"/requests/{alices}")
    alice.sign_in(ALICE, PASSWORD)
    expect(alice.page.get_by_role("definition").filter(has_text="u_17")).to_be_visible()

    charlie.expect_problem(f"^404 GET /api/v1/requests/{alices}$")
    charlie.page.goto(f"/requests/{alices}")
    charlie.sign_in(CHARLIE, PASSWORD)
    expect(charlie.page.get_by_role("alert")).to_contain_text("There is no such request")
    for detail in ("lovage", "u_17", "acme", "shop"):
        assert detail not in charlie.page.locator("body").inner_text()
    charlie.page.goto(f"/requests?last=30d&filter=id:{alices}")
    expect(charlie.page.get_by_text("No request matches this filter")).to_be_visible()


def test_another_organisation_shows_its_own_numbers(neighbours: Neighbours, visit: Visit) -> None:
    for organisation in ("acme", "globex"):
        neighbours.ask(organisation, "How many are we?")
    while neighbours.count("acme") == neighbours.count("globex"):
        neighbours.ask("globex", "One more?")
    visitor = visit(neighbours.url)
    page = visitor.page
    page.goto("/")
    visitor.sign_in(ALICE, PASSWORD)
    requests = visitor.figure("Requests")
    expect(requests).to_have_attribute("title", str(neighbours.count("acme")))
    _choose_organisation(page, "globex")
    expect(requests).to_have_attribute("title", str(neighbours.count("globex")))
    page.get_by_role("link", name="Connect").click()
    expect(page.get_by_role("row").filter(has_text="depot").first).to_be_visible()
    expect(page.get_by_role("button", name="New key")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("shop")

    page.reload()
    expect(page.get_by_role("button", name="Organisation and project")).to_contain_text("globex")
    _choose_organisation(page, "acme")
    expect(page.get_by_role("button", name="New key")).to_be_visible()


def _sign_out(page: Page, email: str) -> None:
    page.get_by_title(email).click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def _choose_organisation(page: Page, name: str) -> None:
    page.get_by_role("button", name="Organisation and project").click()
    label = page.get_by_text(name, exact=True).last
    label.locator("xpath=following-sibling::*[1]").click()
