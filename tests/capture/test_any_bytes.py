"""Whatever bytes arrive, and however they are cut, there is a record, and it is the same."""

from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tailrace.capture.build import build
from tailrace.capture.price import Prices
from tailrace.capture.stream import ChatStreamTee
from tailrace.core.record import Record
from tests.fakes import anthropic_wire, gemini_wire, responses_wire
from tests.fakes import openai_wire as wire
from tests.fakes.exchanges import STARTED_US, exchange, hop, streamed_hop

STREAMS = [wire.TEXT_STREAM, wire.TOOLS_STREAM, wire.REASONING_STREAM_CRLF, wire.FAILING_STREAM]


@settings(deadline=None)
@given(st.sampled_from(STREAMS), st.lists(st.integers(0, 4000), max_size=12), st.booleans())
def test_the_record_is_the_same_however_the_stream_was_cut(
    prices: Prices, events: list[bytes], places: list[int], hide_usage: bool
) -> None:
    stream = b"".join(events)
    edges = [0, *sorted(min(place, len(stream)) for place in places), len(stream)]
    tee = ChatStreamTee(hide_usage=hide_usage)
    seen = [stream[a:b] for a, b in pairwise(edges)]
    sent = b"".join([*map(tee.feed, seen), tee.flush()])
    whole = ChatStreamTee(hide_usage=hide_usage)
    assert sent == whole.feed(stream) + whole.flush()
    recorded = build(exchange(streamed_hop(*seen)), prices)
    assert recorded == build(exchange(streamed_hop(*events)), prices)


KINDS = ["openai", "responses", "anthropic", "gemini"]
OTHER_STREAMS = [
    *(("anthropic", stream) for stream in anthropic_wire.STREAMS),
    ("gemini", gemini_wire.TEXT_STREAM),
    ("gemini", gemini_wire.TOOLS_STREAM),
    ("gemini", gemini_wire.FAILING_STREAM),
    ("gemini", gemini_wire.BARE_ERROR_STREAM),
    ("responses", responses_wire.STREAM),
    ("responses", responses_wire.FAILING_STREAM),
    ("responses", responses_wire.ERROR_STREAM),
]


@settings(deadline=None)
@given(st.sampled_from(OTHER_STREAMS), st.integers(0, 6000))
def test_other_vendors_streams_cut_short_anywhere_are_recorded(
    prices: Prices, sent: tuple[str, list[bytes]], length: int
) -> None:
    """A whole event more or less says more or less; half an event says nothing."""
    kind, events = sent
    stream = b"".join(events)
    for record in build(exchange(streamed_hop(stream[:length], provider_kind=kind)), prices):
        msgspec.json.encode(record)
        if length < len(stream) - len(events[-1]):
            assert record.status == "error"


@settings(deadline=None)
@given(st.sampled_from(STREAMS), st.integers(0, 4000))
def test_a_stream_cut_short_anywhere_is_recorded(
    prices: Prices, events: list[bytes], length: int
) -> None:
    seen = b"".join(events)[:length]
    for record in build(exchange(streamed_hop(seen)), prices):
        msgspec.json.encode(record)


NOISE = st.binary() | st.sampled_from(
    [
        wire.CHAT_ANSWER,
        wire.CHAT_REQUEST,
        b"[" * 5000,
        b'{"choices":' + b"[" * 900 + b"]" * 900 + b"}",
        b'data: {"choices":[{"delta":' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}]}\n\n",
        b'data: {"x":' + b"[" * 980 + b"]" * 980 + b"}\n\ndata: [DONE]\n\n",
        b'{"model":"\\ud83d","messages":[{"role":"user","content":"\\ude00"}]}',
        b'{"choices":[{"message":{"tool_calls":[{"function":{"arguments":{"a":"\\udc00"}}}]}}]}',
        b'{"usage":{"prompt_tokens":1e308,"completion_tokens":-0.0}}',
        b'{"error":{"error":{"error":{"error":[]}}}}',
        anthropic_wire.MESSAGE,
        gemini_wire.ANSWER,
        gemini_wire.CHAT_REQUEST,
        responses_wire.ANSWER,
        responses_wire.CHAT_REQUEST,
        *(b"".join(events) for _, events in OTHER_STREAMS),
        b'data: {"type":"content_block_delta","index":0,"delta":{"partial_json":'
        b'"' + b"[" * 990 + b"]" * 990 + b'"}}\n\n',
    ]
)
NAMES = ["choices", "message", "messages", "role", "content", "usage", "prompt_tokens", "error",
         "type", "delta", "contents", "parts", "candidates", "usageMetadata", "output", "response",
         "input", "input_tokens", "generationConfig", "promptTokensDetails", "text"]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
).map(msgspec.json.encode)


@settings(max_examples=300, deadline=None)
@given(
    NOISE | JSON,
    NOISE | JSON | JSON.map(lambda body: b"data: " + body + b"\n\n"),
    st.booleans(),
    st.integers(0, 999),
    st.sampled_from(["success", "error", "cancelled", "throttled"]),
    st.integers(0, 64),
    st.sampled_from(KINDS),
)
def test_no_bytes_make_it_raise(
    prices: Prices,
    request: bytes,
    answer: bytes,
    streamed: bool,
    http_status: int,
    status: Any,
    body_limit: int,
    kind: str,
) -> None:
    called = hop(answer=answer, streamed=streamed, http_status=http_status, provider_kind=kind)
    seen = exchange(called, called, request=request, status=status, body_limit=body_limit)
    records = build(seen, prices)
    assert [record.kind for record in records] == ["attempt", "attempt", "request"]
    assert msgspec.json.decode(msgspec.json.encode(records), type=tuple[Record, ...]) == records


@pytest.mark.parametrize("started_us", [0, STARTED_US, 4_102_444_800_000_000])
def test_any_time_is_priced(prices: Prices, started_us: int) -> None:
    assert build(exchange(hop(started_us=started_us)), prices)[0].cost_usd is not None
