"""What a workflow may say, what is told about what it may not, and that nothing is lost between."""

from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tailrace.control.traffic.reading import BadDefinition
from tailrace.control.traffic.workflow import (
    DEFAULT_BACKOFF_MS,
    ON_ERROR,
    TargetSpec,
    WorkflowSpec,
    checked_traffic_name,
    read_target,
    read_workflow,
)
from tailrace.core.errors import BadInput

FULL: dict[str, Any] = {
    "name": "smart_summary",
    "targets": [
        "openai:gpt-4o",
        {"target": "anthropic:claude-sonnet-4-5", "weight": 30, "timeout_ms": 5000},
        "groq:mixtral-8x7b",
    ],
    "on_error": "same_target",
    "max_attempts": 5,
    "backoff_ms": [100, 200],
    "timeout_ms": 30000,
    "attempt_timeout_ms": 10000,
    "schema": "product_card",
    "cache_fields": ["metadata.segment", "user_id", "messages.0.content"],
    "parameters": {"temperature": 0.2, "tools": [{"type": "function"}]},
    "test_mode": True,
    "sample": {"title": "Lamp"},
    "tags": ["beta", "two words"],
}


def problems(definition: object) -> list[str]:
    with pytest.raises(BadDefinition) as caught:
        read_workflow(definition)
    return [str(problem) for problem in caught.value.problems]


def test_a_definition_is_read_as_written() -> None:
    assert read_workflow(FULL) == WorkflowSpec(
        name="smart_summary",
        targets=(
            TargetSpec("openai", "gpt-4o"),
            TargetSpec("anthropic", "claude-sonnet-4-5", 30, 5000),
            TargetSpec("groq", "mixtral-8x7b"),
        ),
        on_error="same_target",
        max_attempts=5,
        backoff_ms=(100, 200),
        timeout_ms=30000,
        attempt_timeout_ms=10000,
        schema="product_card",
        cache_fields=("metadata.segment", "user_id", "messages.0.content"),
        parameters={"temperature": 0.2, "tools": [{"type": "function"}]},
        test_mode=True,
        sample={"title": "Lamp"},
        tags=("beta", "two words"),
    )


def test_what_is_left_out_has_a_default() -> None:
    spec = read_workflow({"name": "short", "targets": ["a:b", "c:d"]})
    assert (spec.on_error, spec.max_attempts, spec.backoff_ms) == (
        "next_available",
        2,
        DEFAULT_BACKOFF_MS,
    )
    assert (spec.timeout_ms, spec.schema, spec.test_mode, spec.sample) == (None, "", False, None)


@pytest.mark.parametrize("definition", [FULL, {"name": "short", "targets": ["a:b"]}])
def test_the_definition_of_what_was_read_is_what_was_written(definition: dict[str, Any]) -> None:
    assert read_workflow(definition).definition() == definition


@pytest.mark.parametrize(
    ("text", "provider", "model"),
    [
        ("openai:gpt-4o", "openai", "gpt-4o"),
        ("ollama:llama3:8b", "ollama", "llama3:8b"),
        ("openrouter:meta/llama-3", "openrouter", "meta/llama-3"),
        ("groq/mixtral", "groq", "mixtral"),
    ],
)
def test_a_target_is_a_provider_and_its_model(text: str, provider: str, model: str) -> None:
    assert read_target(text) == TargetSpec(provider, model)


@pytest.mark.parametrize(
    "text", ["", "gpt-4o", ":gpt-4o", "openai:", "openai: gpt", "a b:c", "a:ü"]
)
def test_other_texts_are_no_target(text: str) -> None:
    with pytest.raises(BadInput, match="is not a target") as caught:
        read_target(text)
    assert "provider:model" in caught.value.hint


@pytest.mark.parametrize("name", ["", "a/b", "a:b", " a", "-a", "ü", "a b", "a\n", "x" * 81])
def test_a_name_that_would_mean_something_else_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="is not a name"):
        checked_traffic_name(name)


def test_every_mistake_is_told_with_its_path() -> None:
    assert problems(
        {
            "nam": "x",
            "targets": ["x", {"target": "a:b", "weigh": 1}, {"weight": 0}, 7],
            "on_error": "next",
            "max_attempts": 21,
            "backoff_ms": [1, -1],
            "timeout_ms": 0,
            "schema": "a/b",
            "cache_fields": ["a..b", "ok"],
            "parameters": {"model": "x"},
            "test_mode": "yes",
            "tags": ["a,b"],
        }
    ) == snapshot(
        [
            "nam: This is not a known field.",
            "name: This is missing.",
            "targets[0]: 'x' is not a target.",
            "targets[1].weigh: This is not a known field.",
            "targets[2].target: This is missing.",
            "targets[2].weight: This has to be 1 to 1000, not 0.",
            "targets[3]: This has to be a text, not 7.",
            "max_attempts: This has to be 1 to 20, not 21.",
            "on_error: 'next' is not known here.",
            "backoff_ms[1]: This has to be 0 to 60000, not -1.",
            "timeout_ms: This has to be 1 to 3600000, not 0.",
            "schema: 'a/b' is not a name for this.",
            "cache_fields[0]: 'a..b' is not a path.",
            "parameters.model: A workflow gives no default for this.",
            "test_mode: This has to be true or false, not 'yes'.",
            "tags[0]: 'a,b' is not a tag.",
        ]
    )


def test_a_workflow_needs_a_target() -> None:
    assert problems({"name": "a", "targets": []}) == ["targets: A workflow needs a target."]
    assert problems({"name": "a"}) == ["targets: This is missing."]


NAMES = st.from_regex(r"[a-z][a-z0-9._-]{0,9}", fullmatch=True)
MS = st.none() | st.integers(1, 3_600_000)
TARGETS = st.builds(TargetSpec, NAMES, NAMES, st.none() | st.integers(1, 1000), MS)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@given(
    st.builds(
        WorkflowSpec,
        name=NAMES,
        targets=st.lists(TARGETS, min_size=1, max_size=5).map(tuple),
        on_error=st.sampled_from(ON_ERROR),
        max_attempts=st.integers(1, 20),
        backoff_ms=st.lists(st.integers(0, 60_000), max_size=3).map(tuple),
        timeout_ms=MS,
        attempt_timeout_ms=MS,
        schema=NAMES | st.just(""),
        cache_fields=st.lists(NAMES, unique=True, max_size=2).map(
            lambda names: tuple(name.replace(".", "") for name in names)
        ),
        parameters=st.dictionaries(st.sampled_from(["temperature", "top_p"]), JSON),
        test_mode=st.booleans(),
        sample=JSON,
        tags=st.lists(NAMES, unique=True, max_size=2).map(tuple),
    ).filter(lambda spec: len(set(spec.cache_fields)) == len(spec.cache_fields))
)
def test_nothing_is_lost_on_paper_or_in_the_database(spec: WorkflowSpec) -> None:
    assert read_workflow(spec.definition()) == spec
    assert msgspec.json.decode(msgspec.json.encode(spec), type=WorkflowSpec) == spec


@given(JSON | st.dictionaries(st.sampled_from([*FULL, "other"]), JSON))
def test_whatever_is_given_is_read_or_told(definition: object) -> None:
    with suppress(BadDefinition):
        assert read_workflow(definition).targets


@pytest.mark.parametrize("name", ["name", "targets"])
def test_null_is_no_value_for_what_is_required(name: str) -> None:
    with pytest.raises(BadDefinition) as caught:
        read_workflow({"name": "w", "targets": ["openai:gpt-4o"], name: None})
    assert [str(problem) for problem in caught.value.problems] == [f"{name}: This is missing."]
