from typing import Any

import pytest

from tailrace.core.errors import BadInput
from tailrace.core.ids import RequestNumbers
from tailrace.gateway.context import Context, flatten, read_context, read_trace
from tailrace.gateway.wire.headers import RequestHeaders, sort_request

TRACE = "0af7651916cd43dd8448eb211c80319c"
SPAN = "b7ad6b7169203331"


def headers(**named: str) -> RequestHeaders:
    return sort_request(
        (name.replace("_", "-").encode(), value.encode()) for name, value in named.items()
    )


def test_without_anything_said_the_context_is_empty() -> None:
    assert read_context(headers()) == Context()


def test_the_body_tells_user_workflow_and_metadata() -> None:
    context = read_context(headers(), user="u1", workflow="w1", metadata={"segment": "pro"})
    assert (context.user, context.workflow) == ("u1", "w1")
    assert context.customer_data == {"segment": "pro"}


def test_a_header_beats_the_body() -> None:
    context = read_context(
        headers(
            x_tailrace_user="u2",
            x_tailrace_session="s2",
            x_tailrace_workflow="w2",
            x_tailrace_tags="beta, eu ,,beta",
            x_tailrace_metadata='{"segment": "free", "new": 1}',
            x_tailrace_capture="metadata",
        ),
        user="u1",
        workflow="w1",
        metadata={"segment": "pro", "old": "x"},
    )
    assert context == Context(
        user="u2",
        session="s2",
        tags=("beta", "eu"),
        workflow="w2",
        customer_data={"segment": "free", "old": "x", "new": "1"},
        keep_bodies=False,
    )


@pytest.mark.parametrize("value", ["{", "[1]", '"x"', '{"a": ' + "[" * 100_000])
def test_metadata_that_is_no_object_is_refused(value: str) -> None:
    with pytest.raises(BadInput, match="x-tailrace-metadata"):
        read_context(headers(x_tailrace_metadata=value))


def test_a_capture_that_is_not_known_is_refused() -> None:
    with pytest.raises(BadInput, match="x-tailrace-capture"):
        read_context(headers(x_tailrace_capture="some"))


@pytest.mark.parametrize(
    ("metadata", "flat"),
    [
        (None, {}),
        ("text", {}),
        ({"a": {"b": [1, {"c": True}]}, "d": None}, {"a.b.0": "1", "a.b.1.c": "true"}),
        ({"n": 1.5, "s": "x", "e": {}}, {"n": "1.5", "s": "x"}),
        ({"k" * 300: "v" * 300}, {"k" * 256: "v" * 256}),
    ],
)
def test_metadata_is_flattened_to_text(metadata: Any, flat: dict[str, str]) -> None:
    assert flatten(metadata) == flat


def test_at_most_32_leaves_are_kept() -> None:
    assert len(flatten({str(n): n for n in range(100)})) == 32


def test_a_request_joins_the_callers_trace() -> None:
    numbers = RequestNumbers()
    sent = headers(traceparent=f"00-{TRACE}-{SPAN}-00", tracestate="vendor=1")
    trace = read_trace(sent, numbers, numbers.take())
    assert str(trace.trace_id) == TRACE
    assert trace.parent_span_id == int(SPAN, 16)
    assert trace.state == "vendor=1"
    assert trace.towards(numbers.take()).startswith(f"00-{TRACE}-")
    assert trace.towards(numbers.take()).endswith("-00")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "nonsense",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        f"00-{TRACE.upper()}-{SPAN}-01",
    ],
)
def test_a_trace_that_cannot_be_read_is_ignored(value: str) -> None:
    numbers = RequestNumbers()
    span_id = numbers.take()
    trace = read_trace(headers(traceparent=value, tracestate="vendor=1"), numbers, span_id)
    assert trace.trace_id == numbers.trace_of(span_id)
    assert (trace.parent_span_id, trace.state, trace.flags) == (0, "", "01")


def test_a_later_version_of_traceparent_may_say_more() -> None:
    numbers = RequestNumbers()
    trace = read_trace(headers(traceparent=f"01-{TRACE}-{SPAN}-01-more"), numbers, numbers.take())
    assert str(trace.trace_id) == TRACE
