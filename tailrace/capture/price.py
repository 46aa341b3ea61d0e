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


class Terms(msgspec.Struct, frozen=True):
    """What a call costs beside its tokens, or because of what they are."""

    tier: str = ""
    """The service tier that the provider answered with (`flex`, `priority` …)."""
    speed: str = ""
    """A speed that is not the usual one, such as `fast`."""
    hour_writes: int = 0
    """How many of the tokens written to the cache stay there for an hour."""
    searches: int = 0
    """Searches of the web that the provider ran."""
    apart: frozenset[str] = frozenset()
    """Names of prices that some of the tokens have where a model has such prices at all. Those are
    not told apart in `Usage`, so such a cost is unknown."""


USUAL = Terms()


@dataclass(frozen=True, slots=True)
class _Listed:
    """A model of the price list, as one provider sells it."""

    model: "ModelInfo"
    tiers: frozenset[str]
    """Service tiers with prices of their own."""
    speeds: frozenset[str]
    """Speeds with prices of their own."""

    def prices(self, at_us: int, terms: Terms) -> "_PriceList | None":
        """Return the prices in force; None for a speed that the list has no prices for."""
        if terms.speed and terms.speed not in self.speeds:
            return None
        context = {"service_tier": terms.tier} if terms.tier in self.tiers else None
        if terms.speed:
            context = {**(context or {}), "speed": terms.speed}
        return vars(self.model.get_prices(from_us(at_us), context))


class Prices:
    """The price list. Making one takes about a second: the list is large and is read only then."""

    def __init__(self) -> None:
        self.version = f"{PACKAGE}/{version(PACKAGE)}"
        self._providers: list[Provider] = importlib.import_module("genai_prices.data").providers
        self._find = lru_cache(maxsize=_REMEMBERED)(self._search)

    def cost(
        self,
        provider: str,
        base_url: str,
        model: str,
        usage: Usage,
        at_us: int,
        terms: Terms = USUAL,
    ) -> Price | None:
        """Return what the call cost at that time; None when a price or the tokens are unknown."""
        listed = self._find(provider, base_url, model) if len(model) <= LONGEST_MODEL else None
        if listed is None:
            return None
        prices = listed.prices(at_us, terms)
        if prices is None:
            return None
        usd = _amount(prices, usage, terms) if prices else _gift(listed.model)
        return None if usd is None else Price(round_usd(usd), self.version)

    def _search(self, name: str, base_url: str, model: str) -> _Listed | None:
        for provider in _sellers(self._providers, name, base_url):
            found = provider.find_model(model, all_providers=self._providers)
            if found is not None:
                own = any(found is listed for listed in provider.models)
                tiers = _variants(found, "service_tier") if own else frozenset()
                return _Listed(found, tiers, _variants(found, "speed") if own else frozenset())
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


def _variants(model: "ModelInfo", name: str) -> frozenset[str]:
    """Return for which tiers, or speeds, a model has prices of their own."""
    variants = model.price_variants or []
    values = (v.when.get(name) for v in variants if vars(v.prices))
    return frozenset(value for value in values if value)


def _gift(model: "ModelInfo") -> Decimal | None:
    """Return the cost of a model without any price: nothing if sold as free, else unknown."""
    return _FREE if model.id.endswith(":free") else None


def _amount(prices: _PriceList, usage: Usage, terms: Terms) -> Decimal | None:
    """Return the tokens times their prices; None when tokens have no price or do not add up.

    Cached and cache-written tokens are parts of the prompt, reasoning is part of the completion.
    """
    if prices.get("input_mtok") is None and prices.get("output_mtok") is None:
        return None
    if terms.apart and any(prices.get(name) is not None for name in terms.apart):
        return None
    prompt = usage.prompt_tokens or 0
    asked = _side(
        prices,
        prompt,
        ("input_mtok", usage.prompt_tokens),
        ("cache_read_mtok", usage.cached_tokens),
        *_written(prices, usage.cache_write_tokens, terms),
    )
    answered = _side(
        prices,
        prompt,
        ("output_mtok", usage.completion_tokens),
        ("output_reasoning_mtok", usage.reasoning_tokens),
    )
    fees = _fees(prices, prompt, terms)
    if asked is None or answered is None or fees is None:
        return None
    return (asked + answered) / _MILLION + fees


def _written(prices: _PriceList, written: int | None, terms: Terms) -> tuple[_Counted, ...]:
    """Return the tokens written to the cache; an hour there has a price of its own, or none."""
    if not terms.hour_writes or prices.get("cache_write_1h_mtok") is None:
        return (("cache_write_mtok", written),)
    for_an_hour = min(terms.hour_writes, written or 0)
    rest = (written or 0) - for_an_hour
    return ("cache_write_mtok", rest), ("cache_write_1h_mtok", for_an_hour)


def _fees(prices: _PriceList, prompt: int, terms: Terms) -> Decimal | None:
    """Return what is paid by the request and by the search; None when a search has no price."""
    fees = _FREE
    if (per_request := prices.get("requests_kcount")) is not None:
        fees += _rate(per_request, prompt) / _THOUSAND
    if terms.searches:
        per_search = prices.get("web_searches_kcount")
        if per_search is None:
            return None
        fees += terms.searches * _rate(per_search, prompt) / _THOUSAND
    return fees


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
