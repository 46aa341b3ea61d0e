"""The content of messages and of tools' outputs, written for OpenAI's Responses."""

from typing import Any

from tailrace.protocols.body.media import data_url, type_by_name
from tailrace.protocols.chat import File, Image, Part, Text, ToolResult, untranslatable
from tailrace.protocols.responses.words import NAME

_Written = dict[str, Any]
_Medium = Text | Image | File
_DETAILS = frozenset({"low", "high", "original"})
FAILED = "Error: "


def write_medium(part: Part) -> _Written:
    """Return a user's text, picture or document."""
    if isinstance(part, Text):
        return {"type": "input_text", "text": part.text}
    if isinstance(part, Image):
        detail = part.detail if part.detail in _DETAILS else "auto"
        return {"type": "input_image", "image_url": _address(part), "detail": detail}
    if isinstance(part, File):
        return _file(part)
    raise untranslatable("a call within a user's message", NAME)


def write_words(part: Part) -> str:
    """Return what a model said; the format lets it say nothing but text."""
    if isinstance(part, Text):
        return part.text
    raise untranslatable("a picture or document that the model made", NAME)


def write_output(result: ToolResult) -> str | list[_Written]:
    """Return what a tool answered; that it failed is said in words."""
    parts = _failed(result.parts) if result.is_error else result.parts
    if all(isinstance(part, Text) for part in parts) and len(parts) < 2:
        return "".join(part.text for part in parts if isinstance(part, Text))
    return [write_medium(part) for part in parts]


def _failed(parts: tuple[_Medium, ...]) -> tuple[_Medium, ...]:
    """Return a failed tool's answer so that it says itself that it failed."""
    if not parts or not isinstance(parts[0], Text):
        return (Text(FAILED), *parts)
    first = parts[0].text
    said = first if first.lower().startswith("error") else f"{FAILED}{first}"
    return (Text(said), *parts[1:])


def _file(file: File) -> _Written:
    if not file.data:
        return {"type": "input_file", "file_url": file.url}
    kind = file.media_type or type_by_name(file.name)
    if not kind:
        raise untranslatable("a file without its media type", NAME)
    name = file.name or f"file.{kind.rpartition('/')[2]}"
    return {"type": "input_file", "filename": name, "file_data": data_url(kind, file.data)}


def _address(image: Image) -> str:
    if not image.data:
        return image.url
    if not image.media_type:
        raise untranslatable("a picture without its media type", NAME)
    return data_url(image.media_type, image.data)
