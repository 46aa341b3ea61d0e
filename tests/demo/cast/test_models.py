from datetime import UTC, datetime

import pytest
from genai_prices import Usage, calc_price

from tailrace.demo.cast.models import PROVIDERS, find_provider, get_model

PRICED = [(p.name, m.name) for p in PROVIDERS for m in p.models if p.name != "vllm"]


@pytest.mark.parametrize(("provider", "model"), PRICED)
def test_every_model_has_a_real_price(provider: str, model: str) -> None:
    usage = Usage(input_tokens=1000, output_tokens=100)
    at = datetime(2026, 11, 1, tzinfo=UTC)
    price = calc_price(usage, model, provider_id=provider, genai_request_timestamp=at)
    assert price.total_price > 0


def test_the_model_that_acme_runs_itself_has_no_price() -> None:
    with pytest.raises(LookupError):
        calc_price(Usage(input_tokens=1), "acme-support-8b", provider_id="vllm")


def test_a_model_is_found_at_its_provider_only() -> None:
    assert get_model(("groq", "llama-3.3-70b-versatile")).tokens_per_s > 200
    with pytest.raises(KeyError, match="openai/llama"):
        get_model(("openai", "llama-3.3-70b-versatile"))
    with pytest.raises(KeyError, match="nobody/gpt-4o"):
        get_model(("nobody", "gpt-4o"))


def test_unknown_names_find_nothing() -> None:
    assert find_provider("nobody") is None
    openai = find_provider("openai")
    assert openai is not None
    assert openai.find_model("claude-sonnet-4-5") is None


def test_failure_rates_are_those_of_an_ordinary_day() -> None:
    assert all(0 < model.failure_rate < 0.03 for each in PROVIDERS for model in each.models)
