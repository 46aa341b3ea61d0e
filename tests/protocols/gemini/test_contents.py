"""Google's contents become turns; ids are found where Google gives none."""

from typing import Any

import pytest

from tailrace.core.errors import BadInput
from tailrace.protocols.body.fields import Fields
from tailrace.protocols.chat import File, Image, Reasoning, Text, ToolCall, ToolResult, Turn
from tailrace.protocols.gemini.contents import read_contents, read_system
from tailrace.protocols.gemini.words import camel


def read(*contents: dict[str, Any]) -> tuple[Turn, ...]:
    asked = Fields({"contents": list(contents)}, spell=camel)
    turns = read_contents(asked)
    asked.end()
    return turns


def user(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"role": "user", "parts": list(parts)}


def model(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"role": "model", "parts": list(parts)}


def call(name: str, **more: Any) -> dict[str, Any]:
    return {"functionCall": {"name": name, **more}}


def answer(name: str, response: Any, **more: Any) -> dict[str, Any]:
    return {"functionResponse": {"name": name, "response": response, **more}}


def test_answers_without_ids_belong_to_the_first_open_call_of_their_name() -> None:
    turns = read(
        model(call("f", args={"n": 1}), call("g"), call("f", args={"n": 1})),
        {"role": "function", "parts": [answer("f", {"output": "first"})]},
        user(answer("g", {"output": {"a": 1}}), answer("f", {"error": "third"})),
    )
    calls = [part for part in turns[0].parts if isinstance(part, ToolCall)]
    assert len({call.id for call in calls}) == 3
    assert turns[1].parts == (
        ToolResult(calls[0].id, (Text("first"),), "f"),
        ToolResult(calls[1].id, (Text('{"a":1}'),), "g"),
        ToolResult(calls[2].id, (Text("third"),), "f", is_error=True),
    )


def test_the_same_conversation_gets_the_same_ids() -> None:
    contents = [model(call("f")), user(answer("f", {}))]
    assert read(*contents) == read(*contents)


def test_ids_that_are_there_are_kept() -> None:
    turns = read(
        model(call("f", id="a"), call("f", id="b")),
        user(answer("f", {}, id="b"), answer("f", {"x": 1}, id="elsewhere")),
    )
    assert [part.id for part in turns[0].parts if isinstance(part, ToolCall)] == ["a", "b"]
    assert turns[1].parts == (
        ToolResult("b", (), "f"),
        ToolResult("elsewhere", (Text('{"x":1}'),), "f"),
    )


def test_an_answer_to_no_call_is_refused() -> None:
    with pytest.raises(BadInput, match="answers no call"):
        read(user(answer("f", {})))


def test_pictures_within_an_answer() -> None:
    blob = {"inlineData": {"mimeType": "image/png", "data": "QQ=="}}
    turns = read(model(call("f", id="a")), user(answer("f", {"output": "x"}, id="a", parts=[blob])))
    assert turns[1].parts == (
        ToolResult("a", (Text("x"), Image(media_type="image/png", data="QQ==")), "f"),
    )


def test_media() -> None:
    (turn,) = read(
        user(
            {"inlineData": {"mimeType": "IMAGE/PNG", "data": "-_8"}},
            {"inlineData": {"mimeType": "text/csv", "data": "QQ==", "displayName": "a.csv"}},
            {"fileData": {"fileUri": "https://example.org/a.png"}},
            {"file_data": {"file_uri": "https://example.org/a", "mime_type": "text/plain"}},
        )
    )
    assert turn.parts == (
        Image(media_type="image/png", data="+/8="),
        File(media_type="text/csv", data="QQ==", name="a.csv"),
        Image(url="https://example.org/a.png"),
        File(url="https://example.org/a", media_type="text/plain"),
    )


def test_thoughts_and_seals() -> None:
    (turn,) = read(
        model(
            {"text": "H", "thought": True},
            {"text": "m.", "thought": True},
            {"text": "", "thought": True, "thoughtSignature": "c2lnbg=="},
            {"text": "Yes.", "thoughtSignature": "AAAA"},
            {"text": "", "thoughtSignature": "YW50aHJvcGljOng="},
            {"text": ""},
        )
    )
    assert turn.parts == (
        Reasoning("Hm.", "gemini:c2lnbg=="),
        Text("Yes."),
        Reasoning(signature="gemini:AAAA", hidden=True),
        Reasoning(signature="anthropic:x", hidden=True),
    )


@pytest.mark.parametrize(
    ("part", "path"),
    [
        (
            {"inlineData": {"mimeType": "audio/wav", "data": "QQ=="}},
            "contents.0.parts.0.inlineData",
        ),
        ({"inline_data": {"mimeType": "video/mp4", "data": "QQ=="}}, "parts.0.inline_data "),
        ({"fileData": {"fileUri": "gs://bucket/a.png"}}, "parts.0.fileData.fileUri"),
        (
            {"fileData": {"fileUri": "https://generativelanguage.googleapis.com/v1beta/files/a"}},
            "parts.0.fileData.fileUri",
        ),
        ({"executableCode": {"code": "1"}}, "contents.0.parts.0.executableCode"),
        ({"text": "a", "videoMetadata": {}}, "contents.0.parts.0.videoMetadata"),
        ({"functionCall": {"name": "f", "willContinue": True}}, "functionCall.willContinue"),
    ],
)
def test_what_only_google_knows_is_refused_by_its_path(part: dict[str, Any], path: str) -> None:
    with pytest.raises(BadInput) as raised:
        read(user(part))
    assert raised.value.code == "not_translatable"
    assert path in raised.value.message


@pytest.mark.parametrize(
    "part",
    [
        {"inlineData": {"mimeType": "image/png", "data": "no base64!"}},
        {"inlineData": {"data": "QQ=="}},
        {"functionCall": {"args": {}}},
        {"functionCall": {"name": "f", "args": []}},
        {"text": 7},
    ],
)
def test_what_the_format_does_not_allow_is_bad_input(part: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as raised:
        read(user(part))
    assert raised.value.code == "bad_input"


def test_the_system_instruction_holds_text_only() -> None:
    content = {"role": "user", "parts": [{"text": "a"}, {"text": ""}]}
    asked = Fields({"system_instruction": content}, spell=camel)
    assert read_system(asked) == (Text("a"),)
    asked = Fields({"systemInstruction": {"parts": [{"inlineData": {}}]}}, spell=camel)
    read_system(asked)
    with pytest.raises(BadInput, match=r"systemInstruction\.parts\.0\.inlineData"):
        asked.end()
