"""From each vendor's format to each other's: the words, the calls and the end stay the same."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tailrace.protocols.chat import Broken, Event, Finish, Reply, Text, TextPiece, ToolCall
from tailrace.protocols.dialect import Dialect
from tailrace.protocols.fold import fold, unfold
from tailrace.protocols.registry import DIALECTS
from tests.fakes.chats import read_stream, write_stream
from tests.fakes.spoken import ARGUMENTS, NAMES, WORDS

PAIRS = list(product(DIALECTS.values(), repeat=2))
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
