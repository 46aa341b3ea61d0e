from typing import Any

import msgspec

from tailrace.demo.provider.wire import (
    DONE,
    FAILURES,
    Reply,
    Tokens,
    ToolCall,
    completion,
    events,
    usage,
)

REPLY = Reply(
    id="chatcmpl-1",
    model="gpt-4o",
    created=1_700_000_000,
    text="Two words",
    tokens=Tokens(12, 8, cached=4, reasoning=2),
)


def read(stream: list[bytes]) -> list[dict[str, Any]]:
    assert all(event.startswith(b"data: ") and event.endswith(b"\n\n") for event in stream)
    return [msgspec.json.decode(event[6:]) for event in stream if event != DONE]


def test_an_answer_that_is_not_streamed_has_openais_shape() -> None:
    assert msgspec.json.decode(completion(REPLY)) == {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "gpt-4o",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Two words"},
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": 12,
            "completion_tokens": 8,
            "total_tokens": 20,
            "prompt_tokens_details": {"cached_tokens": 4},
            "completion_tokens_details": {"reasoning_tokens": 2},
        },
    }


def test_what_a_model_does_not_count_is_left_out() -> None:
    assert usage(Tokens(1, 2)) == {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}


def test_a_stream_tells_its_usage_only_when_asked() -> None:
    plain = read(events(REPLY, ["Two ", "words"], usage_last=False, running=False))
    assert not any("usage" in chunk for chunk in plain)
    asked = read(events(REPLY, ["Two ", "words"], usage_last=True, running=False))
    assert asked[:-1] == plain
    assert asked[-1]["choices"] == []
    assert asked[-1]["usage"]["total_tokens"] == 20


def test_a_stream_adds_up_to_its_text_and_ends() -> None:
    stream = events(REPLY, ["Two ", "words"], usage_last=False, running=False)
    assert stream[-1] == DONE
    choices = [chunk["choices"][0] for chunk in read(stream)]
    assert choices[0]["delta"] == {"role": "assistant", "content": ""}
    assert "".join(choice["delta"].get("content", "") for choice in choices) == "Two words"
    assert [choice["finish_reason"] for choice in choices] == [None, None, None, "stop"]


def test_a_running_count_grows_to_the_whole_before_the_end() -> None:
    chunks = read(events(REPLY, ["Two ", "words"], usage_last=False, running=True))
    counts = [chunk["usage"]["completion_tokens"] for chunk in chunks]
    assert counts == sorted(counts)
    assert counts[-2:] == [8, 8]


def test_a_tool_call_takes_the_place_of_text() -> None:
    call = ToolCall("call_1", "find", '{"id": 1}')
    reply = msgspec.structs.replace(REPLY, text="", tool_call=call, finish="tool_calls")
    message = msgspec.json.decode(completion(reply))["choices"][0]["message"]
    wire = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "find", "arguments": '{"id": 1}'},
    }
    assert message == {"role": "assistant", "content": None, "tool_calls": [wire]}
    chunks = read(events(reply, [], usage_last=False, running=False))
    assert chunks[1]["choices"][0]["delta"] == {"tool_calls": [{"index": 0, **wire}]}
    assert chunks[-1]["choices"][0]["finish_reason"] == "tool_calls"


def test_failures_have_openais_shape() -> None:
    for failure in FAILURES.values():
        error = msgspec.json.decode(failure.body())["error"]
        assert set(error) == {"message", "type", "param", "code"}
        assert error["message"] == failure.message
        assert 400 <= failure.http_status < 600
