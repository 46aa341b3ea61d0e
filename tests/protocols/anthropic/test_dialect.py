"""What is written is what was read, and Anthropic's own types take it."""

from typing import Any

import msgspec
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParams
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tailrace.core.errors import BadInput
from tailrace.protocols.anthropic.dialect import Anthropic
from tailrace.protocols.chat import Broken, Chat, Ended, Reasoning, Reply
from tailrace.protocols.fold import Folding, fold, unfold
from tailrace.protocols.sse import name_of
from tests.fakes import anthropic_wire as wire
from tests.fakes import chats as made
from tests.fakes.anthropic_order import in_order

ANTHROPIC = Anthropic()
REQUEST: TypeAdapter[Any] = TypeAdapter(MessageCreateParams)
NOT_IN_THE_SDK = ("temperature", "top_p", "top_k")
"""The API takes them for models up to 4.6; the SDK has left them out since its version 1."""
THOUGHTS = st.builds(Reasoning, made.WORDS, st.sampled_from(["anthropic:Eq8B", "gemini:CsoB"]))
HIDDEN = st.builds(Reasoning, st.just(""), st.just("anthropic:EmwK"), st.just(value=True))


def test_it_is_called_by_its_name() -> None:
    assert ANTHROPIC.name == "anthropic"


@settings(deadline=None)
@given(made.chats())
def test_a_chat_that_was_written_is_read_again(chat: Chat) -> None:
    body = ANTHROPIC.write_chat(chat)
    assert ANTHROPIC.read_chat(body) == chat
    asked = msgspec.json.decode(body)
    for name in NOT_IN_THE_SDK:
        asked.pop(name, None)
    made.checked(REQUEST.validate_python, msgspec.json.encode(asked))


@settings(deadline=None)
@given(made.replies(THOUGHTS, HIDDEN))
def test_a_reply_that_was_written_is_read_again(reply: Reply) -> None:
    body = ANTHROPIC.write_reply(reply, now_s=1_700_000_000)
    assert ANTHROPIC.read_reply(body) == reply
    Message.model_validate_json(body)


@settings(deadline=None)
@given(made.replies(THOUGHTS, HIDDEN), made.PLACES)
def test_a_stream_that_was_written_adds_up_to_the_reply(reply: Reply, places: list[int]) -> None:
    stream = made.write_stream(ANTHROPIC, unfold(reply))
    events = made.read_stream(ANTHROPIC, *made.cuts(stream, places))
    assert fold(events) == reply
    assert events[-1] == Ended()
    in_order(stream)


@settings(deadline=None)
@given(st.sampled_from(wire.STREAMS), made.PLACES)
def test_the_events_are_the_same_however_the_stream_is_cut(
    events: list[bytes], places: list[int]
) -> None:
    stream = b"".join(events)
    whole = made.read_stream(ANTHROPIC, stream)
    assert made.read_stream(ANTHROPIC, *made.cuts(stream, places)) == whole


@settings(deadline=None, max_examples=300)
@given(made.ODD_BODIES)
def test_any_bytes_are_refused_as_the_docstrings_say(body: bytes) -> None:
    for read, refusal in ((ANTHROPIC.read_chat, BadInput), (ANTHROPIC.read_reply, ValueError)):
        try:
            msgspec.json.encode(read(body))
        except refusal:
            continue
    folding = Folding()
    folding.add(made.read_stream(ANTHROPIC, b"data: " + body + b"\n\n", body))
    msgspec.json.encode(folding.reply)


def test_errors_have_anthropics_shape() -> None:
    said = msgspec.json.decode(ANTHROPIC.error(429, "limit_reached", "Slow down."))
    inner = {"type": "rate_limit_error", "message": "Slow down."}
    assert said == {"type": "error", "error": inner}


def test_an_error_event_is_read_as_one() -> None:
    event = ANTHROPIC.error_event(529, "busy", "Busy.")
    assert name_of(event) == b"error"
    assert made.read_stream(ANTHROPIC, event) == [Broken("overloaded_error", "Busy.", 529)]
