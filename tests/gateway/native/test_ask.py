import json
from typing import Any

import pytest

from tailrace.core.errors import BadInput
from tailrace.gateway.native.ask import read
from tailrace.gateway.providers.sent import request_body

MESSAGES = [{"role": "user", "content": "Hi"}]


def body(**members: Any) -> bytes:
    return json.dumps({"messages": MESSAGES, "model": "gpt-4o", **members}).encode()


def test_what_providers_know_is_sent_on_and_the_rest_is_not() -> None:
    ask = read(
        body(
            provider="openai",
            workflow="summary",
            temperature=0.2,
            tools=[],
            user="u1",
            user_id="u_17",
            inputs={"a": 1},
            context={"b": 2},
            metadata={"segment": "pro"},
            format="raw",
            test_mode=True,
        )
    )
    sent = json.loads(request_body(ask, "gpt-4o"))
    assert sent == {
        "messages": MESSAGES,
        "model": "gpt-4o",
        "temperature": 0.2,
        "tools": [],
        "user": "u1",
    }
    assert (ask.provider, ask.workflow, ask.model) == ("openai", "summary", "gpt-4o")
    assert (ask.user, ask.metadata) == ("u1", {"segment": "pro"})
    assert (ask.wrapped, ask.test_mode, ask.structured) == (False, True, False)


def test_the_answer_is_wrapped_unless_asked_otherwise() -> None:
    assert read(body()).wrapped
    assert read(body(format="wrapped")).wrapped


def test_a_schema_becomes_the_providers_response_format() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    ask = read(body(structured_output_schema=schema))
    sent = json.loads(ask.body)
    assert sent["response_format"]["type"] == "json_schema"
    assert sent["response_format"]["json_schema"]["schema"] == schema
    assert "structured_output_schema" not in sent
    assert ask.structured


def test_a_response_format_is_sent_on() -> None:
    ask = read(body(response_format={"type": "json_object"}))
    assert json.loads(ask.body)["response_format"] == {"type": "json_object"}
    assert ask.structured


def test_a_stream_asks_for_usage_upstream() -> None:
    ask = read(body(stream=True))
    assert ask.streamed
    assert not ask.wants_usage
    assert json.loads(request_body(ask, "m"))["stream_options"] == {"include_usage": True}
    assert read(body(stream=True, stream_options={"include_usage": True})).wants_usage


def test_a_workflow_needs_no_model() -> None:
    ask = read(json.dumps({"messages": [], "workflow": "summary"}).encode())
    assert (ask.workflow, ask.model) == ("summary", "")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "cannot be read"),
        (b"[]", "Expected `object`"),
        (b'{"model": "m"}', "`messages`"),
        (body(messages="Hi"), r"\$.messages"),
        (body(model=5), r"\$.model"),
        (body(test_mode="yes"), r"\$.test_mode"),
        (body(format="xml"), "format 'xml'"),
        (json.dumps({"messages": []}).encode(), "neither a workflow nor a model"),
        (body(structured_output_schema={}, response_format={}), "both"),
        (b'{"messages": ' + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(data: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read(data)
