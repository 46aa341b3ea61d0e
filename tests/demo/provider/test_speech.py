from typing import Any

import msgspec
import pytest

from tailrace.core.errors import BadInput
from tailrace.core.usage import Usage
from tailrace.demo.cast.models import get_provider
from tailrace.demo.provider import speech
from tailrace.demo.provider.wire import FAILURES, Reply, Tokens, ToolCall
from tailrace.protocols import chat
from tailrace.protocols.fold import fold
from tailrace.protocols.registry import DIALECTS

FORMS = ("openai", "responses", "anthropic", "gemini")
REPLY = Reply(
    id="chatcmpl-1",
    model="gpt-4o",
    created=1_700_000_000,
    text="Two words",
    tokens=Tokens(12, 8, cached=4, reasoning=2),
)
CALLS = msgspec.structs.replace(
    REPLY, text="", tool_call=ToolCall("call_1", "find", '{"id": 1}'), finish="tool_calls"
)


def heard(form: str, sent: list[bytes]) -> chat.Reply:
    reader = DIALECTS[form].stream_reader()
    events = [event for chunk in sent for event in reader.feed(chunk)]
    return fold([*events, *reader.flush()])


def words(reply: chat.Reply) -> str:
    return "".join(part.text for part in reply.parts if isinstance(part, chat.Text))


@pytest.mark.parametrize("form", FORMS)
def test_a_stream_says_what_the_whole_answer_says(form: str) -> None:
    whole = DIALECTS[form].read_reply(speech.whole(form, REPLY))
    sent = speech.stream(form, REPLY, ["Two ", "words"], counted=True, running=False)
    streamed = heard(form, sent)
    for said in (whole, streamed):
        assert words(said) == "Two words"
        assert said.finish == "stop"
        assert said.model == "gpt-4o"
        assert said.usage is not None
        assert (said.usage.prompt_tokens, said.usage.completion_tokens) == (12, 8)
        assert said.usage.cached_tokens == 4
    assert len(sent) >= 3


@pytest.mark.parametrize("form", FORMS)
def test_a_tool_is_called_in_every_format(form: str) -> None:
    whole = DIALECTS[form].read_reply(speech.whole(form, CALLS))
    streamed = heard(form, speech.stream(form, CALLS, [], counted=True, running=False))
    for said in (whole, streamed):
        (call,) = (part for part in said.parts if isinstance(part, chat.ToolCall))
        assert call.name == "find"
        assert msgspec.json.decode(call.arguments) == {"id": 1}
        assert said.finish == "tool_calls"


def test_googles_stream_counts_as_it_goes() -> None:
    sent = speech.stream("gemini", REPLY, ["a ", "b ", "c ", "d"], counted=False, running=False)
    counts = [
        msgspec.json.decode(event.removeprefix(b"data: "))["usageMetadata"]["totalTokenCount"]
        for event in sent
    ]
    assert counts == [14, 16, 18, 20, 20]


def test_openais_stream_counts_when_asked() -> None:
    silent = speech.stream("openai", REPLY, ["Two"], counted=False, running=False)
    asked = speech.stream("openai", REPLY, ["Two"], counted=True, running=False)
    running = speech.stream("openai", REPLY, ["Two"], counted=True, running=True)
    assert [b"".join(sent).count(b'"usage"') for sent in (silent, asked, running)] == [0, 1, 3]


@pytest.mark.parametrize("form", FORMS)
def test_a_failure_has_the_formats_shape(form: str) -> None:
    for failed in FAILURES.values():
        error = msgspec.json.decode(speech.failure(form, failed))["error"]
        assert error["message"] == failed.message


def test_anthropic_says_that_it_is_overloaded() -> None:
    body = msgspec.json.decode(speech.failure("anthropic", FAILURES["overloaded"]))
    assert (body["type"], body["error"]["type"]) == ("error", "overloaded_error")


@pytest.mark.parametrize(
    ("form", "body"),
    [
        ("openai", {"messages": [{"role": "user", "content": "Hi"}], "logprobs": True}),
        ("responses", {"input": "Hi"}),
        ("anthropic", {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 9}),
        (
            "anthropic",
            {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 9, "top_k": 3},
        ),
        ("gemini", {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]}),
    ],
)
def test_every_formats_request_is_read(form: str, body: dict[str, Any]) -> None:
    model = {} if form == "gemini" else {"model": "m"}
    call = speech.read(form, msgspec.json.encode({**model, **body}))
    assert call.said("user") == "Hi"


@pytest.mark.parametrize("form", FORMS)
def test_what_cannot_be_read_is_refused(form: str) -> None:
    with pytest.raises((BadInput, msgspec.DecodeError)):
        speech.read(form, b'{"model": "m", "messages": "Hi", "contents": 4, "input": 4}')


def test_what_is_written_so_far_leaves_thoughts_out() -> None:
    assert speech.usage(REPLY.tokens) == Usage(12, 8, 4, None, 2)
    assert speech.usage(REPLY.tokens, written=3) == Usage(12, 3, 4, None, None)


@pytest.mark.parametrize(
    ("name", "key", "first"),
    [
        ("groq", "data", {"id": "llama-3.3-70b-versatile", "object": "model"}),
        ("anthropic", "data", {"id": "claude-sonnet-4-5", "type": "model"}),
        ("google", "models", {"name": "models/gemini-2.5-flash"}),
    ],
)
def test_models_are_listed_in_each_vendors_shape(
    name: str, key: str, first: dict[str, str]
) -> None:
    listed = msgspec.json.decode(speech.models(get_provider(name)))[key]
    assert len(listed) == 2
    assert first.items() <= listed[0].items()
