"""Thirty days of made-up traffic, put into a store by its own SQL so that every rollup is fed.

Three projects, six providers, twelve models, about ten thousand users, two keys of customer data,
one request in twenty tried twice. Deterministic: a request's fields are hashes of its number.
"""

from datetime import UTC, datetime, timedelta

from tailrace.core.clock import to_us
from tailrace.store.engine import Engine

END = datetime(2026, 11, 23, 12, 34, 56, tzinfo=UTC)
START = END - timedelta(days=30)
ORG_ID = 1
PROJECTS = {1: "shop", 2: "support", 3: "lab"}
_CHUNK = 500_000
_BOOT = 77 << 44

_REQUESTS = """
INSERT INTO spans (
    org_id, project_id, cls, started_at, span_id, trace_high, trace_low, kind, source, test_mode,
    key_id, environment, user, session, operation, workflow, requested_provider, requested_model,
    provider, model, streamed, attempts, status, http_status, error_class, error_type,
    error_message, finish_reason, duration_us, ttft_us, has_ttft, overhead_us, has_overhead,
    prompt_tokens, completion_tokens, cached_tokens, known_tokens, cost_usd, cost_source,
    price_version, tags, customer_data, input_preview, output_preview, body_state, retention_days)
WITH
    cityHash64(number, 1) AS who, cityHash64(number, 2) AS what,
    cityHash64(number, 3) AS much, cityHash64(number, 4) AS outcome,
    toUInt8(multiIf(who % 10 < 6, 1, who % 10 < 9, 2, 3)) AS project,
    toUInt8(least(5, floor(-log2(((what % 1000000) + 1) / 1000001)))) AS place,
    ['openai', 'anthropic', 'google', 'groq', 'mistral', 'cohere'][place + 1] AS named,
    concat(named, if((what DIV 1000000) % 3 = 0, '-large', '-mini')) AS asked,
    multiIf(outcome % 1000 < 950, 1, outcome % 1000 < 980, 2, outcome % 1000 < 990, 3, 4) AS state,
    sqrt(-2 * log(((much % 1000003) + 1) / 1000005)) AS far,
    cos(6.2831853 * ((much DIV 1000003) % 1000003) / 1000003) AS near,
    toUInt64(1000 * exp(6.2 + 0.9 * far * near)) AS took_us,
    bitShiftLeft(number, 8) + {boot:UInt64} AS span,
    what % 2 = 0 AS streams
SELECT
    {org:UInt32}, project, 0,
    fromUnixTimestamp64Micro({start:Int64} + toInt64(number * {step:UInt64} + who % {step:UInt64})),
    span, 12345, span, 'request', 'gateway', outcome % 97 = 0,
    project * 10 + (who DIV 16) % 4, if((who DIV 64) % 5 = 0, 'staging', 'production'),
    concat('u_', toString(toUInt32(10000 * pow((much % 100003) / 100003, 2)))),
    concat('s_', toString(number DIV 4)), if((who DIV 1000) % 10 = 0, 'embeddings', 'chat'),
    ['', 'summary', 'support', 'search', 'translate', 'classify'][1 + (who DIV 7777) % 6],
    named, asked, if(state = 3, '', named), if(state = 3, '', asked), streams,
    multiIf(state = 3, 0, outcome % 20 = 7, 2, 1), state,
    multiIf(state = 1, 200, state = 3, 429, state = 4, 499, [500, 502, 504, 400][1 + who % 4]),
    multiIf(state = 2, ['server_error', 'network', 'timeout', 'client_error'][1 + who % 4],
            state = 3, 'rate_limited', ''),
    multiIf(state = 2, ['server_error', 'reset', 'timeout', 'bad_request'][1 + who % 4], ''),
    if(state = 2, 'The provider failed.', ''), if(state = 1, 'stop', ''),
    took_us, if(streams AND state = 1, took_us DIV 3, 0), streams AND state = 1,
    800 + who % 3000, state != 3,
    if(state = 3, 0, 200 + who % 3000), if(state = 1, 20 + what % 800, 0), who % 100,
    multiIf(state = 3, 0, state = 1, 7, 1),
    if(state = 1, toDecimal64((who % 3000) * 0.0000025 + (what % 800) * 0.00001, 10), 0),
    if(state = 1 AND place != 5, 'priced', 'none'), '1',
    multiIf(who % 7 = 0, ['beta'], who % 11 = 0, ['beta', 'night'], []),
    map('segment', ['free', 'pro', 'enterprise', 'trial'][1 + much % 4],
        'tenant', concat('t_', toString(outcome % 200))),
    substring(concat('Summarise the conversation below for the next agent, in a friendly tone ',
                     'and in no more than three sentences; the customer wrote'), 1, 60 + who % 70),
    substring('The customer asks for a refund of an order that never came to the address given',
              1, 40 + what % 40),
    'stored', 90
FROM numbers({first:UInt64}, {count:UInt64})
"""
_ATTEMPTS = """
INSERT INTO spans (
    org_id, project_id, cls, started_at, span_id, kind, source, key_id, environment, operation,
    workflow, provider, model, streamed, position, status, http_status, duration_us,
    prompt_tokens, completion_tokens, known_tokens, cost_usd, cost_source, retention_days)
SELECT org_id, project_id, 1, started_at + toIntervalMillisecond(nth), span_id + nth, 'attempt',
       source, key_id, environment, operation, workflow, provider, model, streamed, nth,
       if(nth = attempts, status, 'error'), if(nth = attempts, http_status, 500), duration_us,
       prompt_tokens, completion_tokens, known_tokens, cost_usd, cost_source, retention_days
FROM spans ARRAY JOIN arrayEnumerate(range(attempts)) AS nth WHERE cls = 0
"""


def fill(engine: Engine, requests: int) -> None:
    """Store that many requests, evenly spread, and their attempts."""
    width = to_us(END) - to_us(START)
    for first in range(0, requests, _CHUNK):
        engine.command(
            _REQUESTS,
            {
                "org": ORG_ID,
                "boot": _BOOT,
                "start": to_us(START),
                "step": width // requests,
                "first": first,
                "count": min(_CHUNK, requests - first),
            },
        )
    engine.command(_ATTEMPTS)
