"""Workflows, schemas and limits of a file: made once, changed as versions, removed in order."""

from collections.abc import Callable

import pytest
from inline_snapshot import snapshot

from tailrace.control.manifest.changes import Applied
from tailrace.control.open import Control
from tailrace.control.projects.projects import find_organisation
from tailrace.core.errors import BadInput, Conflict

Apply = Callable[..., Applied]
FULL = """
organisations:
  - name: it
    limits: [{per: organisation, cost_usd: 50/day}]
    projects:
      - name: shop
        providers:
          - {name: openai, kind: openai, api_key: sk-0123456789}
          - {name: groq, kind: groq, api_key: gsk-0123456789}
        keys: [{name: ci}]
        workflows:
          - {name: summary, targets: ["openai:gpt-4o", "groq:mixtral"], schema: card}
        schemas: [{name: card, json_schema: {type: object}}]
        limits:
          - {per: user, requests: 120/minute}
          - {name: ci a day, per: key, requests: 9/day, key: ci, workflow: summary}
"""


def lines(applied: Applied) -> list[str]:
    start = "organisations.it."
    return [str(change).replace(start, "") for change in applied.changes]


def test_a_first_application_makes_everything_in_the_order_of_need(apply_text: Apply) -> None:
    assert lines(apply_text(FULL))[2:] == snapshot(
        [
            "created projects.shop.providers.openai (kind openai, base_url https://api.openai.com/v1)",
            "created projects.shop.providers.groq (kind groq, base_url https://api.groq.com/openai/v1)",
            "created projects.shop.schemas.card (version 1)",
            "created projects.shop.workflows.summary (version 1)",
            "created projects.shop.keys.ci (scopes gateway)",
            "created projects.shop.limits.user requests 120/minute",
            "created projects.shop.limits.ci a day",
            "created limits.organisation cost_usd 50/day",
        ]
    )


def test_the_gateway_knows_at_once(control: Control, apply_text: Apply) -> None:
    apply_text(FULL)
    view = next(iter(control.directory.current.projects.values()))
    assert view.workflows["summary"].spec.max_attempts == 2
    assert view.schemas["card"].version == 1
    assert [limit.spec.name for limit in view.limits] == [
        "organisation cost_usd 50/day",
        "user requests 120/minute",
        "ci a day",
    ]


def test_a_second_application_changes_nothing(apply_text: Apply) -> None:
    apply_text(FULL)
    assert apply_text(FULL, prune=True) == Applied((), (), ())


def test_a_change_is_told_and_is_a_version(control: Control, apply_text: Apply) -> None:
    apply_text(FULL)
    text = (
        FULL.replace("schema: card}", "schema: card, timeout_ms: 7, tags: [b]}")
        .replace("{type: object}", "{type: object}, on_invalid: reject")
        .replace("9/day", "10/day")
    )
    assert (
        lines(apply_text(text, dry_run=True))
        == lines(apply_text(text))
        == snapshot(
            [
                "changed projects.shop.schemas.card (on_invalid unset -> reject, version 2)",
                (
                    "changed projects.shop.workflows.summary (timeout_ms unset -> 7, another tags, "
                    "version 2)"
                ),
                "changed projects.shop.limits.ci a day (requests 9/day -> 10/day)",
            ]
        )
    )
    view = next(iter(control.directory.current.projects.values()))
    assert view.workflows["summary"].version == 2


def test_a_limit_that_was_never_named_is_changed_not_doubled(
    control: Control, apply_text: Apply
) -> None:
    apply_text(FULL)
    assert lines(apply_text(FULL.replace("120/minute", "200/minute"))) == snapshot(
        [
            (
                "changed projects.shop.limits.user requests 120/minute "
                "(requests 120/minute -> 200/minute)"
            )
        ]
    )
    view = next(iter(control.directory.current.projects.values()))
    assert [limit.spec.rate for limit in view.limits] == ["50/day", "200/minute", "9/day"]
    assert lines(apply_text(FULL.replace("120/minute", "200/hour"))) == snapshot(
        ["created projects.shop.limits.user requests 200/hour"]
    )


def test_prune_removes_users_before_what_they_use(control: Control, apply_text: Apply) -> None:
    apply_text(FULL)
    text = """
organisations:
  - name: it
    limits: []
    projects:
      - {name: shop, providers: [], keys: [], workflows: [], schemas: [], limits: []}
"""
    assert lines(apply_text(text, prune=True)) == snapshot(
        [
            "removed projects.shop.workflows.summary",
            "removed projects.shop.schemas.card",
            "removed projects.shop.providers.groq",
            "removed projects.shop.providers.openai",
            "removed projects.shop.keys.ci (revoked)",
            "removed projects.shop.limits.user requests 120/minute",
            "removed projects.shop.limits.ci a day",
            "removed limits.organisation cost_usd 50/day",
        ]
    )
    view = next(iter(control.directory.current.projects.values()))
    assert (view.providers, view.workflows, view.schemas, view.limits) == ({}, {}, {}, ())


def test_a_provider_that_a_workflow_names_is_not_pruned(apply_text: Apply) -> None:
    apply_text(FULL)
    text = "organisations: [{name: it, projects: [{name: shop, providers: []}]}]"
    with pytest.raises(Conflict) as caught:
        apply_text(text, prune=True)
    assert caught.value.message == snapshot(
        "organisations.it.projects.shop.providers.groq: "
        "The provider 'groq' is used by the workflow summary."
    )


def test_what_the_project_lacks_is_told_with_its_path(control: Control, apply_text: Apply) -> None:
    with pytest.raises(BadInput) as caught:
        apply_text(FULL.replace("groq:mixtral", "grok:mixtral"))
    assert (caught.value.message, caught.value.hint) == snapshot(
        (
            (
                "organisations.it.projects.shop.workflows.summary: targets[1]: "
                "There is no provider 'grok' in the project."
            ),
            "Did you mean groq?",
        )
    )
    with control.db.reading() as connection:
        assert find_organisation(connection, "it") is None
