"""Requests as a busy organisation makes them: the same for the same seed.

A daily rhythm over so many days; twelve models of five providers; thousands of users, few of whom
make most calls; two keys of customer data; sizes, latencies and costs with long tails; some
failures. Each request has one attempt.
"""

import random
from collections.abc import Iterator
from decimal import Decimal
from math import pi, sin
from typing import Any

from tailrace.core.ids import RequestNumbers, attempt_span
from tailrace.core.record import ATTEMPT, COUNTED, Record
from tailrace.core.usage import Usage

STARTED_US = 1_792_800_000_000_000
DAY_US = 86_400_000_000
MODELS = (
    # provider, asked for, answered, share, micro-dollars per 1,000 prompt and completion tokens
    ("openai", "gpt-4o", "gpt-4o-2024-11-20", 25, 2500, 10000),
    ("openai", "gpt-4o-mini", "gpt-4o-mini-2024-07-18", 22, 150, 600),
    ("openai", "gpt-4.1", "gpt-4.1-2025-04-14", 8, 2000, 8000),
    ("openai", "o3", "o3-2025-04-16", 3, 2000, 8000),
    ("anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5-20250929", 12, 3000, 15000),
    ("anthropic", "claude-haiku-4-5", "claude-haiku-4-5-20251001", 9, 1000, 5000),
    ("anthropic", "claude-opus-4-5", "claude-opus-4-5", 2, 5000, 25000),
    ("google", "gemini-2.5-pro", "gemini-2.5-pro", 5, 1250, 10000),
    ("google", "gemini-2.5-flash", "gemini-2.5-flash", 6, 300, 2500),
    ("groq", "mixtral-8x7b", "mixtral-8x7b-32768", 3, 240, 240),
    ("groq", "llama-3.3-70b", "llama-3.3-70b-versatile", 3, 590, 790),
    ("mistral", "mistral-large", "mistral-large-2411", 2, 2000, 6000),
)
OUTCOMES = (
    # share, status, HTTP status, class, type, message
    (960, "success", 200, "", "", ""),
    (25, "error", 502, "server_error", "server_error", "The provider answered with status 503."),
    (10, "throttled", 429, "", "limit_reached", "The project allows 120 requests a minute."),
    (5, "cancelled", 499, "", "", ""),
)
PLANS = ("free", "pro", "enterprise")
WORDS = """the turbine gate opens and water leaves through a channel below which we measure how
much of it passes per second please answer in one sentence with units summary order refund customer
invoice why does this contract say thirty days translate into German list five ideas for"""


def calls(
    count: int, *, days: float = 30, previews: bool = False
) -> Iterator[tuple[Record, Record]]:
    """Yield so many requests, each with its attempt, in order of their start."""
    chance = random.Random(1)
    numbers = RequestNumbers(boot=77, trace_prefix=0x5DEECE66D)
    models = chance.choices(MODELS, [model[3] for model in MODELS], k=count)
    outcomes = chance.choices(OUTCOMES, [outcome[0] for outcome in OUTCOMES], k=count)
    starts = _starts(chance, count, days)
    for started_us, model, outcome in zip(starts, models, outcomes, strict=True):
        call = _call(chance, numbers, started_us, model, outcome)
        yield _with_previews(chance, call) if previews else call


def _starts(chance: random.Random, count: int, days: float) -> list[int]:
    spread = sorted(chance.random() * days for _ in range(count))
    return [STARTED_US + int(DAY_US * (day + sin(day * 2 * pi) / 8)) for day in spread]


def _call(
    chance: random.Random,
    numbers: RequestNumbers,
    started_us: int,
    model: tuple[Any, ...],
    outcome: tuple[Any, ...],
) -> tuple[Record, Record]:
    provider, asked, answered, _, prompt_price, completion_price = model
    _, status, http_status, error_class, error_type, error_message = outcome
    answered_well = status == "success"
    span_id = numbers.take()
    trace = numbers.trace_of(span_id)
    prompt = min(int(chance.lognormvariate(6.5, 1.2)) + 3, 120_000)
    completion = min(int(chance.lognormvariate(5.2, 1.0)) + 1, 8_000)
    streamed = chance.random() < 0.6
    overhead_us = int(chance.lognormvariate(7.2, 0.4))
    duration_us = int(
        chance.lognormvariate(12.5, 0.5) + completion * chance.lognormvariate(9.3, 0.3)
    )
    user, tenant = int(chance.paretovariate(0.4)) % 5000, int(chance.paretovariate(0.5)) % 500
    cost = Decimal(prompt * prompt_price + completion * completion_price).scaleb(-9)
    shared: dict[str, Any] = {
        "org_id": 1,
        "project_id": 1 + tenant % 3,
        "key_id": 1 + tenant % 3 * 2 + user % 2,
        "source": "gateway",
        "environment": "live",
        "trace_high": trace.high,
        "trace_low": trace.low,
        "operation": "chat",
        "requested_provider": provider,
        "requested_model": asked,
        "provider": provider,
        "model": answered,
        "streamed": streamed,
        "status": status,
        "http_status": http_status,
        "error_class": error_class,
        "error_type": error_type,
        "error_message": error_message,
        "finish_reason": "stop" if answered_well else "",
        "usage": Usage(prompt, completion, 0, None, 0) if answered_well else None,
        "cost_usd": cost if answered_well else None,
        "cost_source": "priced" if answered_well else "none",
        "price_version": "genai-prices/0.2.3" if answered_well else "",
    }
    ttft_us = int(chance.lognormvariate(13, 0.4)) if streamed and answered_well else None
    request = Record(
        **shared,
        kind="request",
        cls=COUNTED,
        started_us=started_us,
        span_id=span_id,
        attempts=1,
        duration_us=duration_us,
        ttft_us=ttft_us,
        overhead_us=overhead_us,
        user=f"u_{user}",
        customer_data={"plan": PLANS[tenant % 3], "tenant": f"t_{tenant}"},
        input_bytes=prompt * 4 + chance.randrange(40),
        output_bytes=completion * 4 + 300 + chance.randrange(20),
    )
    before_us = overhead_us * 4 // 5
    attempt = Record(
        **shared,
        kind="attempt",
        cls=ATTEMPT,
        started_us=started_us + before_us,
        span_id=attempt_span(span_id, 1),
        parent_span_id=span_id,
        position=1,
        duration_us=duration_us - overhead_us,
        ttft_us=None if ttft_us is None else ttft_us - before_us,
    )
    return request, attempt


def _with_previews(chance: random.Random, call: tuple[Record, Record]) -> tuple[Record, Record]:
    request, attempt = call
    words = WORDS.split()
    fields = {name: getattr(request, name) for name in request.__struct_fields__}
    texts = {
        name: " ".join(chance.choices(words, k=60))[:256]
        for name in ("input_preview", "output_preview")
    }
    return Record(**{**fields, **texts}), attempt
