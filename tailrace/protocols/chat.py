"""One chat call, in no vendor's words: what every wire format is read into and written from.

    a client's body  --read_chat-->   Chat    --write_chat-->   a provider's body
    a provider's body --read_reply--> Reply   --write_reply-->  a client's body
    a provider's stream --StreamReader.feed--> Event ... --StreamWriter.write--> a client's stream

A call whose client and provider speak the same format never comes here: its bytes pass as they
are. What must stay true: nothing that changes what a model is asked, or what it said, is lost on
the way; a format that has no word for it refuses with `untranslatable`, before any provider is
called. Only hints that change neither (cache marks, an end user's name) may be dropped.
"""

from typing import Any, Literal

import msgspec

from tailrace.core.errors import BadInput
from tailrace.core.usage import Usage

Role = Literal["user", "assistant"]
Finish = Literal["stop", "length", "tool_calls", "content_filter", "other"]
"""Why a model stopped. `stop` covers its own end and a stop sequence."""
Choice = Literal["auto", "none", "required"]
Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
CODE = "not_translatable"


class Text(msgspec.Struct, frozen=True, tag="text"):
    """Words."""

    text: str


class Image(msgspec.Struct, frozen=True, tag="image"):
    """A picture, by address or by its bytes in base64; exactly one of `url` and `data` is set."""

    url: str = ""
    media_type: str = ""
    data: str = ""
    detail: str = ""


class File(msgspec.Struct, frozen=True, tag="file"):
    """A document, by address or by its bytes in base64."""

    url: str = ""
    media_type: str = ""
    data: str = ""
    name: str = ""


class Reasoning(msgspec.Struct, frozen=True, tag="reasoning"):
    """What a model thought before it spoke; `signature` is the vendor's seal, to be sent back.

    The seal carries its vendor's name, as `body/seal.py` explains.
    """

    text: str = ""
    signature: str = ""
    hidden: bool = False
    """Encrypted or withheld: `signature` holds all there is."""


class ToolCall(msgspec.Struct, frozen=True, tag="tool_call"):
    """A model's wish to call a tool; `arguments` is the text of a JSON object."""

    id: str
    name: str
    arguments: str
    signature: str = ""


class ToolResult(msgspec.Struct, frozen=True, tag="tool_result"):
    """What a tool answered."""

    call_id: str
    parts: tuple[Text | Image | File, ...]
    name: str = ""
    """The tool's name, looked up from its call where a format does not repeat it."""
    is_error: bool = False


Part = Text | Image | File | Reasoning | ToolCall | ToolResult


class Turn(msgspec.Struct, frozen=True):
    """What one side said, in order. Tool results belong to the user's side and come first.

    `read_chat` makes one turn of messages of one side that follow each other.
    """

    role: Role
    parts: tuple[Part, ...]


class Tool(msgspec.Struct, frozen=True):
    """A function that the model may ask for; `schema` is the JSON Schema of its arguments."""

    name: str
    description: str = ""
    schema: dict[str, Any] | None = None
    strict: bool | None = None


class Answer(msgspec.Struct, frozen=True):
    """The form that the answer is to have."""

    kind: Literal["text", "json_object", "json_schema"] = "text"
    name: str = ""
    schema: dict[str, Any] | None = None
    strict: bool | None = None
    description: str = ""


class Chat(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked. None and empty mean: not said, so the provider's default."""

    model: str
    system: tuple[Text, ...] = ()
    turns: tuple[Turn, ...]
    tools: tuple[Tool, ...] = ()
    tool_choice: Choice | None = None
    tool_name: str = ""
    """The one tool that must be called; `tool_choice` is "required" then."""
    parallel_tool_calls: bool | None = None
    answer: Answer | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    effort: Effort | None = None
    """How hard to think."""
    thinking_tokens: int | None = None
    """At most so many tokens of thought, where the client gave a number; 0 switches it off."""
    stream: bool = False
    user: str = ""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What a model said. Its parts are Text, Reasoning and ToolCall, in the order it said them."""

    id: str = ""
    model: str = ""
    parts: tuple[Part, ...] = ()
    finish: Finish | None = None
    """None: the answer did not say, or was cut."""
    stop_sequence: str = ""
    usage: Usage | None = None


class Started(msgspec.Struct, frozen=True):
    """A stream began."""

    id: str = ""
    model: str = ""
    usage: Usage | None = None
    """What the prompt took, where a format says so at the start."""


class TextPiece(msgspec.Struct, frozen=True):
    """Some more words."""

    text: str


class ReasoningPiece(msgspec.Struct, frozen=True):
    """Some more thought, or its seal, which comes whole and ends the thought."""

    text: str = ""
    signature: str = ""
    hidden: bool = False


class CallStarted(msgspec.Struct, frozen=True):
    """A tool call began; `index` counts the calls of the answer from 0."""

    index: int
    id: str
    name: str
    signature: str = ""


class CallPiece(msgspec.Struct, frozen=True):
    """Some more of a call's arguments."""

    index: int
    arguments: str


class Finished(msgspec.Struct, frozen=True):
    """The model stopped."""

    finish: Finish
    stop_sequence: str = ""


class Counted(msgspec.Struct, frozen=True):
    """What it took; the last one counts."""

    usage: Usage


class Broken(msgspec.Struct, frozen=True):
    """The provider reported an error inside its stream."""

    type: str
    message: str
    status: int = 500


class Ended(msgspec.Struct, frozen=True):
    """The provider said its last word ([DONE], message_stop, response.completed …)."""


Event = (
    Started
    | TextPiece
    | ReasoningPiece
    | CallStarted
    | CallPiece
    | Finished
    | Counted
    | Broken
    | Ended
)


def untranslatable(field: str, towards: str, *, hint: str = "") -> BadInput:
    """Return the refusal for a field that the other format has no word for.

    `field` is the path in the client's own body, such as `messages.2.content.0.input_audio`.
    """
    return BadInput(
        f"{field} cannot be said to a provider that speaks {towards}.",
        hint=hint or "Leave it out, or name a provider that speaks the format of your request.",
        code=CODE,
    )
