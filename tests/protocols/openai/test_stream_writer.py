import msgspec
import pytest
from inline_snapshot import snapshot

from tailrace.core.usage import Usage
from tailrace.protocols.chat import (
    Broken,
    CallPiece,
    CallStarted,
    Counted,
    Ended,
    Event,
    Finished,
    ReasoningPiece,
    Started,
    TextPiece,
)
from tailrace.protocols.openai.stream_writer import OpenAiStreamWriter

EVENTS: list[Event] = [
    Started("msg_1", "claude", Usage(prompt_tokens=3)),
    ReasoningPiece("Hm."),
    ReasoningPiece(signature="anthropic:Eq"),
    ReasoningPiece("", "anthropic:Em", hidden=True),
    TextPiece("Wa"),
    TextPiece(""),
    CallStarted(0, "a", "f", "gemini:Cs"),
    CallPiece(0, "{}"),
    Finished("tool_calls"),
    Counted(Usage(3, 9)),
    Ended(),
]


def written(events: list[Event], *, usage: bool = True) -> list[str]:
    writer = OpenAiStreamWriter(now_s=7, usage=usage)
    stream = writer.write(events) + writer.end()
    return stream.decode().split("\n\n")


def test_a_stream_is_written() -> None:
    *chunks, done, _ = written(EVENTS)
    assert done == "data: [DONE]"
    said = [msgspec.json.decode(chunk.removeprefix("data: ")) for chunk in chunks]
    assert all((chunk["id"], chunk["created"]) == ("msg_1", 7) for chunk in said)
    assert [chunk["choices"][0]["delta"] for chunk in said[:-1]] == snapshot(
        [
            {"role": "assistant", "content": ""},
            {
                "reasoning_content": "Hm.",
                "reasoning_details": [{"type": "reasoning.text", "index": 0, "text": "Hm."}],
            },
            {
                "reasoning_details": [
                    {"type": "reasoning.text", "index": 0, "signature": "anthropic:Eq"}
                ]
            },
            {
                "reasoning_details": [
                    {"type": "reasoning.encrypted", "data": "anthropic:Em", "index": 1}
                ]
            },
            {"content": "Wa"},
            {
                "tool_calls": [
                    {
                        "index": 0,
                        "id": "a",
                        "type": "function",
                        "function": {"name": "f", "arguments": ""},
                        "extra_content": {"google": {"thought_signature": "gemini:Cs"}},
                    }
                ]
            },
            {"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]},
            {},
        ]
    )
    finishes = [chunk["choices"][0]["finish_reason"] for chunk in said[:-1]]
    assert finishes == [None] * (len(said) - 2) + ["tool_calls"]
    assert said[-1]["choices"] == []
    assert said[-1]["usage"] == {"prompt_tokens": 3, "completion_tokens": 9, "total_tokens": 12}


def test_thoughts_are_counted_from_0() -> None:
    _, hidden, seen, *_ = written(
        [Started(), ReasoningPiece("", "anthropic:E", hidden=True), ReasoningPiece("Hm.")]
    )
    assert '"data":"anthropic:E","index":0' in hidden
    assert '"index":1,"text":"Hm."' in seen


def test_usage_is_told_only_when_asked_for() -> None:
    assert len(written(EVENTS, usage=False)) == len(written(EVENTS)) - 1


def test_a_stream_that_began_in_the_middle_has_its_role_first() -> None:
    first, *_ = written([TextPiece("a")])
    assert '"delta":{"role":"assistant","content":""}' in first
    assert '"id":"chatcmpl-7"' in first


def test_a_stream_of_nothing_is_still_one() -> None:
    role, done, _ = written([])
    assert '"role":"assistant"' in role
    assert done == "data: [DONE]"


@pytest.mark.parametrize("more", [[], [TextPiece("b")], [Ended()]])
def test_nothing_follows_an_error(more: list[Event]) -> None:
    broken = Broken("overloaded_error", "Overloaded", 529)
    *_, last, rest = written([Started(), TextPiece("a"), broken, *more])
    assert last.startswith('data: {"error":{"message":"Overloaded","type":"api_error"')
    assert rest == ""
