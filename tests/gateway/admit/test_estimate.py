import base64
import json
import os
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.capture.price import Prices
from tailrace.control.directory import ProviderTarget
from tailrace.core.ids import ProviderId
from tailrace.gateway.admit.estimate import (
    DEFAULT_COMPLETION_TOKENS,
    MOST_TOKENS,
    UNTOLD_COMPLETION_TOKENS,
    Estimate,
    dearest,
    estimate,
    micro_usd,
)
from tailrace.gateway.routing.target import Target

NOW_US = 1_793_534_400_000_000


def completion(body: dict[str, Any], operation: str = "chat", **parameters: Any) -> int:
    return estimate(json.dumps(body).encode(), operation, parameters).completion_tokens


def longest(body: dict[str, Any], **parameters: Any) -> int:
    return estimate(json.dumps(body).encode(), "chat", parameters).longest_tokens


def prompt(body: dict[str, Any]) -> int:
    return estimate(json.dumps(body).encode(), "chat", {}).prompt_tokens


def target(name: str, model: str, base_url: str = "http://127.0.0.1:9/v1") -> Target:
    return Target(ProviderTarget(ProviderId(1), name, "openai", base_url, ""), model)


@pytest.mark.parametrize(
    ("body", "tokens"),
    [
        ({}, DEFAULT_COMPLETION_TOKENS),
        ({"max_tokens": 7}, 7),
        ({"max_completion_tokens": 8}, 8),
        ({"max_output_tokens": 9}, 9),
        ({"max_tokens": 7, "n": 3}, 21),
        ({"generationConfig": {"maxOutputTokens": 10, "candidateCount": 2}}, 20),
        ({"generation_config": {"max_output_tokens": 11}}, 11),
        ({"max_tokens": None}, DEFAULT_COMPLETION_TOKENS),
        ({"max_tokens": "7"}, DEFAULT_COMPLETION_TOKENS),
        ({"max_tokens": True}, DEFAULT_COMPLETION_TOKENS),
        ({"max_tokens": -5, "n": -1}, DEFAULT_COMPLETION_TOKENS),
        ({"max_tokens": 10**30}, MOST_TOKENS),
        ({"generationConfig": [1]}, DEFAULT_COMPLETION_TOKENS),
        ({"messages": [{"content": '"max_tokens": 5'}]}, DEFAULT_COMPLETION_TOKENS),
    ],
)
def test_a_completion_is_as_long_as_the_body_allows(body: dict[str, Any], tokens: int) -> None:
    assert completion(body) == tokens


def test_a_workflows_parameters_stand_in_where_the_body_says_nothing() -> None:
    assert completion({}, max_tokens=50, n=2) == 100
    assert completion({"max_tokens": 7}, max_tokens=50) == 7


def test_embeddings_complete_nothing() -> None:
    assert completion({"input": "hello"}, "embeddings") == 0


def test_a_prompt_has_a_token_for_four_bytes() -> None:
    short, long = ({"messages": [{"role": "user", "content": "x" * n}]} for n in (400, 4400))
    assert prompt(long) - prompt(short) == 1000
    assert 100 < prompt(short) < 120


PICTURE = base64.b64encode(os.urandom(300_000)).decode()


@pytest.mark.parametrize(
    "part",
    [
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PICTURE}"}},
        {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
        {"type": "input_image", "image_url": "https://example.com/a.png"},
        {"type": "image", "source": {"type": "base64", "media_type": "a/b", "data": PICTURE}},
        {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
        {"inlineData": {"mimeType": "image/png", "data": PICTURE}},
        {"fileData": {"fileUri": "https://example.com/a.png"}},
        {"type": "file", "file": {"file_data": f"data:application/pdf;base64,{PICTURE}"}},
    ],
)
def test_a_picture_takes_the_same_whatever_its_size(part: dict[str, Any]) -> None:
    bare = prompt({"messages": [{"role": "user", "content": []}]})
    with_one = prompt({"messages": [{"role": "user", "content": [part]}]})
    with_two = prompt({"messages": [{"role": "user", "content": [part, part]}]})
    assert 1000 <= with_one - bare < 1050
    assert 2000 <= with_two - bare < 2100


@given(st.binary(max_size=3000), st.sampled_from(["chat", "embeddings", ""]))
def test_any_bytes_have_an_estimate(body: bytes, operation: str) -> None:
    estimated = estimate(body, operation, {})
    assert 0 <= estimated.prompt_tokens <= len(body) // 4 + 1000 * len(body)
    assert estimated.tokens >= estimated.completion_tokens >= 0


def test_a_body_nested_too_deeply_has_an_estimate() -> None:
    assert estimate(b'{"n":' * 20_000, "chat", {}).completion_tokens == DEFAULT_COMPLETION_TOKENS


@pytest.fixture(scope="module")
def prices() -> Prices:
    return Prices()


def test_the_dearest_target_counts(prices: Prices) -> None:
    cheap, dear = target("openai", "gpt-4o-mini"), target("openai", "gpt-4o")
    unknown = target("vllm", "own-8b")
    estimated = Estimate(1000, 500)
    alone = dearest(estimated, [dear], prices, NOW_US)
    assert dearest(estimated, [cheap], prices, NOW_US) < alone
    assert dearest(estimated, [cheap, dear, unknown], prices, NOW_US) == alone
    assert alone == 7500  # 2.50 and 10 dollars a million


def test_without_a_known_price_nothing_is_put_aside(prices: Prices) -> None:
    assert dearest(Estimate(1000, 500), [target("vllm", "own-8b")], prices, NOW_US) == 0
    assert dearest(Estimate(1000, 500), [], prices, NOW_US) == 0


def test_money_is_rounded_up() -> None:
    assert micro_usd(Decimal("0.0000010001")) == 2
    assert micro_usd(Decimal("0.000001")) == 1
    assert micro_usd(Decimal(0)) == 0


def test_where_nothing_says_how_long_a_completion_may_become_long() -> None:
    assert longest({}) == UNTOLD_COMPLETION_TOKENS
    assert longest({"n": 2}) == 2 * UNTOLD_COMPLETION_TOKENS
    assert longest({"max_tokens": 7}) == longest({}, max_tokens=7) == 0
    assert Estimate(3, 1_000, 16_384).longest == Estimate(3, 16_384)
    assert Estimate(3, 7).longest == Estimate(3, 7)
