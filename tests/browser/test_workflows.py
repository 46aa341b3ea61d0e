"""How calls run, arranged in the browser: workflows with their versions, schemas, limits."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.fakes.neighbours import ALICE, CHARLIE, PASSWORD, Neighbours
from tests.fakes.visitor import PHONE, Visit, Visitor, title

pytestmark = pytest.mark.browser

TARGET = "openai:gpt-4o-mini"


def test_a_workflow_is_made_broken_mended_and_restored(
    neighbours: Neighbours, visit: Visit
) -> None:
    visitor = _alice(neighbours, visit, "/workflows")
    page = visitor.page
    page.get_by_role("link", name="New workflow").click()
    _say(page, "Not complete yet")
    page.get_by_role("button", name="Create the workflow").click()
    expect(page.get_by_label("Name *")).to_be_focused()
    _say(page, "2 mistakes")
    page.get_by_label("Name *").fill("summary")
    page.get_by_label("Target 1", exact=True).fill(TARGET)
    _say(page, "No mistakes")
    page.get_by_role("button", name="Create the workflow").click()
    title(page, "Workflow")
    expect(_versions(page)).to_have_text([re.compile("^Version 1runs.*by alice$")])

    target = page.get_by_label("Target 1", exact=True)
    target.fill("opnai:gpt-4o-mini")
    _say(page, "1 mistake")
    expect(target).to_have_accessible_description(re.compile("no provider 'opnai'.*mean openai"))
    page.get_by_role("button", name="Save as version 2").click()
    expect(target).to_be_focused()
    expect(_versions(page)).to_have_count(1)

    target.fill(TARGET)
    page.get_by_role("button", name="Add target").click()
    second = page.get_by_label("Target 2", exact=True)
    second.fill("openai:gpt-4o")
    second.press("Alt+ArrowUp")
    expect(target).to_have_value("openai:gpt-4o")
    expect(target).to_be_focused()
    page.get_by_label("Default parameters").fill('{"temperature": }')
    _say(page, "1 mistake")
    expect(page.get_by_text("This is not JSON")).to_be_visible()
    page.get_by_label("Default parameters").fill('{"temperature": 0}')
    _say(page, "No mistakes")
    page.get_by_role("button", name="Save as version 2").click()
    expect(_versions(page).first).to_contain_text("changed targets, max_attempts, parameters")

    page.get_by_role("link", name="Version 1").click()
    expect(page).to_have_url(re.compile(r"/workflows/\d+\?version=1$"))
    expect(page.get_by_text("Version 2 runs.")).to_be_visible()
    page.get_by_role("button", name="Restore as version 3").click()
    expect(page).to_have_url(re.compile(r"/workflows/\d+$"))
    expect(_versions(page)).to_have_count(3)
    expect(page.get_by_label("Target 2", exact=True)).to_have_count(0)

    _call(neighbours, page)
    _remove(visitor, "summary")


def test_changes_are_not_left_behind_unasked(neighbours: Neighbours, visit: Visit) -> None:
    page = _alice(neighbours, visit, "/schemas/new").page
    page.get_by_label("Name *").fill("half_done")
    page.get_by_role("link", name="Limits").click()
    dialog = page.get_by_role("dialog", name="Leave without saving?")
    dialog.get_by_role("button", name="Stay").click()
    expect(page.get_by_label("Name *")).to_have_value("half_done")
    page.get_by_role("link", name="Limits").click()
    dialog.get_by_role("button", name="Leave").click()
    title(page, "Limits")


def test_a_schema_is_checked_while_it_is_written(neighbours: Neighbours, visit: Visit) -> None:
    page = _alice(neighbours, visit, "/schemas").page
    page.get_by_role("link", name="New schema").click()
    page.get_by_label("Name *").fill("card")
    schema = page.get_by_label("JSON Schema *")
    schema.fill('{"type": "objekt"}')
    _say(page, "1 mistake")
    expect(schema).to_have_attribute("aria-invalid", "true")
    schema.fill('{"type": "object", "required": ["title"]}')
    page.get_by_label("Then").select_option("fallback")
    expect(page.get_by_text("there has to be one")).to_be_visible()
    page.get_by_label("Sample").fill('{"name": "Lamp"}')
    expect(page.get_by_text("It is not valid against json_schema")).to_be_visible()
    page.get_by_label("Sample").fill('{"title": "Lamp"}')
    _say(page, "No mistakes")
    page.get_by_role("button", name="Create the schema").click()
    title(page, "Schema")
    expect(_versions(page)).to_have_count(1)


def test_a_limit_is_added_changed_and_removed(neighbours: Neighbours, visit: Visit) -> None:
    visitor = _alice(neighbours, visit, "/limits")
    page = visitor.page
    page.get_by_role("button", name="New limit").click()
    dialog = page.get_by_role("dialog", name="New limit")
    dialog.get_by_label("At most").fill("120")
    dialog.get_by_label("Burst").fill("20")
    expect(dialog.get_by_role("status")).to_have_text(
        "Each user: 120 requests per minute, bursts of 20."
    )
    visitor.expect_problem("^400 POST /api/v1/limits$")
    dialog.get_by_label("At most").fill("many")
    dialog.get_by_role("button", name="Add the limit").click()
    expect(dialog.get_by_label("At most")).to_have_accessible_description(
        re.compile("not an amount per time")
    )
    dialog.get_by_label("At most").fill("120")
    dialog.get_by_role("button", name="Add the limit").click()
    expect(dialog).to_be_hidden()
    limits = page.get_by_role("region", name="Organisation acme").get_by_role("listitem")
    expect(limits).to_contain_text(["Each user: 120 requests per minute, bursts of 20"])

    page.get_by_role("button", name="Edit: Each user").click()
    page.get_by_role("dialog").get_by_label("At most").fill("60")
    page.get_by_role("button", name="Save the limit").click()
    expect(limits).to_contain_text(["Each user: 60 requests per minute, bursts of 20"])
    limits.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No limits yet")).to_be_visible()


def test_who_may_only_look_finds_nothing_to_change(neighbours: Neighbours, visit: Visit) -> None:
    charlie = visit(neighbours.url)
    charlie.page.goto("/workflows/new")
    charlie.sign_in(CHARLIE, PASSWORD)
    charlie.page.get_by_label("Name *").fill("depot_summary")
    charlie.page.get_by_label("Target 1", exact=True).fill(TARGET)
    charlie.page.get_by_role("button", name="Create the workflow").click()
    title(charlie.page, "Workflow")
    path = charlie.page.url.removeprefix(neighbours.url)

    alice = _alice(neighbours, visit, "/workflows")
    page = alice.page
    expect(page.get_by_role("link", name="New workflow")).to_be_visible()
    expect(page.get_by_text("depot_summary")).to_have_count(0)
    alice.expect_problem(f"^404 GET /api/v1{path}$")
    page.goto(path)
    expect(page.get_by_role("alert")).to_contain_text("There is no such workflow")

    page.get_by_role("button", name="Organisation and project").click()
    page.get_by_text("globex", exact=True).last.locator("xpath=following-sibling::*[1]").click()
    page.get_by_role("link", name="Workflows", exact=True).first.click()
    page.get_by_role("link", name="depot_summary").click()
    expect(page.get_by_text("Try the next target")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("textbox")).to_have_count(0)
    _has_no_buttons(page, "Save", "Remove", "Restore", "Add target")
    for place, action in (("Workflows", "New workflow"), ("Schemas", "New schema")):
        page.get_by_role("link", name=place, exact=True).first.click()
        title(page, place)
        expect(page.get_by_role("link", name=action)).to_have_count(0)
    page.get_by_role("link", name="Limits").click()
    expect(page.get_by_text("No limits yet")).to_be_visible()
    _has_no_buttons(page, "New limit", "Edit", "Remove")


def test_the_pages_are_no_wider_than_a_phone(neighbours: Neighbours, visit: Visit) -> None:
    visitor = _alice(neighbours, visit, "/workflows/new", PHONE)
    for path in ("/workflows/new", "/schemas/new", "/workflows", "/limits", "/connect"):
        visitor.page.goto(path)
        expect(visitor.page.get_by_role("main").get_by_role("heading").first).to_be_visible()
        visitor.check_fits()


def _alice(neighbours: Neighbours, visit: Visit, path: str, *viewport: object) -> Visitor:
    """Return Alice at acme, at that address."""
    visitor = visit(neighbours.url, *viewport)
    visitor.page.goto(path)
    visitor.sign_in(ALICE, PASSWORD)
    expect(
        visitor.page.get_by_role("navigation", name="Pages").or_(_menu(visitor.page))
    ).to_be_visible()
    return visitor


def _menu(page: Page) -> Locator:
    return page.get_by_role("button", name="Menu")


def _say(page: Page, text: str) -> None:
    """Wait until the live check says so."""
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def _versions(page: Page) -> Locator:
    return page.get_by_role("region", name="Versions").get_by_role("listitem")


def _call(neighbours: Neighbours, page: Page) -> None:
    """Call the workflow by its name, and find the version that ran on the request's page."""
    answer = neighbours.client("acme").chat.completions.with_raw_response.create(
        model="summary", messages=[{"role": "user", "content": "In short?"}]
    )
    neighbours.installation.wait_stored()
    page.goto(f"/requests/{answer.headers['x-tailrace-request-id']}")
    expect(page.get_by_role("definition").filter(has_text="version 3")).to_contain_text("summary")


def _remove(visitor: Visitor, name: str) -> None:
    page = visitor.page
    page.goto("/workflows")
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    title(page, "Workflows")
    expect(page.get_by_text("No workflows yet")).to_be_visible()


def _has_no_buttons(page: Page, *names: str) -> None:
    for name in names:
        expect(page.get_by_role("main").get_by_role("button", name=name)).to_have_count(0)
