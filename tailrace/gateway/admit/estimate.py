"""What a call may take, before it is made: so many tokens and micro-dollars are put aside for it.

A body goes in, an estimate comes out. It need not be right, for the call is settled with what it
really took; it should not be far too low, or calls at the same time overrun a budget. So:

    prompt      a token for each four bytes of the body, and 1,000 for each picture or file in it
    completion  what the body allows at most, else what its workflow does, else 1,000; per choice.
                Where nothing says, it may become as long as models write: `longest_tokens`
    cost        at the dearest of the targets whose price is known; 0 when none is

A body of any door's format is read: their names for these things do not collide. Bytes in base64
are found by their length; nothing is decoded.
"""

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from tailrace.capture.price import Prices
from tailrace.core.usage import Usage
from tailrace.gateway.routing.target import Target

BYTES_PER_TOKEN = 4
TOKENS_PER_PICTURE = 1_000
"""Vendors count from 250 to 1,600 for one, by size."""
DEFAULT_COMPLETION_TOKENS = 1_000
UNTOLD_COMPLETION_TOKENS = 16_384
"""As long as the usual models write when nobody says how long."""
MOST_TOKENS = 10_000_000
"""No model has more; a larger number is a mistake that the provider will refuse."""
_EMBEDDINGS = "embeddings"
_SMALL_BODY_BYTES = 4_000
"""A body that small is counted as it is: a picture in it takes no more than one anyway."""
_ENCODED = re.compile(rb"[A-Za-z0-9+/=_-]{1000,}")
_PICTURE = re.compile(
    rb'"type"\s*:\s*"(?:image|image_url|input_image|document|file|input_file|input_audio)"'
    rb'|"(?:inlineData|inline_data|fileData|file_data)"\s*:\s*\{'
)
_MILLION = Decimal(1_000_000)


class Estimate(msgspec.Struct, frozen=True):
    """How many tokens a call may take."""

    prompt_tokens: int
    completion_tokens: int
    longest_tokens: int = 0
    """What the completion may become when nothing says; 0 when something does."""

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    @property
    def longest(self) -> "Estimate":
        """The same call with the longest completion."""
        most = max(self.completion_tokens, self.longest_tokens)
        return Estimate(self.prompt_tokens, most)


class _Body(msgspec.Struct):
    """What is read of a body; every member may hold any JSON value."""

    max_tokens: Any = None
    max_completion_tokens: Any = None
    max_output_tokens: Any = None
    n: Any = None
    generation: Any = msgspec.field(name="generationConfig", default=None)
    generation_config: Any = None


_BODY = msgspec.json.Decoder(_Body)


def estimate(body: bytes, operation: str, parameters: Mapping[str, Any]) -> Estimate:
    """Return the tokens that a call may take; `parameters` are its workflow's. Never raises."""
    prompt = min(_prompt(body), MOST_TOKENS)
    if operation == _EMBEDDINGS:
        return Estimate(prompt, 0)
    told, choices = _told(body, parameters)
    if told:
        return Estimate(prompt, min(told * choices, MOST_TOKENS))
    usual, longest = DEFAULT_COMPLETION_TOKENS * choices, UNTOLD_COMPLETION_TOKENS * choices
    return Estimate(prompt, min(usual, MOST_TOKENS), min(longest, MOST_TOKENS))


def dearest(estimated: Estimate, targets: Sequence[Target], prices: Prices, now_us: int) -> int:
    """Return what the tokens cost at the dearest target, in micro-dollars, rounded up."""
    usage = Usage(
        prompt_tokens=estimated.prompt_tokens, completion_tokens=estimated.completion_tokens
    )
    found = [
        prices.cost(t.provider.name, t.provider.base_url, t.model, usage, now_us) for t in targets
    ]
    return max((micro_usd(price.usd) for price in found if price is not None), default=0)


def micro_usd(usd: Decimal) -> int:
    """Return whole micro-dollars, rounded up."""
    return math.ceil(usd * _MILLION)


def _prompt(body: bytes) -> int:
    pictures, encoded_bytes = 0, 0
    if len(body) > _SMALL_BODY_BYTES and (b"base64" in body or b'"data"' in body):
        runs = [len(run) for run in _ENCODED.findall(body)]
        pictures, encoded_bytes = len(runs), sum(runs)
    pictures = max(pictures, len(_PICTURE.findall(body)))
    return (len(body) - encoded_bytes) // BYTES_PER_TOKEN + pictures * TOKENS_PER_PICTURE


def _told(body: bytes, parameters: Mapping[str, Any]) -> tuple[int, int]:
    """Return how long a choice may be, 0 when nothing says, and how many choices are asked for."""
    try:
        read = _BODY.decode(body)
    except (ValueError, RecursionError):
        read = _Body()
    gemini = read.generation or read.generation_config
    if not isinstance(gemini, dict):
        gemini = {}
    most = _largest(
        read.max_completion_tokens,
        read.max_tokens,
        read.max_output_tokens,
        gemini.get("maxOutputTokens"),
        gemini.get("max_output_tokens"),
    )
    if not most:
        most = _largest(parameters.get("max_completion_tokens"), parameters.get("max_tokens"))
    choices = _largest(read.n, gemini.get("candidateCount"), gemini.get("candidate_count"))
    if not choices:
        choices = _largest(parameters.get("n"))
    return most, choices or 1


def _largest(*values: object) -> int:
    """Return the largest whole number among the values; 0 when none is above it."""
    largest = 0
    for value in values:
        if isinstance(value, int) and not isinstance(value, bool) and value > largest:
            largest = value
    return largest
