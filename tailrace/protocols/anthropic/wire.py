"""The request of Anthropic's messages, as its documentation has it.

Source: the reference of `POST /v1/messages`. Read with `body.strict`, so a field that stands
nowhere here is refused. Fields of type `Any` are those that we drop (hints about caches, places
and billing) or refuse when they say something: `read_chat.py` lists which.
"""

from typing import Any, Literal

import msgspec


class _Wire(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Base64Source(_Wire, tag="base64"):
    """The bytes themselves."""

    media_type: str
    data: str


class UrlSource(_Wire, tag="url"):
    """An address."""

    url: str


class TextSource(_Wire, tag="text"):
    """A document that is plain text, as it is."""

    data: str
    media_type: Literal["text/plain"]


class Citations(_Wire):
    """Whether the model is to cite the document."""

    enabled: bool | None = None


class TextBlock(_Wire, tag="text"):
    """Words."""

    text: str
    cache_control: Any = None
    citations: Any = None


class ImageBlock(_Wire, tag="image"):
    """A picture."""

    source: Base64Source | UrlSource
    cache_control: Any = None
    transformations: Any = None


class DocumentBlock(_Wire, tag="document"):
    """A document."""

    source: Base64Source | UrlSource | TextSource
    title: str | None = None
    context: str | None = None
    citations: Citations | None = None
    cache_control: Any = None


class ThinkingBlock(_Wire, tag="thinking"):
    """A model's thoughts, with their seal."""

    thinking: str
    signature: str


class RedactedBlock(_Wire, tag="redacted_thinking"):
    """Thoughts that only Anthropic can read."""

    data: str


class ToolUseBlock(_Wire, tag="tool_use"):
    """A model's wish to call a tool."""

    id: str
    name: str
    input: dict[str, Any]
    caller: Any = None
    cache_control: Any = None


class ToolResultBlock(_Wire, tag="tool_result"):
    """What a tool answered."""

    tool_use_id: str
    content: str | list[TextBlock | ImageBlock | DocumentBlock] | None = None
    is_error: bool | None = None
    cache_control: Any = None


Block = (
    TextBlock
    | ImageBlock
    | DocumentBlock
    | ThinkingBlock
    | RedactedBlock
    | ToolUseBlock
    | ToolResultBlock
)


class Message(_Wire):
    """What one side said; newer models also take instructions in the middle."""

    role: Literal["user", "assistant", "system"]
    content: str | list[Block]


class Tool(_Wire):
    """A tool of the client; Anthropic's own tools have other types."""

    name: str
    input_schema: dict[str, Any]
    description: str | None = None
    strict: bool | None = None
    type: Literal["custom"] | None = None
    cache_control: Any = None
    eager_input_streaming: Any = None
    allowed_callers: Any = None
    defer_loading: Any = None
    input_examples: Any = None


class AutoChoice(_Wire, tag="auto"):
    """The model decides."""

    disable_parallel_tool_use: bool | None = None


class AnyChoice(_Wire, tag="any"):
    """Some tool must be called."""

    disable_parallel_tool_use: bool | None = None


class ToolChoice(_Wire, tag="tool"):
    """One tool, by its name, must be called."""

    name: str
    disable_parallel_tool_use: bool | None = None


class NoChoice(_Wire, tag="none"):
    """No tool may be called."""


Choice = AutoChoice | AnyChoice | ToolChoice | NoChoice


class ThinkingOn(_Wire, tag="enabled"):
    """Think, up to so many tokens: models up to Claude 4.5 (4.6 takes both ways)."""

    budget_tokens: int
    display: Any = None


class ThinkingAdaptive(_Wire, tag="adaptive"):
    """Think as much as the model finds right: Claude 4.6 and later."""

    display: Any = None


class ThinkingOff(_Wire, tag="disabled"):
    """Do not think."""


class ThinkingBetween(_Wire, tag="between_tools"):
    """Do not think before the answer, in the words of Sonnet 5.5."""


class SchemaFormat(_Wire, tag="json_schema"):
    """JSON that follows a schema."""

    schema: dict[str, Any]


class OutputConfig(_Wire):
    """How hard to try, and in which form to answer."""

    effort: Literal["low", "medium", "high", "xhigh", "max"] | None = None
    format: SchemaFormat | None = None


class Metadata(_Wire):
    """Who asks."""

    user_id: str | None = None


class Asked(_Wire):
    """The request."""

    model: str
    messages: list[Message]
    max_tokens: int | None = None
    """Anthropic demands it; a client that left it out is not refused by us."""
    system: str | list[TextBlock] | None = None
    stop_sequences: list[str] | None = None
    stream: bool | None = None
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    tools: list[Tool] | None = None
    tool_choice: Choice | None = None
    thinking: ThinkingOn | ThinkingAdaptive | ThinkingOff | ThinkingBetween | None = None
    output_config: OutputConfig | None = None
    output_format: SchemaFormat | None = None
    """The beta's place for `output_config.format`."""
    metadata: Metadata | None = None
    cache_control: Any = None
    container: Any = None
    context_management: Any = None
    diagnostics: Any = None
    inference_geo: Any = None
    mcp_servers: Any = None
    service_tier: Any = None
    speed: Any = None
