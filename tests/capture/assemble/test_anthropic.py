"""An Anthropic stream adds up to the message that it would have been."""

import anthropic.types
import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tailrace.capture.assemble.anthropic import assemble
from tests.fakes import anthropic_wire as wire


def test_a_stream_is_the_message_that_was_not_streamed() -> None:
    whole = assemble(b"".join(wire.STREAM))
    assert whole.ended
    assert whole.error is None
    anthropic.types.Message.model_validate(whole.answer, strict=True)
    assert whole.answer == snapshot(
        {
            "type": "message",
            "role": "assistant",
            "id": "msg_01XFDUDYJgAACzvnptvVoYEL",
            "model": "claude-sonnet-4-5-20250929",
            "content": [
                {"type": "thinking", "thinking": "A gauge, then.", "signature": "EqQBCgIYAhIM"},
                {"type": "text", "text": "The level, "},
                {"type": "text", "text": "in a moment."},
                {
                    "type": "tool_use",
                    "id": "toolu_01T1x1fJ",
                    "name": "get_level",
                    "input": {"gauge": 7},
                },
                {"type": "tool_use", "id": "toolu_02", "name": "get_time", "input": {}},
            ],
            "stop_reason": "tool_use",
            "stop_sequence": None,
            "usage": {
                "input_tokens": 21,
                "cache_creation_input_tokens": 188,
                "cache_read_input_tokens": 1024,
                "output_tokens": 305,
                "output_tokens_details": {"thinking_tokens": 40},
            },
        }
    )


def test_redacted_thinking_and_stop_sequences_are_kept() -> None:
    answer = assemble(b"".join(wire.REDACTED_STREAM)).answer
    anthropic.types.Message.model_validate(answer, strict=True)
    assert answer["content"] == snapshot(
        [
            {"type": "redacted_thinking", "data": "EmwKAhgBEgy3va3pzix"},
            {"type": "text", "text": "Done"},
        ]
    )
    assert (answer["stop_reason"], answer["stop_sequence"]) == ("stop_sequence", "END")


def test_an_error_inside_the_stream_is_told() -> None:
    whole = assemble(b"".join(wire.FAILING_STREAM))
    assert whole.error == {"type": "overloaded_error", "message": "Overloaded"}
    assert not whole.ended
    assert whole.answer["content"] == []


def test_a_call_that_was_cut_keeps_what_was_seen() -> None:
    cut = next(i for i, one in enumerate(wire.STREAM) if b"partial_json" in one and b":7}" in one)
    whole = assemble(b"".join(wire.STREAM[:cut]))
    assert not whole.ended
    assert whole.answer["content"][-1]["input"] == '{"gauge"'
    assert whole.answer["usage"]["input_tokens"] == 21


def test_citations_are_collected() -> None:
    cite = b'{"type":"citations_delta","citation":{"type":"char_location","cited_text":"%b"}}'
    events = [
        wire.started(0, b'{"type":"text","text":"","citations":null}'),
        wire.delta(0, cite % b"a"),
        wire.delta(0, cite % b"b"),
        wire.delta(0, b'{"type":"text_delta","text":"x"}'),
    ]
    (block,) = assemble(b"".join(events)).answer["content"]
    assert [one["cited_text"] for one in block["citations"]] == ["a", "b"]
    assert block["text"] == "x"


def test_final_counts_replace_the_first_ones() -> None:
    last = wire.event(
        b"message_delta", b',"delta":{},"usage":{"input_tokens":null,"output_tokens":9}'
    )
    usage = assemble(wire.START + last).answer["usage"]
    assert (usage["input_tokens"], usage["output_tokens"]) == (21, 9)


def test_nothing_gives_nothing() -> None:
    assert assemble(b"").answer == {}
    assert assemble(wire.PING).answer == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "partial_json", "citation", "input", "content"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
KINDS = ["message_start", "content_block_start", "content_block_delta", "message_delta"]
EVENT = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS) | JSON},
    optional=dict.fromkeys(("message", "index", "content_block", "delta", "usage", "error"), JSON),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(EVENT, max_size=5))
def test_any_events_add_up_to_something_that_can_be_written(events: list[object]) -> None:
    stream = b"".join(b"data: " + msgspec.json.encode(event) + b"\n\n" for event in events)
    msgspec.json.encode(assemble(stream).answer)
