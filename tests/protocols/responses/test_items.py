"""The items of an input become turns; what lives at OpenAI only is refused by its path."""

from typing import Any

import pytest

from tailrace.core.errors import BadInput
from tailrace.protocols.body.fields import Fields
from tailrace.protocols.chat import File, Image, Reasoning, Text, ToolCall, ToolResult, Turn
from tailrace.protocols.responses.items import Heard


def hear(*items: dict[str, Any]) -> Heard:
    asked = Fields({"input": list(items)})
    heard = Heard()
    for item in asked.rows("input"):
        heard.add(item)
    asked.end()
    return heard


def user(*content: dict[str, Any]) -> dict[str, Any]:
    return {"role": "user", "content": list(content)}


def call(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "function_call", "call_id": key, "name": "f", "arguments": "{}", **more}


def test_a_tool_s_answer_knows_its_name_and_comes_first_in_its_turn() -> None:
    heard = hear(
        call("call_1", id="fc_1", status="completed"),
        user({"type": "input_text", "text": "Well?"}),
        {"type": "function_call_output", "call_id": "call_1", "output": "x"},
    )
    assert heard.turns == (
        Turn("assistant", (ToolCall("call_1", "f", "{}"),)),
        Turn("user", (ToolResult("call_1", (Text("x"),), "f"), Text("Well?"))),
    )


def test_a_tool_may_answer_with_pictures() -> None:
    image = {"type": "input_image", "image_url": "https://example.org/a.png"}
    (turn,) = hear({"type": "function_call_output", "call_id": "a", "output": [image]}).turns
    assert turn.parts == (ToolResult("a", (Image(url="https://example.org/a.png"),)),)


def test_thoughts() -> None:
    summary = [{"type": "summary_text", "text": "a"}, {"type": "summary_text", "text": "b"}]
    content = [{"type": "reasoning_text", "text": "raw"}]
    (turn,) = hear(
        {"type": "reasoning", "id": "rs_1", "summary": summary, "encrypted_content": "gAAA"},
        {"type": "reasoning", "id": "rs_2", "summary": summary, "content": content},
        {"type": "reasoning", "id": "rs_3", "summary": [], "encrypted_content": "gemini:AAAA"},
        {"type": "reasoning", "id": "rs_4", "summary": []},
    ).turns
    assert turn.parts == (
        Reasoning("a\n\nb", "responses:gAAA"),
        Reasoning("raw"),
        Reasoning(signature="gemini:AAAA", hidden=True),
    )


def test_system_messages_are_heard_wherever_they_stand() -> None:
    parts = [{"type": "input_text", "text": "c"}]
    heard = hear(
        {"role": "system", "content": "a"},
        {"role": "user", "content": "b"},
        {"type": "message", "role": "developer", "content": parts},
    )
    assert heard.system == [Text("a"), Text("c")]
    assert heard.turns == (Turn("user", (Text("b"),)),)


def test_content() -> None:
    (turn,) = hear(
        user(
            {"type": "input_image", "image_url": "data:image/png;base64,QQ==", "detail": "high"},
            {"type": "input_file", "file_url": "https://example.org/a.pdf"},
            {"type": "input_file", "filename": "a.pdf", "file_data": "QQ=="},
            {"type": "input_text", "text": "", "prompt_cache_breakpoint": {"mode": "explicit"}},
        )
    ).turns
    assert turn.parts == (
        Image(media_type="image/png", data="QQ==", detail="high"),
        File(url="https://example.org/a.pdf"),
        File(data="QQ==", name="a.pdf"),
    )


def test_a_refusal_is_words() -> None:
    said = {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]}
    assert hear(said).turns == (Turn("assistant", (Text("No."),)),)


@pytest.mark.parametrize(
    ("item", "path"),
    [
        ({"type": "web_search_call", "id": "ws_1"}, "input.0.type 'web_search_call'"),
        ({"type": "item_reference", "id": "rs_1"}, "input.0 "),
        (call("a", namespace="n"), "input.0.namespace"),
        (user({"type": "input_audio"}), "input.0.content.0.type 'input_audio'"),
        (user({"type": "input_image", "file_id": "file_1"}), "input.0.content.0.file_id"),
        (user({"type": "input_file", "file_id": "file_1"}), "input.0.content.0.file_id"),
        (user({"type": "input_text", "text": "a", "new": 1}), "input.0.content.0.new"),
        (
            {"role": "system", "content": [{"type": "input_image"}]},
            "input.0.content.0.type 'input_image'",
        ),
    ],
)
def test_what_only_openai_knows_is_refused_by_its_path(item: dict[str, Any], path: str) -> None:
    with pytest.raises(BadInput) as raised:
        hear(item)
    assert raised.value.code == "not_translatable"
    assert path in raised.value.message


@pytest.mark.parametrize(
    "item",
    [
        user({"type": "input_image", "image_url": "ftp://a"}),
        user({"type": "input_image", "image_url": "data:image/png,raw"}),
        user({"type": "input_file", "file_data": "no base64!"}),
        user({"type": "input_file"}),
        {"type": "function_call", "call_id": "a"},
        {"type": "function_call_output", "output": "x"},
        {"role": "user", "content": 7},
        {"role": "user", "content": "x", "type": 7},
    ],
)
def test_what_the_format_does_not_allow_is_bad_input(item: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as raised:
        hear(item)
    assert raised.value.code == "bad_input"
