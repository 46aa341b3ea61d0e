import json
from typing import Any

import pytest

from tailrace.core.errors import BadInput
from tailrace.gateway.providers.openai import (
    authorization,
    read_chat,
    read_embeddings,
    request_body,
    url,
)
from tests.fakes.site import targets

VALUE = b'{"n": 1.000, "e": "\\u00e9",  "big": 12345678901234567890123}'
PRETTY = b'{\n "model" : "openai/gpt-4o",\n "x": ' + VALUE + b"\n}"


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


def test_a_body_without_need_of_change_passes_byte_for_byte() -> None:
    data = PRETTY.replace(b"openai/", b"")
    assert request_body(read_chat(data), "gpt-4o") is data


def test_only_the_model_changes_and_values_keep_their_bytes() -> None:
    sent = request_body(read_chat(PRETTY), "gpt-4o")
    assert json.loads(sent)["model"] == "gpt-4o"
    assert VALUE in sent


def test_the_model_also_changes_in_loose_json() -> None:
    sent = request_body(read_chat(b'{"model": "a/m", "x": "\\ud83d", "y": NaN}'), "m")
    assert sent == b'{"model":"m","x":"\\ud83d","y":NaN}'


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ({}, {"include_usage": True}),
        ({"stream_options": None}, {"include_usage": True}),
        (
            {"stream_options": {"include_obfuscation": False}},
            {"include_obfuscation": False, "include_usage": True},
        ),
        ({"stream_options": {"include_usage": False}}, {"include_usage": True}),
        ({"stream_options": "bad"}, "bad"),
    ],
)
def test_a_streams_usage_is_asked_for(options: dict[str, Any], sent: Any) -> None:
    ask = read_chat(body(model="m", stream=True, **options))
    assert json.loads(request_body(ask, "m"))["stream_options"] == sent


def test_a_stream_that_asks_for_usage_itself_passes_byte_for_byte() -> None:
    data = body(model="m", stream=True, stream_options={"include_usage": True})
    assert request_body(read_chat(data), "m") is data


@pytest.mark.parametrize(
    ("base_url", "query", "expected"),
    [
        ("http://a/v1", b"", "http://a/v1/chat"),
        ("http://a/v1", b"b=1&c=2", "http://a/v1/chat?b=1&c=2"),
        ("http://a/d?api-version=1", b"", "http://a/d/chat?api-version=1"),
        ("http://a/d?api-version=1", b"b=1", "http://a/d/chat?api-version=1&b=1"),
    ],
)
def test_an_address_keeps_its_own_and_the_clients_query(
    base_url: str, query: bytes, expected: str
) -> None:
    assert url(targets({"a": base_url})["a"], "/chat", query) == expected


def test_a_server_without_a_key_is_shown_none() -> None:
    target = targets({"a": "http://a"})["a"]
    assert authorization(target) == [("Authorization", f"Bearer {target.api_key}")]
    keyless = type(target)(target.provider_id, "a", "openai", "http://a", "")
    assert authorization(keyless) == []
