import pytest

from tailrace.core.errors import BadInput
from tailrace.protocols.chat import File, Image, Text, ToolCall, ToolResult
from tailrace.protocols.responses.content import write_medium, write_output, write_words


def test_media() -> None:
    assert write_medium(Text("a")) == {"type": "input_text", "text": "a"}
    assert write_medium(Image(url="https://example.org/a", detail="odd")) == {
        "type": "input_image",
        "image_url": "https://example.org/a",
        "detail": "auto",
    }
    assert write_medium(File(url="https://example.org/a.pdf")) == {
        "type": "input_file",
        "file_url": "https://example.org/a.pdf",
    }
    assert write_medium(File(media_type="application/pdf", data="QQ==")) == {
        "type": "input_file",
        "filename": "file.pdf",
        "file_data": "data:application/pdf;base64,QQ==",
    }


def test_what_has_no_place() -> None:
    for part in (ToolCall("a", "f", "{}"), File(data="QQ=="), Image(data="QQ==")):
        with pytest.raises(BadInput, match="cannot be said"):
            write_medium(part)
    with pytest.raises(BadInput, match="cannot be said"):
        write_words(Image(url="https://example.org/a"))


def test_outputs() -> None:
    image = Image(url="https://example.org/a")
    assert write_output(ToolResult("a", ())) == ""
    assert write_output(ToolResult("a", (Text("x"),))) == "x"
    assert write_output(ToolResult("a", (Text("x"), image))) == [
        write_medium(Text("x")),
        write_medium(image),
    ]


def test_a_failed_tool_says_so_in_words() -> None:
    image = Image(url="https://example.org/a")
    assert write_output(ToolResult("a", (Text("x"),), is_error=True)) == "Error: x"
    assert write_output(ToolResult("a", (Text("error 7"),), is_error=True)) == "error 7"
    assert write_output(ToolResult("a", (), is_error=True)) == "Error: "
    assert write_output(ToolResult("a", (image,), is_error=True)) == [
        write_medium(Text("Error: ")),
        write_medium(image),
    ]
