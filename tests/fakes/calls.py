"""Calls and attempts on their way through the gateway, for tests to vary."""

from tailrace.core.clock import SystemClock
from tailrace.core.ids import RequestNumbers, SpanId
from tailrace.gateway.call import Attempt, Call, Door
from tailrace.gateway.context import read_trace
from tailrace.gateway.doors import DOORS
from tailrace.gateway.routing.target import Target
from tailrace.gateway.wire.headers import sort_request
from tests.fakes.site import targets

CHAT, NATIVE = DOORS["/v1/chat/completions"], DOORS["/v1/ai"]
TARGET = Target(targets({"openai": "http://127.0.0.1/v1"})["openai"], "gpt-4o")


def attempt(started_mono_us: int = 1_000) -> Attempt:
    return Attempt(TARGET, SpanId(1), SystemClock().now_us(), started_mono_us)


def call(door: Door = CHAT) -> Call:
    headers, numbers = sort_request([]), RequestNumbers()
    span_id = numbers.take()
    trace = read_trace(headers, numbers, span_id)
    return Call(door, headers, b"", span_id, trace, started_us=5, started_mono_us=400)
