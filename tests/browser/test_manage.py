"""Settings: what an owner does there, and what members and viewers do not even see."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.fakes.neighbours import DORA, PASSWORD, Neighbours
from tests.fakes.visitor import PHONE, Visit, Visitor, title

pytestmark = pytest.mark.browser
NINA = "nina@example.com"


def test_projects_are_made_renamed_archived_and_brought_back(
    neighbours: Neighbours, visit: Visit
) -> None:
    page = _dora(neighbours, visit, "/manage/projects").page
    page.get_by_role("button", name="New project").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("studio")
    dialog.get_by_role("button", name="Create the project").click()
    expect(dialog).to_be_hidden()
    _row(page, "Projects", "studio").get_by_role("button", name="Rename").click()
    dialog.get_by_label("Name").fill("atelier")
    dialog.get_by_role("button", name="Rename").click()
    expect(_row(page, "Projects", "atelier")).to_be_visible()
    _confirm(page, _row(page, "Projects", "atelier"), "Archive")
    archived = _row(page, "Archived projects", "atelier")
    archived.get_by_role("button", name="Bring back").click()
    expect(_row(page, "Projects", "atelier")).to_be_visible()
    _confirm(page, _row(page, "Projects", "atelier"), "Archive")
    expect(_row(page, "Archived projects", "atelier")).to_be_visible()


def test_the_organisation_s_zone_is_changed(neighbours: Neighbours, visit: Visit) -> None:
    visitor = _dora(neighbours, visit, "/connect")
    page = visitor.page
    page.get_by_role("main").get_by_role("link", name="settings").click()
    title(page, "Settings")
    zone = page.get_by_label("Time zone")
    visitor.expect_problem("^400 PATCH /api/v1/organisation$")
    zone.fill("Mars/Olympus")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    zone.fill("Asia/Tokyo")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")


def test_a_key_is_made_rotated_and_revoked(neighbours: Neighbours, visit: Visit) -> None:
    page = _dora(neighbours, visit, "/manage/keys").page
    page.get_by_role("button", name="New key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("worker")
    dialog.get_by_role("button", name="Create the key").click()
    first = dialog.locator("pre").inner_text()
    dialog.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Rotate worker").click()
    dialog.get_by_role("button", name="Replace the secret").click()
    expect(dialog.get_by_text("only time the key is shown")).to_be_visible()
    second = dialog.locator("pre").inner_text()
    assert first != second
    dialog.get_by_role("button", name="Done").click()
    worker = _row(page, "Keys", "worker")
    expect(worker).to_contain_text(second[-4:])
    _confirm(page, worker, "Revoke")
    expect(worker).to_contain_text("revoked")


def test_a_provider_is_tested_and_edited(neighbours: Neighbours, visit: Visit) -> None:
    page = _dora(neighbours, visit, "/manage/providers").page
    page.get_by_role("button", name="Test openai").click()
    said = page.get_by_role("status").filter(has_text="openai in lab")
    expect(said).to_contain_text("lists 1 model")
    page.get_by_role("button", name="Add provider").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("away")
    dialog.get_by_label("Base URL").fill("http://127.0.0.1:9/v1")
    dialog.get_by_label("API key").fill("sk-very-secret-key")
    dialog.get_by_role("button", name="Add the provider").click()
    page.get_by_role("button", name="Test away").click()
    said = page.get_by_role("status").filter(has_text="away in lab")
    expect(said).to_contain_text("could not be reached: connection refused")
    expect(page.locator("body")).not_to_contain_text("sk-very-secret-key")
    page.get_by_role("button", name="Edit away").click()
    dialog.get_by_label("Base URL").fill("http://127.0.0.1:9/v2")
    dialog.get_by_role("button", name="Save the provider").click()
    expect(_row(page, "Providers", "away")).to_contain_text("/v2")
    _confirm(page, _row(page, "Providers", "away"), "Remove")
    expect(_row(page, "Providers", "away")).to_have_count(0)


def test_a_member_joins_by_link_and_sees_only_what_the_role_allows(
    neighbours: Neighbours, visit: Visit
) -> None:
    dora = _dora(neighbours, visit, "/manage/members")
    nina = visit(neighbours.url)
    link = _invite(dora.page)
    nina.page.goto(link)
    expect(nina.page.get_by_text("invites nina@example.com to initech")).to_be_visible()
    nina.page.get_by_label("Your name").fill("Nina")
    nina.page.get_by_role("textbox", name="Password").fill("four words of nina")
    nina.page.get_by_role("button", name="Make the account and join").click()
    title(nina.page, "Overview")
    assert "token" not in nina.page.url

    thief = visit(neighbours.url)
    thief.expect_problem("^404 POST /api/v1/invitations/open$")
    thief.page.goto(link)
    expect(thief.page.get_by_role("alert")).to_contain_text("The invitation was used")

    _sees(nina.page, {"/workflows": "New workflow", "/schemas": "New schema"}, yes=True)
    _sees(nina.page, {"/manage/keys": "New key", "/manage/providers": "Add provider"}, yes=True)
    _sees(nina.page, {"/limits": "New limit", "/manage/projects": "New project"}, yes=False)
    _sees(nina.page, {"/manage/members": "Invite", "/manage": "Save"}, yes=False)

    dora.page.reload()
    dora.page.get_by_label("Role of Nina").select_option("viewer")
    expect(dora.page.get_by_label("Role of Nina")).to_have_value("viewer")
    _sees(nina.page, {"/workflows": "New workflow", "/schemas": "New schema"}, yes=False)
    _sees(nina.page, {"/manage/keys": "New key", "/manage/providers": "Test"}, yes=False)

    _confirm(dora.page, _row(dora.page, "Members", NINA), "Remove")
    expect(_row(dora.page, "Members", NINA)).to_have_count(0)


def test_the_last_owner_stays(neighbours: Neighbours, visit: Visit) -> None:
    visitor = _dora(neighbours, visit, "/manage/members")
    visitor.expect_problem("^409 DELETE /api/v1/members/")
    _confirm(visitor.page, _row(visitor.page, "Members", DORA), "Remove")
    expect(visitor.page.get_by_role("alert")).to_contain_text("would have no owner")
    expect(_row(visitor.page, "Members", DORA)).to_be_visible()


def test_an_invitation_is_taken_back(neighbours: Neighbours, visit: Visit) -> None:
    page = _dora(neighbours, visit, "/manage/members").page
    link = _invite(page, "olga@example.com")
    _confirm(page, _row(page, "Invitations", "olga@example.com"), "Take back")
    expect(_row(page, "Invitations", "olga@example.com")).to_have_count(0)
    olga = visit(neighbours.url)
    olga.expect_problem("^404 POST /api/v1/invitations/open$")
    olga.page.goto(link)
    expect(olga.page.get_by_role("alert")).to_contain_text("taken back")


def test_the_settings_are_no_wider_than_a_phone(neighbours: Neighbours, visit: Visit) -> None:
    visitor = _dora(neighbours, visit, "/manage", PHONE)
    for section in ("organisation", "projects", "members", "keys", "providers"):
        visitor.page.goto(f"/manage/{section}")
        expect(visitor.page.get_by_role("main").get_by_role("heading").first).to_be_visible()
        visitor.check_fits()


def _dora(neighbours: Neighbours, visit: Visit, path: str, *viewport: object) -> Visitor:
    """Return Dora, who owns initech, at that address."""
    visitor = visit(neighbours.url, *viewport)
    visitor.page.goto(path)
    visitor.sign_in(DORA, PASSWORD)
    expect(visitor.page.get_by_role("main")).to_be_visible()
    return visitor


def _row(page: Page, panel: str, text: str) -> Locator:
    region = page.get_by_role("region", name=panel, exact=True)
    return region.get_by_role("row").filter(has_text=text)


def _confirm(page: Page, row: Locator, action: str) -> None:
    row.get_by_role("button", name=action).click()
    page.get_by_role("dialog").get_by_role("button", name=action).click()


def _invite(page: Page, email: str = NINA) -> str:
    """Invite somebody as a member, and return the link's path."""
    page.get_by_role("button", name="Invite", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill(email)
    dialog.get_by_role("button", name="Make the link").click()
    expect(dialog.get_by_text("only time the link is shown")).to_be_visible()
    link = dialog.locator("pre").inner_text()
    dialog.get_by_role("button", name="Done").click()
    return "/join" + link.partition("/join")[2].strip()


def _sees(page: Page, places: dict[str, str], *, yes: bool) -> None:
    """Check whether the page at each address offers what it is asked for."""
    for path, name in places.items():
        page.goto(path)
        main = page.get_by_role("main")
        expect(main.get_by_role("heading").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        offered = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name))
        expect(offered).to_have_count(1 if yes else 0)
