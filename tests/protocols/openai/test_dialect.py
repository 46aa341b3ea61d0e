"""What is written is what was read, and OpenAI's own types take it."""

from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.chat.completion_create_params import CompletionCreateParams
from pydantic import TypeAdapter

from tailrace.core.errors import BadInput
from tailrace.protocols.chat import Broken, Chat, Ended, Reasoning, Reply
from tailrace.protocols.fold import Folding, fold, unfold
from tailrace.protocols.openai.dialect import OpenAi
from tailrace.protocols.sse import data_of, split_events
from tests.fakes import chats as made
from tests.fakes import openai_wire as wire

OPENAI = OpenAi()
REQUEST: TypeAdapter[Any] = TypeAdapter(CompletionCreateParams)
THOUGHTS = st.builds(
    Reasoning, made.WORDS, st.sampled_from(["openai:", "anthropic:Eq8B", "gemini:CsoB"])
)
HIDDEN = st.builds(Reasoning, st.just(""), st.just("anthropic:EmwK"), st.just(value=True))
STREAMS = [wire.TEXT_STREAM, wire.TOOLS_STREAM, wire.REASONING_STREAM_CRLF, wire.FAILING_STREAM]


def test_it_is_called_by_its_name() -> None:
    assert OPENAI.name == "openai"


@settings(deadline=None)
@given(made.chats())
def test_a_chat_that_was_written_is_read_again(chat: Chat) -> None:
    body = OPENAI.write_chat(chat)
    assert OPENAI.read_chat(body) == chat
    made.checked(REQUEST.validate_python, body)


@settings(deadline=None)
@given(made.replies(THOUGHTS, HIDDEN))
def test_a_reply_that_was_written_is_read_again(reply: Reply) -> None:
    body = OPENAI.write_reply(reply, now_s=1_700_000_000)
    assert OPENAI.read_reply(body) == reply
    ChatCompletion.model_validate_json(body)


@settings(deadline=None)
@given(made.replies(THOUGHTS, HIDDEN), made.PLACES)
def test_a_stream_that_was_written_adds_up_to_the_reply(reply: Reply, places: list[int]) -> None:
    stream = made.write_stream(OPENAI, unfold(reply))
    events = made.read_stream(OPENAI, *made.cuts(stream, places))
    assert fold(events) == reply
    assert events[-1] == Ended()
    *chunks, last = split_events(stream)
    assert last == b"data: [DONE]\n\n"
    for chunk in chunks:
        ChatCompletionChunk.model_validate_json(data_of(chunk))


@settings(deadline=None)
@given(st.sampled_from(STREAMS), made.PLACES)
def test_the_events_are_the_same_however_the_stream_is_cut(
    events: list[bytes], places: list[int]
) -> None:
    stream = b"".join(events)
    assert made.read_stream(OPENAI, *made.cuts(stream, places)) == made.read_stream(OPENAI, stream)


@settings(deadline=None, max_examples=300)
@given(made.ODD_BODIES, st.booleans())
@example(
    b'{"choices":[{"message":{"tool_calls":[{"function":{"arguments":{"a":"\\udc00"}}}]}}]}', False
)
def test_any_bytes_are_refused_as_the_docstrings_say(body: bytes, named: bool) -> None:
    for read, refusal in ((OPENAI.read_chat, BadInput), (OPENAI.read_reply, ValueError)):
        try:
            msgspec.json.encode(read(body))
        except refusal:
            continue
    event = (b"event: error\n" if named else b"") + b"data: " + body + b"\n\n"
    folding = Folding()
    folding.add(made.read_stream(OPENAI, event, body))
    msgspec.json.encode(folding.reply)


def test_errors_have_openais_shape() -> None:
    inner = msgspec.json.decode(OPENAI.error(429, "limit_reached", "Slow down."))["error"]
    assert inner == {
        "message": "Slow down.",
        "type": "rate_limit_error",
        "param": None,
        "code": "limit_reached",
    }


def test_an_error_event_is_read_as_one() -> None:
    event = OPENAI.error_event(429, "limit_reached", "Slow down.")
    assert made.read_stream(OPENAI, event) == [Broken("rate_limit_error", "Slow down.", 429)]


@pytest.mark.parametrize("usage", [True, False])
def test_the_usage_chunk_comes_when_it_is_asked_for(usage: bool) -> None:
    stream = made.write_stream(OPENAI, made.read_stream(OPENAI, *wire.TEXT_STREAM), usage=usage)
    assert (b'"usage"' in stream) == usage
