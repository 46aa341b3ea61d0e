import pytest

from tailrace.core.errors import BadInput
from tailrace.protocols.anthropic import wire
from tailrace.protocols.anthropic.blocks import (
    read_arguments,
    read_block,
    read_shown,
    write_blocks,
)
from tailrace.protocols.chat import File, Image, Part, Reasoning, Text, ToolCall, ToolResult

PICTURE = wire.ImageBlock(wire.Base64Source("image/png", "aGk="))
PAIRS: list[tuple[wire.Block, Part]] = [
    (wire.TextBlock("a"), Text("a")),
    (PICTURE, Image(media_type="image/png", data="aGk=")),
    (wire.ImageBlock(wire.UrlSource("https://a.example")), Image(url="https://a.example")),
    (
        wire.DocumentBlock(wire.Base64Source("application/pdf", "aGk="), title="a.pdf"),
        File(media_type="application/pdf", data="aGk=", name="a.pdf"),
    ),
    (
        wire.DocumentBlock(wire.UrlSource("https://a.example")),
        File(media_type="application/pdf", url="https://a.example"),
    ),
    (
        wire.DocumentBlock(wire.TextSource("hi", "text/plain")),
        File(media_type="text/plain", data="aGk="),
    ),
    (wire.ThinkingBlock("Hm.", "Eq"), Reasoning("Hm.", "anthropic:Eq")),
    (wire.RedactedBlock("Em"), Reasoning("", "anthropic:Em", hidden=True)),
    (wire.ToolUseBlock("toolu_1", "f", {"a": 1}), ToolCall("toolu_1", "f", '{"a":1}')),
    (
        wire.ToolResultBlock("toolu_1", [wire.TextBlock("no"), PICTURE], is_error=True),
        ToolResult(
            "toolu_1", (Text("no"), Image(media_type="image/png", data="aGk=")), is_error=True
        ),
    ),
]


@pytest.mark.parametrize(("block", "part"), PAIRS)
def test_a_block_is_a_part_both_ways(block: wire.Block, part: Part) -> None:
    assert read_block(block, "p") == part
    assert write_blocks([part]) == [block]


def test_a_result_may_be_one_text_or_nothing() -> None:
    assert read_block(wire.ToolResultBlock("a", "3 m"), "p") == ToolResult("a", (Text("3 m"),))
    assert read_block(wire.ToolResultBlock("a"), "p") == ToolResult("a", ())
    assert read_shown("", "p") == []


def test_empty_texts_and_foreign_thoughts_are_no_blocks() -> None:
    foreign = Reasoning("Hm.", "gemini:C"), Reasoning("Hm."), Reasoning("", "openai:E", hidden=True)
    assert write_blocks([Text(""), *foreign]) == []
    assert read_block(wire.TextBlock(""), "p") is None


def test_ids_keep_only_what_anthropic_allows() -> None:
    call, result = write_blocks(
        [ToolCall("functions.f:0", "f", "{}"), ToolResult("functions.f:0", ())]
    )
    assert isinstance(call, wire.ToolUseBlock)
    assert isinstance(result, wire.ToolResultBlock)
    assert call.id == result.tool_use_id == "functions_f_0"


@pytest.mark.parametrize(
    ("arguments", "read"),
    [
        ('{"a":1}', {"a": 1}),
        ("", {}),
        (" ", {}),
        ('{"a":', {"arguments": '{"a":'}),
        ("[1]", {"arguments": "[1]"}),
    ],
)
def test_arguments_are_always_an_object(arguments: str, read: dict[str, object]) -> None:
    assert read_arguments(arguments) == read


@pytest.mark.parametrize(
    ("block", "place"),
    [
        (wire.ToolUseBlock("a", "f", {}, caller={"type": "code_execution_20250825"}), "p.caller"),
        (wire.DocumentBlock(wire.UrlSource("u"), context="c"), "p.context"),
        (
            wire.DocumentBlock(wire.UrlSource("u"), citations=wire.Citations(enabled=True)),
            "p.citations",
        ),
        (wire.ImageBlock(wire.UrlSource("u"), transformations={"a": 1}), "p.transformations"),
        (
            wire.ToolResultBlock("a", [wire.DocumentBlock(wire.UrlSource("u"), context="c")]),
            "p.content.0.context",
        ),
    ],
)
def test_what_only_anthropic_has_is_refused_with_its_place(block: wire.Block, place: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_block(block, "p")
    assert refused.value.message.startswith(f"{place} cannot")
    assert refused.value.code == "not_translatable"


@pytest.mark.parametrize(
    "part",
    [
        Image(media_type="image/tiff", data="aGk="),
        File(media_type="application/zip", data="aGk="),
        File(media_type="text/plain", data="/w=="),
        File(media_type="text/plain", data="not base64"),
        File(media_type="text/html", url="https://a.example"),
    ],
)
def test_media_that_anthropic_does_not_take_are_refused(part: Part) -> None:
    with pytest.raises(BadInput) as refused:
        write_blocks([part])
    assert refused.value.code == "not_translatable"
