"""Every version is kept; saving the same is nothing; names go on counting."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
import sqlalchemy as sa

from tailrace.control.database import tables
from tailrace.control.database.db import read_version
from tailrace.control.open import Control
from tailrace.control.traffic import versions
from tailrace.control.traffic.schema import SchemaSpec
from tailrace.control.traffic.versions import SCHEMAS, WORKFLOWS, Author, Saved
from tailrace.core.errors import Conflict, NotFound
from tests.control.traffic.conftest import FILE
from tests.fakes.tenants import NOW, Tenants

SPEC = SchemaSpec(name="card", json_schema={"type": "object"})
OTHER = msgspec.structs.replace(SPEC, max_retries=3)


def make(control: Control, tenants: Tenants, spec: SchemaSpec = SPEC) -> Saved[SchemaSpec]:
    with control.db.transaction() as connection:
        return versions.create(connection, SCHEMAS, tenants.acme, tenants.shop, spec, FILE)


def test_a_change_is_a_version_and_the_old_ones_stay(control: Control, tenants: Tenants) -> None:
    made = make(control, tenants)
    assert made == Saved(made.id, 1, SPEC, tenants.shop, "shop", NOW, None)
    later = Author(NOW + timedelta(days=1), tenants.alice)
    with control.db.transaction() as connection:
        changed = versions.change(connection, SCHEMAS, tenants.acme, OTHER, later, made.id)
        assert changed == replace(
            made, version=2, spec=OTHER, created_at=later.at, created_by="Alice"
        )
        assert versions.get_saved(connection, SCHEMAS, tenants.acme, made.id) == changed
        assert versions.list_versions(connection, SCHEMAS, tenants.acme, made.id) == (
            changed,
            made,
        )
        assert versions.get_version(connection, SCHEMAS, tenants.acme, made.id, 1) == made
        assert versions.list_saved(connection, SCHEMAS, tenants.acme) == (changed,)
        assert versions.specs_of(connection, SCHEMAS, tenants.shop) == {"card": OTHER}


def test_saving_the_same_makes_no_version_and_wakes_nobody(
    control: Control, tenants: Tenants
) -> None:
    made = make(control, tenants)
    with control.db.transaction() as connection:
        before = read_version(connection)
        assert versions.change(connection, SCHEMAS, tenants.acme, SPEC, FILE, made.id) == made
        assert read_version(connection) == before


def test_a_removed_one_comes_back_and_goes_on_counting(control: Control, tenants: Tenants) -> None:
    made = make(control, tenants)
    with control.db.transaction() as connection:
        versions.remove(connection, SCHEMAS, tenants.acme, made.id, NOW)
        assert versions.list_saved(connection, SCHEMAS, tenants.acme) == ()
        with pytest.raises(NotFound):
            versions.get_saved(connection, SCHEMAS, tenants.acme, made.id)
        kept = connection.execute(sa.select(sa.func.count()).select_from(tables.schema_versions))
        assert kept.scalar_one() == 1
    assert make(control, tenants) == made, "the same again is the same version"
    with control.db.transaction() as connection:
        versions.remove(connection, SCHEMAS, tenants.acme, made.id, NOW)
    assert make(control, tenants, OTHER).version == 2


def test_a_taken_name_and_another_name_are_conflicts(control: Control, tenants: Tenants) -> None:
    made = make(control, tenants)
    with pytest.raises(Conflict, match="'card'"):
        make(control, tenants, OTHER)
    other = msgspec.structs.replace(SPEC, name="other")
    with pytest.raises(Conflict, match="'card'"), control.db.transaction() as connection:
        versions.change(connection, SCHEMAS, tenants.acme, other, FILE, made.id)


def test_a_stranger_finds_nothing(control: Control, tenants: Tenants) -> None:
    made, org = make(control, tenants), tenants.globex
    with control.db.transaction() as connection:
        assert versions.list_saved(connection, SCHEMAS, org) == ()
        assert versions.list_saved(connection, SCHEMAS, org, tenants.shop) == ()
        for attempt in (
            lambda: versions.get_saved(connection, SCHEMAS, org, made.id),
            lambda: versions.list_versions(connection, SCHEMAS, org, made.id),
            lambda: versions.get_version(connection, SCHEMAS, org, made.id, 1),
            lambda: versions.change(connection, SCHEMAS, org, OTHER, FILE, made.id),
            lambda: versions.remove(connection, SCHEMAS, org, made.id, NOW),
            lambda: versions.create(connection, SCHEMAS, org, tenants.shop, OTHER, FILE),
        ):
            with pytest.raises(NotFound):
                attempt()


def test_kinds_do_not_mix(control: Control, tenants: Tenants) -> None:
    make(control, tenants)
    with control.db.reading() as connection:
        assert versions.list_saved(connection, WORKFLOWS, tenants.acme) == ()
        assert versions.load_working(connection, WORKFLOWS, lambda *_: None) == {}
        loaded = versions.load_working(
            connection, SCHEMAS, lambda _, version, spec: (version, spec)
        )
    assert loaded == {tenants.shop: {"card": (1, SPEC)}}
