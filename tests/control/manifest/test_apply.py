"""Applying a file: whole or not at all, once, told without secrets."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from inline_snapshot import snapshot

from tailrace.control.database.tables import directory_version, metadata
from tailrace.control.manifest.changes import Applied
from tailrace.control.open import Control
from tailrace.control.projects.projects import find_organisation, list_projects
from tailrace.core.errors import Conflict
from tests.fakes.tenants import NOW, Tenants

Apply = Callable[..., Applied]
API_KEY, SECRET = "sk-hunter2-0123", "tr_live_hunter2_0123456789"
FULL = f"""
organisations:
  - name: it
    timezone: Europe/Berlin
    members: [{{email: ada@example.com, role: owner}}]
    projects:
      - name: shop
        providers:
          - {{name: openai, kind: openai, base_url: "http://127.0.0.1:9000/v1", api_key: {API_KEY}}}
        keys:
          - {{name: ci, secret: {SECRET}, scopes: [gateway, read]}}
          - {{name: made}}
      - {{name: office, keep_bodies: false}}
"""


def lines(applied: Applied) -> list[str]:
    return [str(change) for change in applied.changes]


def everything(control: Control) -> dict[str, list[Any]]:
    with control.db.reading() as connection:
        return {
            name: [tuple(row) for row in connection.execute(sa.select(table))]
            for name, table in metadata.tables.items()
        }


def test_a_first_application_makes_everything_and_tells_it(apply_text: Apply) -> None:
    assert lines(apply_text(FULL)) == snapshot(
        [
            "created organisations.it (timezone Europe/Berlin)",
            "created organisations.it.members.ada@example.com (role owner, sign-in link made)",
            "created organisations.it.projects.shop",
            "created organisations.it.projects.shop.providers.openai (kind openai, base_url http://127.0.0.1:9000/v1)",
            "created organisations.it.projects.shop.keys.ci (scopes gateway read)",
            "created organisations.it.projects.shop.keys.made (scopes gateway)",
            "created organisations.it.projects.office",
        ]
    )


def test_the_directory_knows_at_once(control: Control, apply_text: Apply) -> None:
    apply_text(FULL)
    grant = control.directory.current.find_key(SECRET)
    assert grant is not None
    view = control.directory.current.project(grant.project_id)
    assert (view.org_name, view.name, view.timezone) == ("it", "shop", "Europe/Berlin")
    assert view.providers["openai"].api_key == API_KEY


def test_a_second_application_changes_nothing(control: Control, apply_text: Apply) -> None:
    apply_text(FULL)
    before = everything(control)
    again = apply_text(FULL)
    assert again == Applied((), (), ())
    assert everything(control) == before
    assert not apply_text(FULL, prune=True).changes


def test_secrets_are_told_apart_from_the_changes(apply_text: Apply) -> None:
    applied = apply_text(FULL)
    assert [(k.organisation, k.project, k.name) for k in applied.keys] == [("it", "shop", "made")]
    assert [link.email for link in applied.links] == ["ada@example.com"]
    told = "\n".join(lines(applied)) + repr(applied)
    for secret in (API_KEY, SECRET, applied.keys[0].secret, applied.links[0].token):
        assert secret not in told


def test_a_dry_run_tells_the_same_and_changes_nothing(control: Control, apply_text: Apply) -> None:
    before = everything(control)
    dry = apply_text(FULL, dry_run=True)
    assert everything(control) == before
    assert control.directory.current.find_key(SECRET) is None
    assert (dry.keys, dry.links) == ((), ())
    assert dry.changes == apply_text(FULL).changes


def test_a_dry_run_of_a_prune_removes_nothing(control: Control, apply_text: Apply) -> None:
    apply_text(FULL)
    before = everything(control)
    text = "organisations: [{name: it, projects: []}]"
    assert len(apply_text(text, prune=True, dry_run=True).changes) == 2
    assert everything(control) == before


def test_a_failure_leaves_nothing_of_the_file_behind(control: Control, apply_text: Apply) -> None:
    apply_text(FULL)
    before = everything(control)
    text = f"""
organisations:
  - name: hooli
    projects:
      - {{name: shop, keys: [{{name: stolen, secret: {SECRET}}}]}}
"""
    with pytest.raises(Conflict) as caught:
        apply_text(text)
    assert caught.value.message == snapshot(
        "organisations.hooli.projects.shop.keys.stolen: The secret belongs to another key."
    )
    assert SECRET not in caught.value.message
    assert everything(control) == before


def test_a_later_file_changes_what_it_names(apply_text: Apply) -> None:
    apply_text(FULL)
    text = """
organisations:
  - name: it
    timezone: Asia/Tokyo
    projects: [{name: office, keep_bodies: true}, {name: attic}]
"""
    assert lines(apply_text(text)) == snapshot(
        [
            "changed organisations.it (timezone Europe/Berlin -> Asia/Tokyo)",
            "changed organisations.it.projects.office (keep_bodies false -> true)",
            "created organisations.it.projects.attic",
        ]
    )


def test_what_is_left_out_is_left_alone(control: Control, apply_text: Apply) -> None:
    apply_text(FULL)
    before = everything(control)
    for text in (
        "organisations: []",
        "organisations: [{name: it}]",
        "organisations: [{name: it, projects: [{name: shop}]}]",
        "organisations: [{name: it, projects: [{name: shop, keys: [{name: ci}]}]}]",
    ):
        assert apply_text(text).changes == ()
    assert everything(control) == before


def test_prune_removes_what_a_block_leaves_out(control: Control, apply_text: Apply) -> None:
    apply_text(FULL)
    text = """
organisations:
  - name: it
    projects:
      - {name: shop, providers: [], keys: [{name: made}]}
"""
    assert lines(apply_text(text, prune=True)) == snapshot(
        [
            "removed organisations.it.projects.shop.providers.openai",
            "removed organisations.it.projects.shop.keys.ci (revoked)",
            "removed organisations.it.projects.office (its keys are revoked)",
        ]
    )
    assert control.directory.current.find_key(SECRET) is None


def test_prune_leaves_blocks_and_organisations_alone_that_the_file_has_not(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    apply_text(FULL)
    before = everything(control)
    assert apply_text("organisations: [{name: it}]", prune=True).changes == ()
    assert everything(control) == before


def test_a_pruned_project_comes_back_under_its_number(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    apply_text("organisations: [{name: acme, projects: []}]", prune=True)
    with control.db.reading() as connection:
        assert list_projects(connection, tenants.acme) == ()
    apply_text("organisations: [{name: acme, projects: [{name: shop}]}]")
    with control.db.reading() as connection:
        assert [p.id for p in list_projects(connection, tenants.acme)] == [tenants.shop]


def test_an_organisation_without_a_time_zone_is_on_utc(control: Control, apply_text: Apply) -> None:
    apply_text("organisations: [{name: it}]")
    with control.db.reading() as connection:
        found = find_organisation(connection, "it")
    assert found is not None
    assert found.timezone == "UTC"


def test_an_empty_application_does_not_wake_the_gateways(
    control: Control, apply_text: Apply
) -> None:
    apply_text(FULL)
    with control.db.reading() as connection:
        before = connection.execute(sa.select(directory_version.c.version)).scalar_one()
    apply_text(FULL, now=NOW)
    with control.db.reading() as connection:
        assert connection.execute(sa.select(directory_version.c.version)).scalar_one() == before
