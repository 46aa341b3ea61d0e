import json
from typing import Any

import msgspec
import pytest

from tailrace.control.providers.presets import PRESETS
from tailrace.core.errors import BadInput
from tailrace.gateway.outputs.instruct import (
    WITHOUT_SCHEMAS,
    for_body,
    for_chat,
    has_native,
    instruction,
    is_strict,
    members_of,
)
from tailrace.gateway.outputs.wanted import inline
from tailrace.protocols.chat import Answer, Chat, Text, Turn
from tests.gateway.outputs.wishes import CARD, card

CHAT = Chat(
    model="m",
    system=(Text("Be brief."),),
    turns=(Turn("user", (Text("A lamp."),)),),
    answer=Answer("json_object"),
)


def body(*messages: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"model": "m", "messages": messages, **more}).encode()


def test_each_kind_without_schemas_is_a_kind() -> None:
    assert set(PRESETS) >= WITHOUT_SCHEMAS


@pytest.mark.parametrize(
    ("vendor", "kind", "model", "native"),
    [
        ("openai", "openai", "gpt-4o", True),
        ("deepseek", "openai", "deepseek-chat", False),
        ("anthropic", "anthropic", "claude-sonnet-4-5", True),
        ("anthropic", "anthropic", "claude-3-5-haiku-latest", False),
        ("", "gemini", "gemini-2.5-pro", True),
    ],
)
def test_which_model_takes_schemas_is_known(
    vendor: str, kind: str, model: str, native: bool
) -> None:
    assert has_native(vendor, kind, model) is native


def test_a_chat_gets_the_schema_natively() -> None:
    chat = for_chat(CHAT, card(), native=True)
    assert chat.answer == Answer("json_schema", "product_card", CARD, strict=True)
    assert chat.system == CHAT.system


def test_a_chat_gets_the_schema_in_words() -> None:
    chat = for_chat(CHAT, card(), native=False)
    assert chat.answer is None
    assert chat.system == (Text("Be brief."), Text(instruction(card())))
    assert '"minimum":0' in chat.system[1].text


def test_a_body_gets_the_schema_natively() -> None:
    sent = json.loads(for_body(body({"role": "user", "content": "A lamp."}), card(), native=True))
    assert sent["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "product_card", "schema": CARD, "strict": True},
    }
    assert sent["messages"] == [{"role": "user", "content": "A lamp."}]


def test_a_request_that_brought_its_own_schema_stays_as_it_is() -> None:
    form = {"type": "json_schema", "json_schema": {"name": "x", "schema": CARD, "strict": True}}
    sent = body(response_format=form)
    assert for_body(sent, inline(CARD), native=True) == sent


def test_a_body_gets_the_schema_in_words_after_its_first_system_messages() -> None:
    system = {"role": "system", "content": "Be brief."}
    developer = {"role": "developer", "content": "No jokes."}
    user = {"role": "user", "content": "A lamp."}
    late = {"role": "system", "content": "Now."}
    sent = body(system, developer, user, late, response_format={"type": "json_object"})
    told = {"role": "system", "content": instruction(card())}
    found = json.loads(for_body(sent, card(), native=False))
    assert found == {"model": "m", "messages": [system, developer, told, user, late]}


def test_what_is_not_changed_keeps_its_bytes() -> None:
    sent = b'{"seed": 1e2, "messages": [{"role":  "user", "content": "\\u00e9"}, 3], "x": 1.0}'
    found = for_body(sent, card(), native=False)
    assert b'"seed":1e2' in found
    assert b'{"role":  "user", "content": "\\u00e9"},3]' in found


def test_messages_that_are_none_are_left_to_the_provider() -> None:
    assert json.loads(for_body(b'{"messages": 3}', card(), native=False)) == {"messages": 3}
    assert json.loads(for_body(b"{}", card(), native=False)) == {}


@pytest.mark.parametrize("sent", [b"[]", b"{", b'{"x": NaN}', b'{"x":' + b"[" * 100_000])
def test_a_body_that_cannot_be_added_to_is_refused(sent: bytes) -> None:
    with pytest.raises(BadInput):
        members_of(sent)


def test_a_name_is_written_as_openai_takes_it() -> None:
    wanted = msgspec.structs.replace(card(), name="a.b/c" + "x" * 100)
    sent = json.loads(for_body(body(), wanted, native=True))
    assert sent["response_format"]["json_schema"]["name"] == "a_b_c" + "x" * 59


def test_a_description_is_told() -> None:
    wanted = msgspec.structs.replace(inline(CARD, strict=False), description="A lamp's card.")
    form = json.loads(for_body(body(), wanted, native=True))["response_format"]["json_schema"]
    assert (form["description"], form["strict"]) == ("A lamp's card.", False)
    assert "A lamp's card." in instruction(wanted)


@pytest.mark.parametrize(
    ("schema", "strict"),
    [
        (CARD, True),
        ({**CARD, "required": ["title"]}, False),
        ({**CARD, "additionalProperties": True}, False),
        ({**CARD, "oneOf": []}, False),
        ({"type": "array", "items": CARD}, True),
        ({"type": "array", "items": {"type": "object", "properties": {}}}, False),
        ({"anyOf": [CARD, {"type": "null"}]}, True),
        ({"anyOf": [CARD, {"not": {}}]}, False),
        ({"$ref": "#/$defs/a", "$defs": {"a": CARD}}, True),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"uniqueItems": True}}}, False),
    ],
)
def test_strict_mode_is_for_schemas_that_name_everything(schema: Any, strict: bool) -> None:
    assert is_strict(schema) is strict


def test_a_schema_of_another_kind_is_not_asked_for_strictly() -> None:
    loose = msgspec.structs.replace(card(), schema={"type": "array", "items": CARD})
    form = json.loads(for_body(body(), loose, native=True))["response_format"]["json_schema"]
    assert "strict" not in form
