import pytest

from tailrace.core.errors import BadInput
from tailrace.protocols.chat import (
    Chat,
    File,
    Image,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
)
from tailrace.protocols.gemini.parts import Spoken, write_contents, write_said

CALL = Turn("assistant", (ToolCall("call_1", "f", "{}"),))


def contents(*turns: Turn) -> list[dict[str, object]]:
    return write_contents(turns, Spoken(Chat(model="gemini-2.5-pro", turns=turns)))


def parts(*said: Part) -> object:
    return contents(Turn("user", said))[0]["parts"]


def test_neighbours_of_one_side_are_one_content() -> None:
    turns = [Turn("user", (Text("a"),)), Turn("user", (Text("b"),)), Turn("assistant", ())]
    assert contents(*turns) == [{"role": "user", "parts": [{"text": "a"}, {"text": "b"}]}]


def test_media() -> None:
    assert parts(
        Image(media_type="image/png", data="QQ=="),
        Image(url="https://example.org/a.jpg", detail="high"),
        Image(url="https://example.org/a"),
        File(data="QQ==", name="a.pdf"),
    ) == [
        {"inlineData": {"mimeType": "image/png", "data": "QQ=="}},
        {"fileData": {"fileUri": "https://example.org/a.jpg", "mimeType": "image/jpeg"}},
        {"fileData": {"fileUri": "https://example.org/a"}},
        {"inlineData": {"mimeType": "application/pdf", "data": "QQ=="}},
    ]


def test_a_tool_s_answer_carries_the_name_of_its_call() -> None:
    result = ToolResult(
        "call_1", (Text("a"), Text("b"), Image(media_type="image/png", data="QQ=="))
    )
    assert contents(CALL, Turn("user", (result,)))[1]["parts"] == [
        {
            "functionResponse": {
                "id": "call_1",
                "name": "f",
                "response": {"output": "a\nb"},
                "parts": [{"inlineData": {"mimeType": "image/png", "data": "QQ=="}}],
            }
        }
    ]


def test_a_failed_tool_says_so_even_without_words() -> None:
    (content,) = contents(Turn("user", (ToolResult("x", (), "f", is_error=True),)))
    assert content["parts"] == [
        {"functionResponse": {"id": "x", "name": "f", "response": {"error": ""}}}
    ]


@pytest.mark.parametrize(
    "turn",
    [
        Turn("user", (ToolResult("unknown", ()),)),
        Turn("user", (File(data="QQ=="),)),
        Turn("assistant", (ToolCall("a", "f", "{"),)),
        Turn("assistant", (ToolCall("a", "f", "[]"),)),
    ],
)
def test_what_google_cannot_be_told(turn: Turn) -> None:
    with pytest.raises(BadInput) as raised:
        contents(turn)
    assert raised.value.code == "not_translatable"


def test_a_client_sees_every_seal() -> None:
    said: list[Part] = [
        Reasoning("Hm.", "gemini:AAAA"),
        Reasoning(signature="anthropic:x", hidden=True),
        Reasoning("no seal"),
        Text("Yes."),
        ToolCall("a", "f", "{", ""),
    ]
    assert write_said(said) == [
        {"text": "Hm.", "thought": True, "thoughtSignature": "AAAA"},
        {"text": "", "thoughtSignature": "YW50aHJvcGljOng="},
        {"text": "no seal", "thought": True},
        {"text": "Yes."},
    ]
