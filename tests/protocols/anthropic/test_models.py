import pytest

from tailrace.protocols.anthropic.models import (
    Version,
    can_be_sampled,
    decides_itself,
    default_max_tokens,
    follows_schemas,
    version_of,
)


@pytest.mark.parametrize(
    ("model", "version"),
    [
        ("claude-3-opus-20240229", (3, 0)),
        ("claude-3-5-sonnet-latest", (3, 5)),
        ("claude-3-7-sonnet-20250219", (3, 7)),
        ("claude-sonnet-4-20250514", (4, 0)),
        ("claude-opus-4-1", (4, 1)),
        ("claude-sonnet-4-5-20250929", (4, 5)),
        ("us.anthropic.claude-opus-4-6-v1", (4, 6)),
        ("anthropic/claude-opus-4.8", (4, 8)),
        ("claude-opus-4-5@20251101", (4, 5)),
        ("claude-haiku-5-5", (5, 5)),
        ("claude-sonnet-5", (5, 0)),
        ("claude-2.1", (2, 1)),
        ("claude-instant-1.2", (1, 2)),
    ],
)
def test_the_version_is_in_the_name(model: str, version: Version) -> None:
    assert version_of(model) == version


@pytest.mark.parametrize(
    ("model", "most"),
    [
        ("claude-3-haiku-20240307", 4096),
        ("claude-3-5-haiku-latest", 8192),
        ("claude-3-7-sonnet-latest", 16384),
        ("claude-opus-4-8", 16384),
        ("sonnet", 16384),
    ],
)
def test_an_answer_has_a_limit_by_model(model: str, most: int) -> None:
    assert default_max_tokens(model) == most


def test_models_differ_in_what_they_take() -> None:
    models = [
        "claude-opus-4-1",
        "claude-sonnet-4-0",
        "claude-haiku-4-5",
        "claude-opus-4-6",
        "claude-opus-4-7",
        "sonnet",
    ]
    assert [decides_itself(model) for model in models] == [False, False, False, True, True, True]
    assert [can_be_sampled(model) for model in models] == [True, True, True, True, False, True]
    assert [follows_schemas(model) for model in models] == [True, False, True, True, True, True]
