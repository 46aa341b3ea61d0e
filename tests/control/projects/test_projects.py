"""Organisations and projects: names, time zones, removal, and strangers."""

from datetime import timedelta

import pytest

from tailrace.control.open import Control
from tailrace.control.projects.keys import KeySpec, create_key, get_key
from tailrace.control.projects.projects import (
    checked_name,
    create_organisation,
    create_project,
    find_organisation,
    get_project,
    list_organisations,
    list_projects,
    remove_project,
    set_keep_bodies,
    set_timezone,
)
from tailrace.control.providers.providers import ProviderSpec, create_provider, list_providers
from tailrace.core.errors import BadInput, Conflict, NotFound
from tailrace.core.ids import OrgId
from tests.fakes.tenants import NOW, Tenants

NOBODY = OrgId(999_999)


@pytest.mark.parametrize("name", ["", " shop", "shop ", "a\nb", "a\x00b", "\ud800", "x" * 81])
def test_a_bad_name_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="name"):
        checked_name(name)


@pytest.mark.parametrize("name", ["shop", "Größe & Söhne GmbH", "店", "x" * 80])
def test_a_good_name_passes(name: str) -> None:
    assert checked_name(name) == name


def test_an_organisation_is_found_by_name(control: Control, tenants: Tenants) -> None:
    with control.db.reading() as connection:
        found = find_organisation(connection, "acme")
    assert found is not None
    assert (found.id, found.timezone) == (tenants.acme, "Europe/Berlin")


def test_organisations_are_listed_by_name(control: Control, tenants: Tenants) -> None:
    with control.db.reading() as connection:
        names = [organisation.name for organisation in list_organisations(connection)]
    assert names == ["acme", "globex"]


def test_an_organisation_name_is_given_once(control: Control, tenants: Tenants) -> None:
    with pytest.raises(Conflict, match="'acme'"), control.db.transaction() as connection:
        create_organisation(connection, "acme", "UTC", NOW)


def test_a_time_zone_has_to_exist(control: Control, tenants: Tenants) -> None:
    with pytest.raises(BadInput, match="Mars"), control.db.transaction() as connection:
        create_organisation(connection, "mars", "Mars/Olympus", NOW)
    with pytest.raises(BadInput, match="Mars"), control.db.transaction() as connection:
        set_timezone(connection, tenants.acme, "Mars/Olympus")


def test_a_time_zone_can_be_changed(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        set_timezone(connection, tenants.acme, "Asia/Tokyo")
        found = find_organisation(connection, "acme")
    assert found is not None
    assert found.timezone == "Asia/Tokyo"


def test_nothing_can_be_done_in_an_organisation_that_is_not(control: Control) -> None:
    with pytest.raises(NotFound), control.db.transaction() as connection:
        set_timezone(connection, NOBODY, "UTC")
    with pytest.raises(NotFound), control.db.transaction() as connection:
        create_project(connection, NOBODY, "shop", NOW)


def test_projects_are_listed_by_name(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        create_project(connection, tenants.acme, "back office", NOW)
        names = [project.name for project in list_projects(connection, tenants.acme)]
    assert names == ["back office", "shop"]


def test_a_project_name_is_given_once_per_organisation(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        create_project(connection, tenants.globex, "shop", NOW)
    with pytest.raises(Conflict, match="'shop'"), control.db.transaction() as connection:
        create_project(connection, tenants.acme, "shop", NOW)


def test_a_stranger_finds_no_project(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        assert [p.name for p in list_projects(connection, tenants.globex)] == ["lab"]
        with pytest.raises(NotFound):
            get_project(connection, tenants.globex, tenants.shop)
        with pytest.raises(NotFound):
            set_keep_bodies(connection, tenants.globex, tenants.shop, keep_bodies=False)
        with pytest.raises(NotFound):
            remove_project(connection, tenants.globex, tenants.shop, NOW)


def test_keeping_bodies_can_be_switched(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        assert get_project(connection, tenants.acme, tenants.shop).keep_bodies
        set_keep_bodies(connection, tenants.acme, tenants.shop, keep_bodies=False)
        assert not get_project(connection, tenants.acme, tenants.shop).keep_bodies


def test_removing_a_project_revokes_its_keys_and_forgets_its_providers(
    control: Control, tenants: Tenants
) -> None:
    with control.db.transaction() as connection:
        spec = KeySpec("ci", frozenset({"gateway"}))
        key = create_key(connection, tenants.acme, tenants.shop, spec, NOW).key
        provider = ProviderSpec("openai", "openai", api_key="sk-0123456789")
        create_provider(connection, control.box, tenants.acme, tenants.shop, provider, NOW)
        later = NOW + timedelta(days=1)
        remove_project(connection, tenants.acme, tenants.shop, later)
        assert list_projects(connection, tenants.acme) == ()
        assert list_providers(connection, tenants.acme) == ()
        assert get_key(connection, tenants.acme, key.id).revoked_at == later
        with pytest.raises(NotFound):
            create_key(connection, tenants.acme, tenants.shop, spec, NOW)


def test_a_removed_project_comes_back_under_its_number(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        remove_project(connection, tenants.acme, tenants.shop, NOW)
        again = create_project(connection, tenants.acme, "shop", NOW, keep_bodies=False)
        assert again.id == tenants.shop
        assert get_project(connection, tenants.acme, tenants.shop) == again
