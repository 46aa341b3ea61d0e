"""A client of one format, a provider of the other: what each of them sees."""

from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot
from openai.types.chat import ChatCompletionChunk

from tailrace.core.errors import BadInput
from tailrace.protocols.anthropic.dialect import Anthropic
from tailrace.protocols.chat import (
    Answer,
    Broken,
    CallPiece,
    CallStarted,
    Chat,
    Counted,
    Effort,
    Ended,
    Event,
    File,
    Finish,
    Finished,
    Image,
    Reasoning,
    ReasoningPiece,
    Reply,
    Role,
    Started,
    Text,
    TextPiece,
    Tool,
    ToolCall,
    ToolResult,
    Turn,
)
from tailrace.protocols.dialect import Dialect
from tailrace.protocols.fold import fold
from tailrace.protocols.openai.dialect import OpenAi
from tailrace.protocols.sse import data_of, split_events
from tests.fakes import anthropic_wire, openai_wire
from tests.fakes import chats as made
from tests.fakes.anthropic_order import in_order

OPENAI, ANTHROPIC = OpenAi(), Anthropic()
SAID = [
    {"role": "system", "content": "You are terse."},
    {"role": "user", "content": "How high is it?"},
    {
        "role": "assistant",
        "content": "I look.",
        "tool_calls": [
            {"id": "call_a", "type": "function", "function": {"name": "level", "arguments": "{}"}},
            {"id": "call_b", "type": "function", "function": {"name": "flow", "arguments": "{}"}},
        ],
    },
    {"role": "tool", "tool_call_id": "call_a", "content": "3 m"},
    {"role": "tool", "tool_call_id": "call_b", "content": "9 m3/s"},
    {"role": "user", "content": "And?"},
]


def test_results_of_several_calls_are_one_turn_for_anthropic() -> None:
    body = msgspec.json.encode({"model": "claude-sonnet-4-5", "messages": SAID})
    asked = msgspec.json.decode(ANTHROPIC.write_chat(OPENAI.read_chat(body)))
    assert asked["system"] == "You are terse."
    assert asked["messages"] == snapshot(
        [
            {"role": "user", "content": "How high is it?"},
            {
                "role": "assistant",
                "content": [
                    {"type": "text", "text": "I look."},
                    {"type": "tool_use", "id": "call_a", "name": "level", "input": {}},
                    {"type": "tool_use", "id": "call_b", "name": "flow", "input": {}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {
                        "type": "tool_result",
                        "tool_use_id": "call_a",
                        "content": [{"type": "text", "text": "3 m"}],
                    },
                    {
                        "type": "tool_result",
                        "tool_use_id": "call_b",
                        "content": [{"type": "text", "text": "9 m3/s"}],
                    },
                    {"type": "text", "text": "And?"},
                ],
            },
        ]
    )


def test_and_come_back_as_they_were() -> None:
    body = msgspec.json.encode({"model": "m", "messages": SAID})
    there = ANTHROPIC.write_chat(OPENAI.read_chat(body))
    back = msgspec.json.decode(OPENAI.write_chat(ANTHROPIC.read_chat(there)))
    assert back["messages"] == SAID


def test_anthropics_thoughts_survive_a_round_through_an_openai_client() -> None:
    reply = ANTHROPIC.read_reply(anthropic_wire.MESSAGE)
    shown = msgspec.json.decode(OPENAI.write_reply(reply, now_s=7))["choices"][0]["message"]
    user = {"role": "user", "content": "Hi"}
    asked = {"model": "claude-sonnet-4-5", "messages": [user, shown, user]}
    sent = ANTHROPIC.write_chat(OPENAI.read_chat(msgspec.json.encode(asked)))
    thought = {"type": "thinking", "thinking": "A gauge, then.", "signature": "EqQBCgIYAhIM"}
    assert msgspec.json.decode(sent)["messages"][1]["content"][0] == thought


def test_thoughts_of_an_openai_provider_survive_a_round_through_an_anthropic_client() -> None:
    reply = fold(made.read_stream(OPENAI, *openai_wire.REASONING_STREAM_CRLF))
    shown = msgspec.json.decode(ANTHROPIC.write_reply(reply, now_s=7))
    user = {"role": "user", "content": "Hi"}
    message = {"role": "assistant", "content": shown["content"]}
    asked = {"model": "deepseek-reasoner", "max_tokens": 9, "messages": [user, message, user]}
    sent = OPENAI.write_chat(ANTHROPIC.read_chat(msgspec.json.encode(asked)))
    assert msgspec.json.decode(sent)["messages"][1]["reasoning_content"] == "Hm, well"


def test_an_anthropic_stream_is_an_openai_stream_to_the_client() -> None:
    events = made.read_stream(ANTHROPIC, *anthropic_wire.STREAM)
    *chunks, done = split_events(made.write_stream(OPENAI, events))
    assert done == b"data: [DONE]\n\n"
    for chunk in chunks:
        ChatCompletionChunk.model_validate_json(data_of(chunk))
    assert not msgspec.json.decode(data_of(chunks[-1]))["choices"]
    said = fold(made.read_stream(OPENAI, *chunks, done))
    assert said == ANTHROPIC.read_reply(anthropic_wire.MESSAGE)


@pytest.mark.parametrize(
    "stream",
    [openai_wire.TEXT_STREAM, openai_wire.TOOLS_STREAM, openai_wire.REASONING_STREAM_CRLF],
)
def test_an_openai_stream_is_an_anthropic_stream_to_the_client(stream: list[bytes]) -> None:
    events = made.read_stream(OPENAI, *stream)
    written = made.write_stream(ANTHROPIC, events)
    in_order(written)
    assert fold(made.read_stream(ANTHROPIC, written)) == fold(events)


@settings(deadline=None)
@given(made.replies())
def test_a_reply_is_the_same_after_a_round_through_both(reply: Reply) -> None:
    there = OPENAI.read_reply(OPENAI.write_reply(reply, now_s=7))
    assert ANTHROPIC.read_reply(ANTHROPIC.write_reply(there, now_s=7)) == reply


WORD = st.sampled_from(["", "a", "image/png", "text/plain", "aGk=", "gpt-5", "claude-opus-5", "{"])
SHOWN = (
    st.builds(Text, WORD)
    | st.builds(Image, url=WORD, media_type=WORD, data=WORD)
    | st.builds(File, url=WORD, media_type=WORD, data=WORD, name=WORD)
)
PART = (
    SHOWN
    | st.builds(Reasoning, WORD, WORD | st.just("anthropic:E"), st.booleans())
    | st.builds(ToolCall, WORD, WORD, WORD, WORD)
    | st.builds(ToolResult, WORD, st.lists(SHOWN, max_size=2).map(tuple), WORD, st.booleans())
)
ROLES: list[Role] = ["user", "assistant"]
TURN = st.builds(Turn, st.sampled_from(ROLES), st.lists(PART, max_size=3).map(tuple))
SCHEMA = st.none() | st.dictionaries(WORD, st.none() | WORD | st.integers(), max_size=2)
TOOL = st.builds(Tool, WORD, WORD, SCHEMA, st.none() | st.booleans())
ANSWER = st.builds(Answer, st.sampled_from(["text", "json_object", "json_schema"]), WORD, SCHEMA)
NUMBER = st.none() | st.floats(-2, 2)
COUNT = st.none() | st.integers(-1, 99_999)
ANY_CHAT = st.builds(
    Chat,
    model=WORD,
    system=st.lists(st.builds(Text, WORD), max_size=2).map(tuple),
    turns=st.lists(TURN, max_size=3).map(tuple),
    tools=st.lists(TOOL, max_size=2).map(tuple),
    tool_choice=st.none() | st.sampled_from(made.CHOICES),
    tool_name=WORD,
    parallel_tool_calls=st.none() | st.booleans(),
    answer=st.none() | ANSWER,
    max_tokens=COUNT,
    temperature=NUMBER,
    top_p=NUMBER,
    top_k=st.none() | st.just(3),
    frequency_penalty=NUMBER,
    seed=st.none() | st.just(3),
    stop=st.lists(WORD, max_size=2).map(tuple),
    effort=st.none() | st.sampled_from(get_args(Effort)),
    thinking_tokens=COUNT,
    stream=st.booleans(),
    user=WORD,
)


@settings(deadline=None, max_examples=300)
@given(ANY_CHAT, st.sampled_from([OPENAI, ANTHROPIC]))
def test_any_chat_is_written_or_refused(chat: Chat, dialect: Dialect) -> None:
    code = ""
    try:
        body = dialect.write_chat(chat)
    except BadInput as refused:
        code, body = refused.code, b"{}"
    assert code in {"", "not_translatable"}
    assert isinstance(msgspec.json.decode(body), dict)


EVENTS = (
    st.builds(Started, WORD, WORD, st.none() | made.USAGES)
    | st.builds(TextPiece, WORD)
    | st.builds(ReasoningPiece, WORD, WORD, st.booleans())
    | st.builds(CallStarted, st.integers(0, 2), WORD, WORD, WORD)
    | st.builds(CallPiece, st.integers(0, 2), WORD)
    | st.builds(Finished, st.sampled_from(get_args(Finish)), WORD)
    | st.builds(Counted, made.USAGES)
    | st.builds(Broken, WORD, WORD, st.sampled_from([400, 500]))
    | st.just(Ended())
)


@settings(deadline=None, max_examples=300)
@given(st.lists(EVENTS, max_size=12))
def test_events_in_any_order_make_a_stream_that_the_vendors_take(events: list[Event]) -> None:
    for chunk in split_events(made.write_stream(OPENAI, events)):
        if b'"error"' not in chunk and b"[DONE]" not in chunk:
            ChatCompletionChunk.model_validate_json(data_of(chunk))
    if not any(isinstance(event, Broken) for event in events):
        in_order(made.write_stream(ANTHROPIC, events))
