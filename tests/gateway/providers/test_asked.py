import json
from typing import Any

import pytest

from tailrace.core.errors import BadInput
from tailrace.gateway.providers.asked import (
    read_chat,
    read_contents,
    read_embeddings,
    read_messages,
    read_responses,
)
from tailrace.gateway.providers.sent import request_body


def body(**members: Any) -> bytes:
    return json.dumps(members).encode()


def test_a_chat_tells_what_it_asks_for() -> None:
    ask = read_chat(
        body(
            model="m",
            stream=True,
            stream_options={"include_usage": True},
            user="u",
            metadata={"a": "b"},
        )
    )
    assert (ask.model, ask.streamed, ask.wants_usage) == ("m", True, True)
    assert (ask.user, ask.metadata) == ("u", {"a": "b"})


def test_members_of_another_type_are_left_to_the_provider() -> None:
    ask = read_chat(body(model="m", stream="yes", stream_options=[1], user=7, metadata="x"))
    assert (ask.streamed, ask.wants_usage, ask.user) == (False, False, "")


def test_embeddings_never_stream() -> None:
    ask = read_embeddings(body(model="m", input="x", stream=True, user="u"))
    assert (ask.model, ask.streamed, ask.user) == ("m", False, "u")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"null",
        b"{}",
        b'{"model": 7}',
        b'{"model": null}',
        b'{"model": " "}',
        b'{"model": "m"} trailing',
        b"\xff\xfe",
        b'{"model": "m", "x": ' + b"[" * 100_000,
        b"--boundary\r\ncontent-disposition: form-data",
    ],
)
def test_what_is_no_object_with_a_model_is_refused(data: bytes) -> None:
    for read in (read_chat, read_embeddings):
        with pytest.raises(BadInput):
            read(data)


@pytest.mark.parametrize(
    "data",
    [
        b'{"model": "m", "x": NaN, "user": "u"}',
        b'{"model": "m", "x": "\\ud83d", "user": "u"}',
        b'\xef\xbb\xbf{"model": "m", "user": "u"}',
    ],
)
def test_json_that_clients_write_against_the_standard_passes(data: bytes) -> None:
    ask = read_chat(data)
    assert (ask.model, ask.user) == ("m", "u")
    assert request_body(ask, "m") == data


def test_half_a_character_does_not_reach_what_we_store() -> None:
    ask = read_chat(b'{"model": "m", "user": "u\\ud83d"}')
    assert ask.user.encode() == b"u?"


def test_a_responses_request_tells_what_it_asks_for() -> None:
    ask = read_responses(body(model="m", stream=True, user="u", metadata={"a": "b"}))
    assert (ask.model, ask.streamed, ask.user, ask.metadata) == ("m", True, "u", {"a": "b"})


def test_anthropics_user_is_in_its_metadata() -> None:
    ask = read_messages(body(model="m", stream=True, metadata={"user_id": "u"}))
    assert (ask.model, ask.streamed, ask.user) == ("m", True, "u")
    assert read_messages(body(model="m", metadata=[1])).user == ""


def test_a_gemini_body_names_no_model() -> None:
    ask = read_contents(body(contents=[]), model="gemini-2.5-flash", streamed=True)
    assert (ask.model, ask.streamed) == ("gemini-2.5-flash", True)
    for model, data in (("", b"{}"), ("m", b"[")):
        with pytest.raises(BadInput):
            read_contents(data, model=model, streamed=False)
