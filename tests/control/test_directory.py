"""The gateway's picture follows the database, and is never half of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tailrace.control.database import tables
from tailrace.control.directory import DirectoryCache, KeyGrant, ProviderTarget
from tailrace.control.open import Control
from tailrace.control.projects.keys import KeySpec, create_key, get_key, revoke_key
from tailrace.control.projects.projects import (
    create_project,
    remove_project,
    set_keep_bodies,
    set_timezone,
)
from tailrace.control.providers.providers import (
    ProviderSpec,
    create_provider,
    delete_provider,
    update_provider,
)
from tailrace.control.traffic.limit import LimitView
from tailrace.control.traffic.limits import change_limit, create_limit, list_limits, remove_limit
from tailrace.control.traffic.schema import SchemaView
from tailrace.control.traffic.schemas import SCHEMAS
from tailrace.control.traffic.versions import Author
from tailrace.control.traffic.workflow import WorkflowView
from tailrace.control.traffic.workflows import WORKFLOWS
from tailrace.core.errors import BadInput, Busy, NotFound
from tailrace.core.ids import KeyId, ProjectId, SchemaId, WorkflowId
from tests.fakes.tenants import NOW, Tenants, add_person

SPEC = KeySpec("ci", frozenset({"gateway"}), NOW + timedelta(days=1))
PROVIDER = ProviderSpec("fast", "groq", api_key="gsk-0123456789")


AUTHOR = Author(NOW)
WORKFLOW = {"name": "summary", "targets": ["fast:mixtral"]}
SCHEMA = {"name": "card", "json_schema": {"type": "object"}}
LIMIT = {"per": "user", "requests": "120/minute"}


def make_key(control: Control, tenants: Tenants, spec: KeySpec = SPEC) -> tuple[KeyId, str]:
    with control.db.transaction() as connection:
        made = create_key(connection, tenants.acme, tenants.shop, spec, NOW)
    return made.key.id, made.secret


def test_a_key_is_found_by_its_secret(control: Control, tenants: Tenants) -> None:
    key_id, secret = make_key(control, tenants)
    assert control.directory.refresh()
    grant = control.directory.current.find_key(secret)
    assert grant == KeyGrant(
        key_id, tenants.acme, tenants.shop, "ci", SPEC.scopes, "live", SPEC.expires_at
    )
    assert control.directory.current.find_key(secret + "x") is None
    assert control.directory.current.find_key("") is None


def test_a_key_expires_at_its_time(control: Control, tenants: Tenants) -> None:
    _, secret = make_key(control, tenants)
    control.directory.refresh()
    grant = control.directory.current.find_key(secret)
    assert grant is not None
    assert SPEC.expires_at is not None
    assert not grant.expired(SPEC.expires_at - timedelta(microseconds=1))
    assert grant.expired(SPEC.expires_at)
    assert not replace(grant, expires_at=None).expired(SPEC.expires_at)


def test_a_revoked_key_is_gone_after_a_refresh(control: Control, tenants: Tenants) -> None:
    key_id, secret = make_key(control, tenants)
    control.directory.refresh()
    before = control.directory.current
    with control.db.transaction() as connection:
        revoke_key(connection, tenants.acme, key_id, NOW)
    assert control.directory.refresh()
    assert control.directory.current.find_key(secret) is None
    assert before.find_key(secret) is not None, "a picture that was taken does not change"


def test_another_process_sees_the_change(control: Control, tenants: Tenants) -> None:
    elsewhere = DirectoryCache(control.db, control.box)
    elsewhere.refresh()
    _, secret = make_key(control, tenants)
    assert elsewhere.current.find_key(secret) is None
    assert elsewhere.refresh()
    assert elsewhere.current.find_key(secret) is not None


def test_a_project_is_shown_with_its_providers(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        create_provider(connection, control.box, tenants.acme, tenants.shop, PROVIDER, NOW)
    control.directory.refresh()
    view = control.directory.current.project(tenants.shop)
    assert (view.org_id, view.org_name, view.name) == (tenants.acme, "acme", "shop")
    assert (view.timezone, view.keep_bodies) == ("Europe/Berlin", True)
    target = view.providers["fast"]
    assert target == ProviderTarget(
        target.provider_id,
        "fast",
        "openai",
        "https://api.groq.com/openai/v1",
        "gsk-0123456789",
        "groq",
    )
    assert control.directory.current.project(tenants.lab).providers == {}
    assert "gsk-0123456789" not in repr(control.directory.current)


def test_a_project_is_shown_with_how_its_calls_run(control: Control, tenants: Tenants) -> None:
    acme, shop = tenants.acme, tenants.shop
    with control.db.transaction() as connection:
        create_provider(connection, control.box, acme, shop, PROVIDER, NOW)
        schema = SCHEMAS.create(connection, acme, shop, SCHEMA, AUTHOR)
        workflow = WORKFLOWS.create(connection, acme, shop, WORKFLOW, AUTHOR)
        number = WorkflowId(workflow.id)
        again = WORKFLOWS.change(connection, acme, number, WORKFLOW | {"schema": "card"}, AUTHOR)
        own = create_limit(connection, acme, shop, LIMIT, AUTHOR)
        shared = create_limit(connection, acme, None, LIMIT, AUTHOR)
        create_limit(connection, tenants.globex, None, LIMIT, AUTHOR)
    control.directory.refresh()
    view = control.directory.current.project(shop)
    assert view.workflows == {"summary": WorkflowView(number, 2, again.spec)}
    assert view.schemas == {"card": SchemaView(SchemaId(schema.id), 1, schema.spec)}
    assert view.limits == (
        LimitView(shared.id, acme, None, shared.spec),
        LimitView(own.id, acme, shop, own.spec),
    )
    other = control.directory.current.project(tenants.lab)
    assert (other.workflows, other.schemas, len(other.limits)) == ({}, {}, 1)


def test_a_project_that_comes_back_has_nothing_of_before(
    control: Control, tenants: Tenants
) -> None:
    acme, shop = tenants.acme, tenants.shop
    with control.db.transaction() as connection:
        create_provider(connection, control.box, acme, shop, PROVIDER, NOW)
        SCHEMAS.create(connection, acme, shop, SCHEMA, AUTHOR)
        WORKFLOWS.create(connection, acme, shop, WORKFLOW, AUTHOR)
        create_limit(connection, acme, shop, LIMIT, AUTHOR)
        remove_project(connection, acme, shop, NOW)
        create_project(connection, acme, "shop", NOW)
    control.directory.refresh()
    view = control.directory.current.project(shop)
    assert (view.providers, view.workflows, view.schemas, view.limits) == ({}, {}, {}, ())


def test_how_a_provider_is_spoken_to_comes_from_its_kind(
    control: Control, tenants: Tenants
) -> None:
    spec = ProviderSpec("claude", "anthropic", api_key="sk-ant-0123456789")
    with control.db.transaction() as connection:
        create_provider(connection, control.box, tenants.acme, tenants.shop, spec, NOW)
    control.directory.refresh()
    target = control.directory.current.project(tenants.shop).providers["claude"]
    assert (target.kind, target.auth) == ("anthropic", "x-api-key")
    assert target.headers == (("anthropic-version", "2023-06-01"),)


def test_an_unknown_project_is_not_found(control: Control) -> None:
    with pytest.raises(NotFound):
        control.directory.current.project(ProjectId(999_999))


def test_a_removed_project_is_gone_with_its_keys(control: Control, tenants: Tenants) -> None:
    _, secret = make_key(control, tenants)
    with control.db.transaction() as connection:
        remove_project(connection, tenants.acme, tenants.shop, NOW)
    control.directory.refresh()
    assert control.directory.current.find_key(secret) is None
    with pytest.raises(NotFound):
        control.directory.current.project(tenants.shop)


def test_each_change_that_the_gateway_sees_moves_the_version(
    control: Control, tenants: Tenants
) -> None:
    box, acme, shop = control.box, tenants.acme, tenants.shop
    key_id, _ = make_key(control, tenants)
    with control.db.transaction() as connection:
        provider_id = create_provider(connection, box, acme, shop, PROVIDER, NOW).id
    control.directory.refresh()
    for change in (
        lambda c: set_timezone(c, acme, "UTC"),
        lambda c: set_keep_bodies(c, acme, shop, keep_bodies=False),
        lambda c: create_project(c, acme, "new", NOW),
        lambda c: update_provider(c, box, acme, provider_id, PROVIDER),
        lambda c: SCHEMAS.create(c, acme, shop, SCHEMA, AUTHOR),
        lambda c: WORKFLOWS.create(c, acme, shop, WORKFLOW, AUTHOR),
        lambda c: create_limit(c, acme, shop, LIMIT, AUTHOR),
        lambda c: change_limit(c, acme, list_limits(c, acme)[0].id, LIMIT | {"burst": 5}),
        lambda c: remove_limit(c, acme, list_limits(c, acme)[0].id, NOW),
        lambda c: WORKFLOWS.remove(c, acme, WorkflowId(WORKFLOWS.list_newest(c, acme)[0].id), NOW),
        lambda c: SCHEMAS.remove(c, acme, SchemaId(SCHEMAS.list_newest(c, acme)[0].id), NOW),
        lambda c: delete_provider(c, acme, provider_id),
        lambda c: revoke_key(c, acme, key_id, NOW),
        lambda c: remove_project(c, acme, shop, NOW),
    ):
        with control.db.transaction() as connection:
            change(connection)
        assert control.directory.refresh()


def test_what_the_gateway_does_not_see_moves_nothing(control: Control, tenants: Tenants) -> None:
    control.directory.refresh()
    before = control.directory.current
    with control.db.transaction() as connection:
        add_person(connection, control.passwords, tenants.acme, "Dora", "viewer")
    assert not control.directory.refresh()
    assert control.directory.current is before


def test_names_keep_what_was_removed_and_stay_within_the_organisation(
    control: Control, tenants: Tenants
) -> None:
    key_id, _ = make_key(control, tenants)
    with control.db.transaction() as connection:
        remove_project(connection, tenants.acme, tenants.shop, NOW)
    control.directory.refresh()
    names = control.directory.current.names(tenants.acme)
    assert names.projects == {tenants.shop: "shop"}
    assert names.keys == {key_id: "ci"}
    assert control.directory.current.names(tenants.globex).projects == {tenants.lab: "lab"}
    assert control.directory.current.names(tenants.globex).keys == {}


def test_the_time_of_last_use_is_written_on_flush(control: Control, tenants: Tenants) -> None:
    key_id, _ = make_key(control, tenants)
    other_id, _ = make_key(control, tenants, replace(SPEC, name="other"))
    control.directory.note_used(key_id, NOW)
    control.directory.note_used(key_id, NOW + timedelta(seconds=5))
    control.directory.note_used(other_id, NOW)
    assert control.directory.flush_used() == 2
    assert control.directory.flush_used() == 0
    with control.db.reading() as connection:
        used = [get_key(connection, tenants.acme, k).last_used_at for k in (key_id, other_id)]
    assert used == [NOW + timedelta(seconds=5), NOW]


def test_the_time_of_last_use_never_goes_back(control: Control, tenants: Tenants) -> None:
    key_id, _ = make_key(control, tenants)
    for at in (NOW, NOW - timedelta(hours=1)):
        control.directory.note_used(key_id, at)
        control.directory.flush_used()
    with control.db.reading() as connection:
        assert get_key(connection, tenants.acme, key_id).last_used_at == NOW


def test_noting_use_does_not_move_the_version(control: Control, tenants: Tenants) -> None:
    key_id, _ = make_key(control, tenants)
    control.directory.refresh()
    control.directory.note_used(key_id, NOW)
    control.directory.flush_used()
    assert not control.directory.refresh()


def test_times_that_could_not_be_written_are_kept(control: Control, tenants: Tenants) -> None:
    key_id, _ = make_key(control, tenants)
    with control.db.transaction() as connection:
        connection.execute(sa.text("ALTER TABLE keys RENAME TO hidden"))
    control.directory.note_used(key_id, NOW)
    with pytest.raises((Busy, sa.exc.ProgrammingError)):
        control.directory.flush_used()
    with control.db.transaction() as connection:
        connection.execute(sa.text("ALTER TABLE hidden RENAME TO keys"))
    assert control.directory.flush_used() == 1


def test_a_sealed_key_moved_to_another_tenant_does_not_open(
    control: Control, tenants: Tenants
) -> None:
    providers = tables.providers
    with control.db.transaction() as connection:
        create_provider(connection, control.box, tenants.acme, tenants.shop, PROVIDER, NOW)
        connection.execute(sa.update(providers).values(project_id=tenants.lab))
    with pytest.raises(BadInput, match="secret key"):
        control.directory.refresh()
