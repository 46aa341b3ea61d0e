"""The blocks of Anthropic's messages, and the parts of a turn that they are.

An empty text is no block: Anthropic refuses it. Ids of calls keep only the characters that
Anthropic allows, in a call and in its result alike. Thoughts go to Anthropic only with its own
seal; those of other vendors are left out, as Anthropic would refuse the call over them.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from typing import Any

from tailrace.protocols.anthropic import wire
from tailrace.protocols.body.document import read_object, to_json
from tailrace.protocols.body.media import type_by_name
from tailrace.protocols.body.seal import mark, own
from tailrace.protocols.body.strict import ELSEWHERE
from tailrace.protocols.chat import (
    File,
    Image,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    untranslatable,
)

VENDOR = "anthropic"
UNREAD = "arguments"
"""Under this name goes the text of arguments that are no JSON object."""
_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_PDF, _PLAIN = "application/pdf", "text/plain"
_NOT_IN_IDS = re.compile(r"[^a-zA-Z0-9_-]")


def read_block(block: wire.Block, path: str) -> Part | None:
    """Return the part; None for an empty text. `path` is the block's own."""
    match block:
        case wire.ToolUseBlock():
            _only_direct(block, path)
            return ToolCall(block.id, block.name, to_json(block.input).decode())
        case wire.ToolResultBlock():
            parts = read_shown(block.content, f"{path}.content")
            return ToolResult(block.tool_use_id, tuple(parts), is_error=bool(block.is_error))
        case wire.ThinkingBlock():
            return Reasoning(block.thinking, mark(block.signature, VENDOR))
        case wire.RedactedBlock():
            return Reasoning("", mark(block.data, VENDOR), hidden=True)
        case wire.TextBlock() | wire.ImageBlock() | wire.DocumentBlock():
            return _shown(block, path)


def read_shown(content: str | Sequence[Any] | None, path: str) -> list[Text | Image | File]:
    """Return words, pictures and documents, empty texts left out."""
    if content is None or isinstance(content, str):
        return [Text(content)] if content else []
    parts = (_shown(block, f"{path}.{index}") for index, block in enumerate(content))
    return [part for part in parts if part is not None]


def write_blocks(parts: Iterable[Part]) -> list[wire.Block]:
    """Return the blocks of a turn; raises BadInput for media that Anthropic does not take."""
    blocks = (_block(part) for part in parts)
    return [block for block in blocks if block is not None]


def read_arguments(arguments: str) -> dict[str, Any]:
    """Return a call's arguments as the object that Anthropic demands."""
    if not arguments.strip():
        return {}
    found = read_object(arguments.encode())
    return {UNREAD: arguments} if found is None else found


def _only_direct(block: wire.ToolUseBlock, path: str) -> None:
    """Refuse a call that the model's own program made."""
    if block.caller not in (None, {"type": "direct"}):
        raise untranslatable(f"{path}.caller", ELSEWHERE)


def _shown(
    block: wire.TextBlock | wire.ImageBlock | wire.DocumentBlock, path: str
) -> Text | Image | File | None:
    if isinstance(block, wire.TextBlock):
        return Text(block.text) if block.text else None
    if isinstance(block, wire.DocumentBlock):
        return _document(block, path)
    if block.transformations:
        raise untranslatable(f"{path}.transformations", ELSEWHERE)
    source = block.source
    if isinstance(source, wire.UrlSource):
        return Image(url=source.url)
    return Image(media_type=source.media_type, data=source.data)


def _document(block: wire.DocumentBlock, path: str) -> File:
    if block.context:
        raise untranslatable(f"{path}.context", ELSEWHERE)
    if block.citations is not None and block.citations.enabled:
        raise untranslatable(f"{path}.citations", ELSEWHERE)
    source, name = block.source, block.title or ""
    if isinstance(source, wire.UrlSource):
        return File(url=source.url, media_type=_PDF, name=name)
    if isinstance(source, wire.TextSource):
        data = base64.b64encode(source.data.encode()).decode()
        return File(media_type=_PLAIN, data=data, name=name)
    return File(media_type=source.media_type, data=source.data, name=name)


def _block(part: Part) -> wire.Block | None:
    match part:
        case Text(text):
            return wire.TextBlock(text) if text else None
        case Reasoning():
            return _thought(part)
        case ToolCall(called, name, arguments):
            return wire.ToolUseBlock(_id(called), name, read_arguments(arguments))
        case ToolResult():
            content: Any = write_blocks(part.parts) or None
            return wire.ToolResultBlock(_id(part.call_id), content, part.is_error or None)
        case Image():
            return wire.ImageBlock(_picture(part))
        case File():
            return wire.DocumentBlock(_file(part), title=part.name or None)


def _thought(part: Reasoning) -> wire.ThinkingBlock | wire.RedactedBlock | None:
    seal = own(part.signature, VENDOR)
    if not seal:
        return None
    return wire.RedactedBlock(seal) if part.hidden else wire.ThinkingBlock(part.text, seal)


def _id(called: str) -> str:
    return _NOT_IN_IDS.sub("_", called)


def _picture(image: Image) -> wire.Base64Source | wire.UrlSource:
    if image.url:
        return wire.UrlSource(image.url)
    if image.media_type not in _PICTURES:
        raise untranslatable(f"An image of type {image.media_type or 'unknown'}", VENDOR)
    return wire.Base64Source(image.media_type, image.data)


def _file(file: File) -> wire.Base64Source | wire.UrlSource | wire.TextSource:
    """Return the source: PDF as it is, texts as text; Anthropic takes nothing else."""
    kind = file.media_type or type_by_name(file.name or file.url) or _PDF
    if file.url and kind == _PDF:
        return wire.UrlSource(file.url)
    if kind == _PDF:
        return wire.Base64Source(_PDF, file.data)
    if kind.startswith("text/") and file.data:
        return wire.TextSource(_plain(file), "text/plain")
    raise untranslatable(f"A document of type {kind}", VENDOR, hint="PDF and plain text are taken.")


def _plain(file: File) -> str:
    try:
        return base64.b64decode(file.data, validate=True).decode()
    except (binascii.Error, ValueError):
        raise untranslatable(
            f"A document of type {file.media_type} that is no text", VENDOR
        ) from None
