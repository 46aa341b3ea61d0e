"""What a call cost, from the price list that comes inside the genai-prices package.

Goes in: who served the call (the provider's configured name and address), the model, the tokens,
the time. Comes out: US dollars and the version of the list; None when the list does not know, for
unknown is not free. Nothing is fetched: the list is as old as the installed package.

The library's own calculation takes about 100 µs. Here the model is looked up once, and the prices
in force at the time of the call are multiplied with the tokens; `tests/capture/test_price.py` holds
every model of the list against the library.
"""

import importlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING

import msgspec

from tailrace.core.clock import from_us
from tailrace.core.money import round_usd
from tailrace.core.usage import Usage

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, Provider, TieredPrices

PACKAGE = "genai-prices"
LONGEST_MODEL = 256
_REMEMBERED = 4096
_MILLION = Decimal(1_000_000)
_THOUSAND = Decimal(1_000)
_FREE = Decimal(0)

_Counted = tuple[str, int | None]
"""The name of a price, and the tokens that it is for."""
_PriceList = Mapping[str, "Decimal | TieredPrices | None"]


class Price(msgspec.Struct, frozen=True):
    """The cost of one call."""

    usd: Decimal
    version: str
    """The price list, such as `genai-prices/0.2.3`."""


@dataclass(frozen=True, slots=True)
class _Listed:
    """A model of the price list, as one provider sells it."""

    model: "ModelInfo"
    tiers: frozenset[str]
    """Service tiers with prices of their own."""


class Prices:
    """The price list. Making one takes about a second: the list is large and is read only then."""

    def __init__(self) -> None:
        self.version = f"{PACKAGE}/{version(PACKAGE)}"
        self._providers: list[Provider] = importlib.import_module("genai_prices.data").providers
        self._find = lru_cache(maxsize=_REMEMBERED)(self._search)

    def cost(
        self, provider: str, base_url: str, model: str, usage: Usage, at_us: int, *, tier: str = ""
    ) -> Price | None:
        """Return what the tokens cost at that time; None when price or tokens are unknown.

        `tier` is the service tier that the provider answered with (`flex`, `priority` …).
        """
        listed = self._find(provider, base_url, model) if len(model) <= LONGEST_MODEL else None
        if listed is None:
            return None
        context = {"service_tier": tier} if tier in listed.tiers else None
        prices = vars(listed.model.get_prices(from_us(at_us), context))
        usd = _amount(prices, usage) if prices else _gift(listed.model)
        return None if usd is None else Price(round_usd(usd), self.version)

    def _search(self, name: str, base_url: str, model: str) -> _Listed | None:
        for provider in _sellers(self._providers, name, base_url):
            found = provider.find_model(model, all_providers=self._providers)
            if found is not None:
                own = any(found is listed for listed in provider.models)
                return _Listed(found, _tiers(found) if own else frozenset())
        return None


def _sellers(providers: Sequence["Provider"], name: str, base_url: str) -> list["Provider"]:
    """Return who may have sent the bill.

    A vendor's own host says it for sure. At any other host (a proxy, a test) the configured name
    does, by its first words: `openai-eu` is openai, `vllm-openai` is nobody on the list. A model's
    name alone says nothing: anybody may serve open weights.
    """
    at_host = [p for p in providers if re.match(p.api_pattern, base_url)]
    if at_host:
        return at_host
    words = _words(name)
    ids = {tuple(_words(p.id)): p for p in providers}
    for length in range(len(words), 0, -1):
        if provider := ids.get(tuple(words[:length])):
            return [provider]
    first = words[0] if words else ""
    return [
        p for p in providers if p.provider_match is not None and p.provider_match.is_match(first)
    ]


def _words(name: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", name.lower())


def _tiers(model: "ModelInfo") -> frozenset[str]:
    variants = model.price_variants or []
    tiers = (v.when.get("service_tier") for v in variants if vars(v.prices))
    return frozenset(tier for tier in tiers if tier)


def _gift(model: "ModelInfo") -> Decimal | None:
    """Return the cost of a model without any price: nothing if sold as free, else unknown."""
    return _FREE if model.id.endswith(":free") else None


def _amount(prices: _PriceList, usage: Usage) -> Decimal | None:
    """Return the tokens times their prices; None when tokens have no price or do not add up.

    Cached and cache-written tokens are parts of the prompt, reasoning is part of the completion.
    """
    if prices.get("input_mtok") is None and prices.get("output_mtok") is None:
        return None
    prompt = usage.prompt_tokens or 0
    asked = _side(
        prices,
        prompt,
        ("input_mtok", usage.prompt_tokens),
        ("cache_read_mtok", usage.cached_tokens),
        ("cache_write_mtok", usage.cache_write_tokens),
    )
    answered = _side(
        prices,
        prompt,
        ("output_mtok", usage.completion_tokens),
        ("output_reasoning_mtok", usage.reasoning_tokens),
    )
    if asked is None or answered is None:
        return None
    per_request = prices.get("requests_kcount")
    fee = _rate(per_request, prompt) / _THOUSAND if per_request is not None else _FREE
    return (asked + answered) / _MILLION + fee


def _side(prices: _PriceList, prompt: int, whole: _Counted, *parts: _Counted) -> Decimal | None:
    """Return millionths of dollars for one side of a call; None when it does not add up.

    A part with a price of its own is taken out of the whole; one without stays in it.
    """
    spent, rest = _FREE, whole[1] or 0
    for name, tokens in parts:
        price = prices.get(name)
        if price is not None and tokens:
            spent += tokens * _rate(price, prompt)
            rest -= tokens
    price = prices.get(whole[0])
    if price is None:
        return spent
    if whole[1] is None or rest < 0:
        return None
    return spent + rest * _rate(price, prompt)


def _rate(price: "Decimal | TieredPrices", prompt: int) -> Decimal:
    """Return the price; with tiers, a long prompt raises it for all of the call's tokens."""
    if isinstance(price, Decimal):
        return price
    passed = [tier.price for tier in price.tiers if prompt > tier.start]
    return passed[-1] if passed else price.base
