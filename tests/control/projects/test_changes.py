"""The log of changes: complete where history is kept, in order, and nobody else's."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tailrace.control.open import Control
from tailrace.control.projects.changes import MOST, Change, list_changes
from tailrace.control.projects.keys import KeySpec, create_key, revoke_key
from tailrace.control.projects.projects import create_project
from tailrace.control.providers.providers import ProviderSpec, create_provider
from tailrace.control.traffic.limits import create_limit, remove_limit
from tailrace.control.traffic.versions import Author
from tailrace.control.traffic.workflows import WORKFLOWS
from tailrace.core.ids import OrgId, ProjectId
from tailrace.core.window import Window
from tests.fakes.tenants import NOW, Tenants

HOUR = timedelta(hours=1)
DAY = Window(NOW - HOUR, NOW + timedelta(hours=23), ZoneInfo("UTC"))


@pytest.fixture
def busy(control: Control, tenants: Tenants) -> Tenants:
    """Acme's shop, in which something happens every hour; globex, in which nobody does a thing."""
    acme, shop = tenants.acme, tenants.shop
    flow = {"name": "summary", "targets": ["openai:gpt-4o"]}
    alice = [Author(NOW + hour * HOUR, tenants.alice) for hour in range(9)]
    with control.db.transaction() as connection:
        spec = ProviderSpec("openai", "openai", api_key="sk-0123456789")
        create_provider(connection, control.box, acme, shop, spec, NOW + HOUR)
        made = WORKFLOWS.create(connection, acme, shop, flow, alice[2])
        WORKFLOWS.change(connection, acme, made.id, flow | {"max_attempts": 2}, alice[3])
        limit = create_limit(
            connection, acme, None, {"per": "organisation", "requests": "9/minute"}, alice[4]
        )
        key = create_key(connection, acme, shop, KeySpec("ci", frozenset({"read"})), alice[5].at)
        revoke_key(connection, acme, key.key.id, alice[6].at)
        remove_limit(connection, acme, limit.id, alice[7].at)
        WORKFLOWS.remove(connection, acme, made.id, alice[8].at)
    return tenants


def changes(
    control: Control, org_id: OrgId, project_id: ProjectId | None = None, window: Window = DAY
) -> list[Change]:
    with control.db.reading() as connection:
        return list_changes(connection, org_id, project_id, window)


def told(found: list[Change]) -> list[tuple[str, str, int | None, str | None]]:
    return [(one.thing, one.action, one.version, one.by) for one in found]


def test_everything_that_happened_is_told_newest_first(control: Control, busy: Tenants) -> None:
    assert told(changes(control, busy.acme)) == [
        ("workflow", "removed", None, None),
        ("limit", "removed", None, None),
        ("key", "revoked", None, None),
        ("key", "created", None, None),
        ("limit", "created", None, "Alice"),
        ("workflow", "changed", 2, "Alice"),
        ("workflow", "created", 1, "Alice"),
        ("provider", "created", None, None),
        ("project", "created", None, None),
    ]


def test_what_is_gone_has_no_number_to_go_to(control: Control, busy: Tenants) -> None:
    by_thing = {(one.thing, one.action): one for one in changes(control, busy.acme)}
    assert by_thing["workflow", "changed"].id is None
    assert by_thing["limit", "created"].id is None
    assert by_thing["key", "created"].id
    assert by_thing["provider", "created"].project == "shop"
    assert by_thing["limit", "created"].project is None


def test_only_the_window_is_told(control: Control, busy: Tenants) -> None:
    window = Window(NOW + 3 * HOUR, NOW + 5 * HOUR, ZoneInfo("UTC"))
    found = changes(control, busy.acme, window=window)
    assert [one.thing for one in found] == ["limit", "workflow"]


def test_of_a_project_its_own_and_the_organisation_s(control: Control, busy: Tenants) -> None:
    with control.db.transaction() as connection:
        other = create_project(connection, busy.acme, "other", NOW + 9 * HOUR).id
    assert [one.thing for one in changes(control, busy.acme, other)] == [
        "project",
        "limit",
        "limit",
    ]


def test_a_stranger_is_told_nothing_of_it(control: Control, busy: Tenants) -> None:
    assert [(one.thing, one.name) for one in changes(control, busy.globex)] == [("project", "lab")]
    assert changes(control, busy.globex, busy.shop) == []


def test_one_more_than_a_page_is_read(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        for number in range(MOST + 5):
            spec = KeySpec(f"key {number}", frozenset({"read"}))
            create_key(connection, tenants.acme, tenants.shop, spec, NOW)
    assert len(changes(control, tenants.acme)) == MOST + 1
