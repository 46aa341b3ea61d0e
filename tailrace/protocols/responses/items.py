"""The items of a client's `input`, read into what each side said.

An item of a kind that lives at OpenAI only (a search, a reference to a stored item) is refused by
its kind. Dropped hints: `id`, `status` and `phase` of an item, `annotations` and `logprobs` of a
text, cache marks, `detail` of a file, and a thought of which only an id is left.
"""

from collections.abc import Callable

from tailrace.protocols.body.fields import Fields
from tailrace.protocols.body.media import is_web_address, split_data_url, usual_base64
from tailrace.protocols.body.seal import mark
from tailrace.protocols.body.turns import in_turns
from tailrace.protocols.chat import (
    File,
    Image,
    Part,
    Reasoning,
    Role,
    Text,
    ToolCall,
    ToolResult,
    Turn,
)
from tailrace.protocols.responses.words import BETWEEN, NAME

_Medium = Text | Image | File
_Take = Callable[[Fields], None]
_Read = Callable[[Fields], _Medium]
_DETAILS = {"auto": "", "low": "low", "high": "high", "original": "original"}
_ROLES: dict[str, Role | None] = {
    "user": "user",
    "assistant": "assistant",
    "system": None,
    "developer": None,
}


class Heard:
    """The conversation so far, as its items come."""

    def __init__(self) -> None:
        self.system: list[Text] = []
        self._said: list[tuple[Role, Part]] = []
        self._names: dict[str, str] = {}

    @property
    def turns(self) -> tuple[Turn, ...]:
        return in_turns(self._said)

    def say(self, text: str) -> None:
        """Take an input that is one text."""
        self._said.append(("user", Text(text)))

    def add(self, item: Fields) -> None:
        """Take one item."""
        kinds: dict[str, _Take] = {
            "message": self._message,
            "function_call": self._call,
            "function_call_output": self._result,
            "reasoning": self._thought,
            "item_reference": _refuse_reference,
        }
        item.hints("id", "status")
        (item.word("type", kinds) or self._message)(item)

    def _message(self, item: Fields) -> None:
        item.hints("phase")
        role = item.word("role", _ROLES)
        content = item.text_or_rows("content")
        if role is None:
            self.system += _texts(content)
            return
        self._said += [(role, part) for part in read_content(content)]

    def _call(self, item: Fields) -> None:
        item.only("caller", {"type": "direct"})
        item.off("async")
        call = ToolCall(item.needed("call_id"), item.needed("name"), item.text("arguments"))
        self._names[call.id] = call.name
        self._said.append(("assistant", call))

    def _result(self, item: Fields) -> None:
        item.only("caller", {"type": "direct"})
        key, name = item.needed("call_id"), item.text("name")
        parts = tuple(read_content(item.text_or_rows("output")))
        result = ToolResult(key, parts, name or self._names.get(key, ""))
        self._said.append(("user", result))

    def _thought(self, item: Fields) -> None:
        content = [part.text("text") for part in _kind(item.rows("content"), "reasoning_text")]
        summary = [part.text("text") for part in _kind(item.rows("summary"), "summary_text")]
        text = "".join(content) or BETWEEN.join(summary)
        seal = mark(item.text("encrypted_content"), NAME)
        if text or seal:
            self._said.append(("assistant", Reasoning(text, seal, hidden=not text)))


def read_content(content: str | list[Fields]) -> list[_Medium]:
    """Return what a message or a tool's output holds."""
    if isinstance(content, str):
        return [Text(content)] if content else []
    return [said for part in content if (said := _part(part)) != Text("")]


def _part(part: Fields) -> _Medium:
    part.hints("prompt_cache_breakpoint")
    kinds: dict[str, _Read] = {
        "input_text": _text,
        "output_text": _text,
        "text": _text,
        "refusal": lambda refusal: Text(refusal.text("refusal")),
        "input_image": _image,
        "input_file": _file,
    }
    return (part.word("type", kinds) or _text)(part)


def _text(part: Fields) -> Text:
    part.hints("annotations", "logprobs")
    return Text(part.text("text"))


def _texts(content: str | list[Fields]) -> list[Text]:
    """Return a system message; anything but text in it is refused."""
    if isinstance(content, str):
        return [Text(content)] if content else []
    return [Text(part.text("text")) for part in _kind(content, "input_text")]


def _kind(parts: list[Fields], kind: str) -> list[Fields]:
    """Return the parts; one of another kind is refused."""
    for part in parts:
        part.hints("prompt_cache_breakpoint")
        part.word("type", {kind: kind})
    return parts


def _image(part: Fields) -> Image:
    _refuse_stored(part)
    detail = part.word("detail", _DETAILS) or ""
    url = part.needed("image_url")
    if (inside := split_data_url(url)) and (data := usual_base64(inside[1])):
        return Image(media_type=inside[0], data=data, detail=detail)
    if not is_web_address(url):
        raise part.wrong("image_url", "a web address, or a data URL in base64")
    return Image(url=url, detail=detail)


def _file(part: Fields) -> File:
    _refuse_stored(part)
    part.hints("detail")
    name, url, data = part.text("filename"), part.text("file_url"), part.text("file_data")
    kind, held = split_data_url(data) or ("", data)
    if url:
        return File(url=url, name=name)
    if (usual := usual_base64(held)) is None:
        raise part.wrong("file_data", "base64, or a data URL in it")
    return File(media_type=kind, data=usual, name=name)


def _refuse_reference(item: Fields) -> None:
    raise item.refuse(hint="Send the item itself: only OpenAI's server has what it stored.")


def _refuse_stored(part: Fields) -> None:
    if "file_id" in part:
        raise part.refuse("file_id", hint="Send the file itself, or its address.")
