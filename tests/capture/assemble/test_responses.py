"""A Responses stream adds up to the response that it would have been."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tailrace.capture.assemble.responses import assemble
from tests.fakes import responses_wire as wire


@pytest.mark.parametrize("events", [wire.STREAM, wire.BRIEF_STREAM])
def test_a_stream_is_the_response_that_ends_it(events: list[bytes]) -> None:
    whole = assemble(b"".join(events))
    assert whole.ended
    assert whole.error is None
    assert whole.answer == wire.RESPONSE


@pytest.mark.parametrize("events", [wire.STREAM, wire.BRIEF_STREAM])
def test_an_end_without_output_leaves_it_to_be_put_together(events: list[bytes]) -> None:
    last = wire.event("response.completed", response={**wire.RESPONSE, "output": []})
    assert assemble(b"".join([*events[:-1], last])).answer == wire.RESPONSE


def test_a_stream_that_was_cut_gives_what_was_seen() -> None:
    cut = next(i for i, one in enumerate(wire.STREAM) if b"output_text.done" in one)
    whole = assemble(b"".join(wire.STREAM[:cut]))
    assert not whole.ended
    assert whole.answer["status"] == "in_progress"
    assert whole.answer["output"] == snapshot(
        [
            {
                "id": "rs_7",
                "type": "reasoning",
                "summary": [
                    {"type": "summary_text", "text": "**Rivers**"},
                    {"type": "summary_text", "text": "and mills."},
                ],
                "encrypted_content": "gAAA",
            },
            {
                "id": "msg_7",
                "type": "message",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": "Water away."}],
            },
        ]
    )


def test_arguments_that_were_cut_are_kept() -> None:
    last = next(i for i, one in enumerate(wire.STREAM) if b"arguments.done" in one)
    call = assemble(b"".join(wire.STREAM[: last - 1])).answer["output"][-1]
    assert (call["name"], call["arguments"]) == ("find", '{"q":')


def test_a_refusal_and_a_summary_grow() -> None:
    refused = assemble(b"".join(wire.REFUSING_STREAM[:2])).answer["output"]
    assert refused == [{"content": [{"refusal": "I cannot."}]}]
    cut = next(i for i, one in enumerate(wire.STREAM) if b"item.done" in one)
    (item,) = assemble(b"".join(wire.STREAM[:cut])).answer["output"]
    assert [part["text"] for part in item["summary"]] == ["**Rivers**", "and mills."]


def test_failures_are_told() -> None:
    failed = assemble(b"".join(wire.FAILING_STREAM))
    assert failed.ended
    assert failed.error == {"code": "rate_limit_exceeded", "message": "Slow down."}
    broken = assemble(b"".join(wire.ERROR_STREAM))
    assert broken.error["message"] == "Oh no."
    assert not broken.ended
    bare = assemble(b'data: {"type":"error","code":"c","message":"m"}\n\n')
    assert bare.error["message"] == "m"


def test_nothing_gives_nothing() -> None:
    assert assemble(b"").answer == {}
    assert assemble(b'data: {"type":["x"]}\n\n').answer == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["output", "content", "summary", "text", "error"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)
KINDS = [
    "response.created",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.function_call_arguments.delta",
    "response.output_item.done",
    "error",
]
FIELDS = ("response", "item", "part", "delta", "output_index", "content_index", "error")
EVENT = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS) | JSON}, optional=dict.fromkeys(FIELDS, JSON)
)


@settings(max_examples=100, deadline=None)
@given(st.lists(EVENT, max_size=5))
def test_any_events_add_up_to_something_that_can_be_written(events: list[object]) -> None:
    stream = b"".join(b"data: " + msgspec.json.encode(event) + b"\n\n" for event in events)
    msgspec.json.encode(assemble(stream).answer)
