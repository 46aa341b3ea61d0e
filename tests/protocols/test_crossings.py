"""From each vendor's format to each other's: the words, the calls and the end stay the same."""

from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tailrace.protocols.chat import (
    Broken,
    Chat,
    Event,
    Finish,
    Image,
    Part,
    Reply,
    Text,
    TextPiece,
    ToolCall,
    ToolResult,
)
from tailrace.protocols.dialect import Dialect
from tailrace.protocols.fold import fold, join, unfold
from tailrace.protocols.registry import DIALECTS
from tests.fakes.chats import chats, read_stream, write_stream
from tests.fakes.spoken import ARGUMENTS, NAMES, WORDS

PAIRS = list(product(DIALECTS.values(), repeat=2))
CROSSED = [f"{client.name} to {provider.name}" for client, provider in PAIRS]
NAMED = [f"{provider.name} to {client.name}" for provider, client in PAIRS]


@st.composite
def answers(draw: st.DrawFn) -> Reply:
    """Return words and calls, as any model says them."""
    calls = [
        ToolCall(f"call_{at}", name, draw(ARGUMENTS))
        for at, name in enumerate(draw(st.lists(NAMES, max_size=3)))
    ]
    said = draw(st.lists(WORDS.map(Text), min_size=not calls, max_size=1))
    ends: list[Finish] = ["tool_calls"] if calls else ["stop", "length", "content_filter"]
    return Reply(id="r_1", model="m", parts=(*said, *calls), finish=draw(st.sampled_from(ends)))


def essence(reply: Reply) -> Any:
    """Return what must stay the same."""
    return reply.parts, reply.finish, reply.model


@pytest.mark.parametrize(("provider", "client"), PAIRS, ids=NAMED)
@settings(deadline=None, max_examples=20)
@given(reply=answers())
def test_an_answer_crosses_whole_and_streamed(
    provider: Dialect, client: Dialect, reply: Reply
) -> None:
    whole = provider.read_reply(provider.write_reply(reply, now_s=7))
    crossed = client.read_reply(client.write_reply(whole, now_s=7))
    assert essence(crossed) == essence(reply)
    streamed = read_stream(provider, write_stream(provider, unfold(reply)))
    assert essence(fold(read_stream(client, write_stream(client, streamed)))) == essence(reply)


@pytest.mark.parametrize(("provider", "client"), PAIRS, ids=NAMED)
def test_an_error_within_a_stream_crosses(provider: Dialect, client: Dialect) -> None:
    events: list[Event] = [TextPiece("a"), Broken("overloaded", "Busy.", 503)]
    heard = read_stream(provider, write_stream(provider, events))
    crossed = read_stream(client, write_stream(client, heard))
    assert [event.message for event in crossed if isinstance(event, Broken)] == ["Busy."]
    assert fold(crossed).parts == (Text("a"),)


@pytest.mark.parametrize(("client", "provider"), PAIRS, ids=CROSSED)
@settings(deadline=None, max_examples=30)
@given(chat=chats())
def test_a_chat_crosses(client: Dialect, provider: Dialect, chat: Chat) -> None:
    chat = msgspec.structs.replace(chat, stop=(), parallel_tool_calls=None, stream=False)
    asked = client.read_chat(client.write_chat(chat))
    asked = msgspec.structs.replace(asked, model=chat.model)
    crossed = provider.read_chat(provider.write_chat(asked))
    assert question(crossed) == question(chat)


def question(chat: Chat) -> Any:
    """Return what must stay the same; formats differ in how they cut a text into parts."""
    system = "".join("".join(text.text for text in chat.system).split("\n"))
    turns = [(turn.role, [_spoken(part) for part in join(turn.parts)]) for turn in chat.turns]
    tools = [(tool.name, tool.description, tool.schema) for tool in chat.tools]
    sampling = chat.max_tokens, chat.temperature, chat.top_p
    return system, turns, tools, chat.tool_choice, chat.tool_name, sampling


def _spoken(part: Part) -> Any:
    if isinstance(part, Image):
        return part.url, part.data
    if isinstance(part, ToolResult):
        text = "".join(inner.text for inner in part.parts if isinstance(inner, Text))
        return part.call_id, part.name, text.replace("\n", "")
    return part
