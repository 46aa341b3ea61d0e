from datetime import UTC, datetime
from decimal import Decimal
from importlib.metadata import version
from typing import Any

import genai_prices
import pytest
from genai_prices.data import providers as packaged
from hypothesis import given, settings
from hypothesis import strategies as st

from tailrace.capture.price import Price, Prices, Terms
from tailrace.core.clock import from_us, to_us
from tailrace.core.money import round_usd
from tailrace.core.usage import Usage

NOW_US = to_us(datetime(2026, 11, 23, 12, tzinfo=UTC))
LOCAL = "http://127.0.0.1:9000/v1"
USAGE = Usage(1_000_000, 1_000_000)
MODELS = [(provider.id, model) for provider in packaged for model in provider.models]
TOKENS = st.integers(0, 2_000_000)


def usd(prices: Prices, provider: str, model: str, **how: Any) -> Decimal | None:
    """Return the cost of a million tokens in and a million out at a local address."""
    base_url, usage, at_us = how.get("at", LOCAL), how.get("usage", USAGE), how.get("us", NOW_US)
    price = prices.cost(provider, base_url, model, usage, at_us, Terms(how.get("tier", "")))
    return price.usd if price else None


@st.composite
def usages(draw: st.DrawFn) -> Usage:
    """Return counts that a provider may report, some of them contradicting each other."""
    return Usage(
        prompt_tokens=draw(TOKENS),
        completion_tokens=draw(TOKENS),
        cached_tokens=draw(st.none() | TOKENS.map(lambda n: n // 3)),
        cache_write_tokens=draw(st.none() | TOKENS.map(lambda n: n // 5)),
        reasoning_tokens=draw(st.none() | TOKENS.map(lambda n: n // 2)),
    )


def by_the_library(provider: str, model: str, usage: Usage, at_us: int, tier: str) -> Any:
    """Return the library's own calculation; None where it finds no model or no sense."""
    counts = {
        "input_tokens": usage.prompt_tokens,
        "output_tokens": usage.completion_tokens,
        "cache_read_tokens": usage.cached_tokens,
        "cache_write_tokens": usage.cache_write_tokens,
        "output_reasoning_tokens": usage.reasoning_tokens,
    }
    try:
        return genai_prices.calc_price(
            genai_prices.Usage(**counts),
            model,
            provider_id=provider,
            genai_request_timestamp=from_us(at_us),
            price_context={"service_tier": tier} if tier else None,
        )
    except (LookupError, ValueError):
        return None


def has_token_price(found: Any) -> bool:
    return found.model_price.input_mtok is not None or found.model_price.output_mtok is not None


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(MODELS),
    usages(),
    st.integers(to_us(datetime(2023, 1, 1, tzinfo=UTC)), to_us(datetime(2027, 1, 1, tzinfo=UTC))),
    st.sampled_from(["", "", "default", "flex", "priority", "fast", "no-such-tier"]),
)
def test_any_model_costs_what_the_library_says(
    prices: Prices, listed: tuple[str, Any], usage: Usage, at_us: int, tier: str
) -> None:
    provider, model = listed
    expected = by_the_library(provider, model.id, usage, at_us, tier)
    price = prices.cost(provider, "", model.id, usage, at_us, Terms(tier))
    if expected is None:
        assert price is None
    elif has_token_price(expected) or expected.model.id.endswith(":free"):
        assert price == Price(round_usd(expected.total_price), prices.version)
    else:
        assert price is None


@pytest.mark.parametrize("provider", [p.id for p in packaged])
def test_every_model_costs_what_the_library_says(prices: Prices, provider: str) -> None:
    usage = Usage(300_001, 70_000, 100_000, 1_000, 9_000)
    for model in [model for owner, model in MODELS if owner == provider]:
        expected = by_the_library(provider, model.id, usage, NOW_US, "")
        if expected is not None and has_token_price(expected):
            price = prices.cost(provider, "", model.id, usage, NOW_US)
            assert price is not None
            assert price.usd == round_usd(expected.total_price)


def test_the_price_names_its_list(prices: Prices) -> None:
    assert prices.version == f"genai-prices/{version('genai-prices')}"


def test_a_fake_openai_on_this_machine_is_priced_by_its_name(prices: Prices) -> None:
    assert usd(prices, "openai", "gpt-4o-mini") == Decimal("0.75")


@pytest.mark.parametrize(
    ("name", "base_url", "model", "cost"),
    [
        ("mine", "https://api.openai.com/v1", "gpt-4o-mini", "0.75"),
        ("openai", "https://api.groq.com/openai/v1", "llama-3.1-8b-instant", "0.13"),
        ("openai", "https://api.groq.com/openai/v1", "gpt-4o-mini", None),
        ("openai-eu", "https://eu.api.openai.com/v1", "gpt-4o-mini", "0.75"),
        ("OpenAI", LOCAL, "gpt-4o-mini", "0.75"),
        ("azure-openai", LOCAL, "gpt-4o-mini", "0.75"),
        ("azure", "https://me.openai.azure.com/openai", "gpt-4o-mini", "0.75"),
        ("x-ai-backup", LOCAL, "grok-3", "18"),
        ("xai", LOCAL, "grok-3", "18"),
    ],
)
def test_who_sends_the_bill(
    prices: Prices, name: str, base_url: str, model: str, cost: str | None
) -> None:
    assert usd(prices, name, model, at=base_url) == (Decimal(cost) if cost else None)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("ollama", "llama3.2:3b"),
        ("ollama", "deepseek-r1:8b"),
        ("vllm", "mistralai/Mistral-7B-Instruct-v0.3"),
        ("vllm-openai", "gpt-oss-20b"),
        ("ours", "gpt-4o-mini"),
        ("", "gpt-4o-mini"),
        ("openai", "llama3.2:3b"),
        ("openai", ""),
        ("openai", "gpt-4o-mini" * 100),
    ],
)
def test_what_the_list_does_not_know_is_unknown(prices: Prices, name: str, model: str) -> None:
    assert usd(prices, name, model) is None


def test_a_model_without_prices_is_free_only_if_sold_as_free(prices: Prices) -> None:
    assert usd(prices, "openrouter", "openai/gpt-oss-20b:free") == 0
    assert usd(prices, "cerebras", "qwen-3-coder-480b") is None


def test_a_model_priced_by_the_hour_is_unknown_by_tokens(prices: Prices) -> None:
    assert usd(prices, "groq", "whisper-large-v3") is None


def test_cached_tokens_have_their_own_price(prices: Prices) -> None:
    assert usd(prices, "openai", "gpt-4o-mini", usage=Usage(1_000_000, 0, 400_000)) == Decimal(
        "0.12"
    )


def test_tokens_that_nobody_counted_have_no_price(prices: Prices) -> None:
    assert usd(prices, "openai", "gpt-4o-mini", usage=Usage(prompt_tokens=5)) is None
    assert usd(prices, "openai", "gpt-4o-mini", usage=Usage(completion_tokens=5)) is None
    assert usd(prices, "openai", "gpt-4o-mini", usage=Usage(5, 5, cached_tokens=6)) is None


def test_an_embedding_needs_no_completion_tokens(prices: Prices) -> None:
    usage = Usage(prompt_tokens=1_000_000)
    assert usd(prices, "openai", "text-embedding-3-small", usage=usage) == Decimal("0.02")


def test_the_price_of_the_day_counts(prices: Prices) -> None:
    day_before = to_us(datetime(2025, 6, 9, 23, 59, 59, tzinfo=UTC))
    assert usd(prices, "openai", "o3", us=day_before) == 50
    assert usd(prices, "openai", "o3", us=day_before + 1_000_000) == 10


def test_the_service_tier_counts(prices: Prices) -> None:
    assert usd(prices, "openai", "o3", tier="flex") == 5
    assert usd(prices, "openai", "o3", tier="default") == 10


def test_an_answer_is_the_same_the_second_time(prices: Prices) -> None:
    assert [usd(prices, "openai", m) for m in ("o3", "none", "o3", "none")] == [10, None, 10, None]


ANTHROPIC, GOOGLE = "https://api.anthropic.com", "https://generativelanguage.googleapis.com/v1beta"
SONNET = "claude-sonnet-4-5-20250929"


@pytest.mark.parametrize(
    ("name", "base_url", "model"),
    [
        ("anthropic", LOCAL, SONNET),
        ("mine", ANTHROPIC, SONNET),
        ("gemini", LOCAL, "gemini-2.5-flash"),
        ("google", LOCAL, "gemini-2.5-flash"),
        ("mine", GOOGLE, "gemini-2.5-flash"),
    ],
)
def test_other_vendors_are_found_by_name_or_host(
    prices: Prices, name: str, base_url: str, model: str
) -> None:
    assert prices.cost(name, base_url, model, Usage(1_000, 1_000), NOW_US) is not None


def test_cache_writes_and_reads_have_their_prices(prices: Prices) -> None:
    usage = Usage(110_000, 0, cached_tokens=50_000, cache_write_tokens=50_000)
    cost = prices.cost("anthropic", ANTHROPIC, SONNET, usage, NOW_US)
    assert cost is not None
    assert cost.usd == (10 * 3 + 50 * Decimal("0.3") + 50 * Decimal("3.75")) / 1000


@pytest.mark.parametrize("hour_writes", [0, 20_000, 50_000])
def test_an_hour_in_the_cache_costs_what_the_library_says(prices: Prices, hour_writes: int) -> None:
    usage = Usage(110_000, 1_000, 50_000, 50_000)
    expected = genai_prices.calc_price(
        genai_prices.Usage(
            input_tokens=110_000,
            output_tokens=1_000,
            cache_read_tokens=50_000,
            cache_write_tokens=50_000,
            cache_write_1h_tokens=hour_writes,
            web_searches=2,
        ),
        SONNET,
        provider_id="anthropic",
        genai_request_timestamp=from_us(NOW_US),
    )
    terms = Terms(hour_writes=hour_writes, searches=2)
    cost = prices.cost("anthropic", ANTHROPIC, SONNET, usage, NOW_US, terms)
    assert cost is not None
    assert cost.usd == round_usd(expected.total_price)


def test_what_the_list_has_no_price_for_is_unknown(prices: Prices) -> None:
    usage = Usage(1_000, 1_000)

    def known(provider: str, model: str, terms: Terms) -> bool:
        return prices.cost(provider, LOCAL, model, usage, NOW_US, terms) is not None

    assert not known("anthropic", SONNET, Terms(speed="warp"))
    assert not known("groq", "llama-3.1-8b-instant", Terms(searches=1))
    audio = Terms(apart=frozenset({"input_audio_mtok"}))
    assert not known("google", "gemini-2.5-flash", audio)
    assert known("anthropic", SONNET, audio)
