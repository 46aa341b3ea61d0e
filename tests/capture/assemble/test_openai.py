import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tailrace.capture.assemble.openai import assemble
from tests.fakes import openai_wire as wire


def of(*events: bytes) -> dict[str, object]:
    return assemble(b"".join(events)).answer


def message(*events: bytes) -> dict[str, object]:
    choices = of(*events)["choices"]
    assert isinstance(choices, list)
    said = choices[0]["message"]
    assert isinstance(said, dict)
    return said


def test_text_is_joined() -> None:
    whole = assemble(b"".join(wire.TEXT_STREAM))
    assert whole.ended
    assert whole.error is None
    assert whole.answer == snapshot(
        {
            "id": "chatcmpl-BfN3",
            "object": "chat.completion",
            "created": 1795435201,
            "model": "gpt-4o-mini-2024-07-18",
            "service_tier": "default",
            "system_fingerprint": "fp_34a5",
            "usage": {
                "prompt_tokens": 20,
                "completion_tokens": 6,
                "total_tokens": 26,
                "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
                "completion_tokens_details": {"reasoning_tokens": 2, "audio_tokens": 0},
            },
            "choices": [
                {
                    "message": {"role": "assistant", "content": "Water flüßt 💧.", "refusal": None},
                    "index": 0,
                    "logprobs": None,
                    "finish_reason": "stop",
                }
            ],
        }
    )


def test_parallel_tool_calls_are_merged_by_index() -> None:
    assert of(*wire.TOOLS_STREAM)["choices"] == snapshot(
        [
            {
                "message": {
                    "role": "assistant",
                    "content": None,
                    "refusal": None,
                    "tool_calls": [
                        {
                            "id": "call_a",
                            "type": "function",
                            "function": {"name": "get_level", "arguments": '{"gauge": 7}'},
                        },
                        {
                            "id": "call_b",
                            "type": "function",
                            "function": {"name": "get_flow", "arguments": "{}"},
                        },
                    ],
                },
                "index": 0,
                "logprobs": None,
                "finish_reason": "tool_calls",
            }
        ]
    )


def test_unknown_texts_are_joined_too() -> None:
    whole = assemble(b"".join(wire.REASONING_STREAM_CRLF))
    assert whole.ended
    assert whole.answer == snapshot(
        {
            "id": "ds-1",
            "model": "deepseek-reasoner",
            "object": "chat.completion",
            "usage": {"prompt_tokens": 5, "completion_tokens": 9},
            "choices": [
                {
                    "message": {
                        "role": "assistant",
                        "content": "Yes.",
                        "reasoning_content": "Hm, well",
                    },
                    "index": 0,
                    "finish_reason": "stop",
                }
            ],
        }
    )


def test_each_choice_is_put_together() -> None:
    events = [
        wire.delta(b'{"role":"assistant","content":"B"}', index=b"1"),
        wire.delta(b'{"role":"assistant","content":"A"}'),
        wire.delta(b'{"content":"b"}', b'"length"', index=b"1"),
        wire.delta(b'{"content":"a"}', b'"stop"'),
    ]
    assert of(*events)["choices"] == snapshot(
        [
            {
                "message": {"role": "assistant", "content": "Aa"},
                "index": 0,
                "logprobs": None,
                "finish_reason": "stop",
            },
            {
                "message": {"role": "assistant", "content": "Bb"},
                "index": 1,
                "logprobs": None,
                "finish_reason": "length",
            },
        ]
    )


def test_a_legacy_function_call_is_joined() -> None:
    said = message(
        wire.delta(b'{"role":"assistant","function_call":{"name":"f","arguments":""}}'),
        wire.delta(b'{"function_call":{"arguments":"{}"}}'),
    )
    assert said == snapshot(
        {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}}
    )


def test_a_legacy_completion_keeps_its_text() -> None:
    event = b'data: {"object":"text_completion","choices":[{"index":0,"text":"%s"}]}\n\n'
    assert of(event % b"Wa", event % b"ter") == snapshot(
        {"object": "text_completion", "choices": [{"index": 0, "text": "Water"}]}
    )


def test_logprobs_and_audio_are_put_together() -> None:
    first = b'{"index":0,"delta":{"audio":{"id":"a1","data":"UklG","transcript":"Wa"}},'
    second = b'{"index":0,"delta":{"audio":{"id":"a1","data":"Rg==","transcript":"ter"}},'
    logprob = b'"logprobs":{"content":[{"token":"%s"}]}}'
    whole = of(
        wire.chunk(b"[" + first + logprob % b"Wa" + b"]"),
        wire.chunk(b"[" + second + logprob % b"ter" + b"]"),
    )
    assert whole["choices"] == snapshot(
        [
            {
                "message": {
                    "role": "assistant",
                    "content": None,
                    "audio": {"id": "a1", "data": "UklGRg==", "transcript": "Water"},
                },
                "index": 0,
                "logprobs": {"content": [{"token": "Wa"}, {"token": "ter"}]},
            }
        ]
    )


def test_calls_without_index_are_told_apart_by_id_or_name() -> None:
    piece = (
        b'{"tool_calls":[{"id":"%s","type":"function","function":{"name":"f","arguments":"1"}}]}'
    )
    named = b'{"tool_calls":[{"function":{"name":"g","arguments":"2"}}]}'
    more = b'{"tool_calls":[{"function":{"arguments":"3"}}]}'
    said = message(*map(wire.delta, (piece % b"a", piece % b"b", named, more)))
    assert said["tool_calls"] == snapshot(
        [
            {"id": "a", "type": "function", "function": {"name": "f", "arguments": "1"}},
            {"id": "b", "type": "function", "function": {"name": "f", "arguments": "1"}},
            {"function": {"name": "g", "arguments": "23"}},
        ]
    )


def test_calls_that_all_say_index_zero_are_told_apart_by_id() -> None:
    piece = b'{"tool_calls":[{"index":0,"id":"%s","function":{"name":"f","arguments":"{}"}}]}'
    said = message(wire.delta(piece % b"a"), wire.delta(piece % b"b"))
    assert said["tool_calls"] == snapshot(
        [
            {"id": "a", "function": {"name": "f", "arguments": "{}"}},
            {"id": "b", "function": {"name": "f", "arguments": "{}"}},
        ]
    )


def test_a_cut_stream_gives_what_was_seen() -> None:
    whole = assemble(wire.ROLE + wire.delta(b'{"content":"Wat"}') + b'data: {"id":"chat')
    assert not whole.ended
    assert whole.answer["choices"] == snapshot(
        [
            {
                "message": {"role": "assistant", "content": "Wat", "refusal": None},
                "index": 0,
                "logprobs": None,
                "finish_reason": None,
            }
        ]
    )


def test_a_finish_reason_without_done_is_an_end() -> None:
    assert assemble(wire.delta(b"{}", b'"stop"')).ended
    assert assemble(wire.DONE).ended
    both = wire.delta(b"{}", b'"stop"') + wire.delta(b'{"content":"x"}', index=b"1")
    assert not assemble(both).ended


def test_an_error_inside_the_stream_is_told() -> None:
    whole = assemble(b"".join(wire.FAILING_STREAM))
    assert not whole.ended
    assert whole.error == snapshot(
        {
            "message": "The server had an error while processing your request. Sorry about that!",
            "type": "server_error",
            "param": None,
            "code": None,
        }
    )
    assert whole.answer["id"] == "chatcmpl-BfN3"


def test_an_error_event_without_error_object_is_told() -> None:
    assert assemble(b"event: error\ndata: overloaded\n\n").error == "overloaded"
    assert assemble(b'event: error\ndata: {"message":"m"}\n\n').error == {"message": "m"}
    assert assemble(b"event: error\n\n").error is None


def test_nothing_gives_nothing() -> None:
    assert assemble(b"").answer == {}
    assert not assemble(b": ping\n\n").ended


def test_later_heads_fill_what_the_first_left_empty() -> None:
    first = b'data: {"id":"","model":"","choices":[],"prompt_filter_results":[]}\n\n'
    assert of(first, wire.ROLE)["model"] == "gpt-4o-mini-2024-07-18"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["index", "id", "tool_calls", "function", "name", "content", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
CHUNK = st.fixed_dictionaries(
    {"choices": JSON | st.lists(st.fixed_dictionaries({"index": JSON, "delta": JSON}))},
    optional={"id": JSON, "object": JSON, "error": JSON, "usage": JSON},
)


@settings(max_examples=60, deadline=None)
@given(st.lists(CHUNK, max_size=4))
def test_any_chunks_add_up_to_something_that_can_be_written(chunks: list[object]) -> None:
    stream = b"".join(b"data: " + msgspec.json.encode(chunk) + b"\n\n" for chunk in chunks)
    msgspec.json.encode(assemble(stream).answer)
