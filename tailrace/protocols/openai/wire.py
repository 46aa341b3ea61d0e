"""A chat completion's request, as its documentation has it.

Source: the reference of `POST /chat/completions`. Read with `body.strict`, so a field that stands
nowhere here is refused. Fields of type `Any` are those that we drop (hints about caches, storage
and billing) or refuse when they say something: `read_chat.py` lists which.
"""

from typing import Any, Literal

import msgspec

from tailrace.protocols.chat import Effort


class _Wire(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    pass


class ImageUrl(_Wire):
    """An address, or a data URL."""

    url: str
    detail: str | None = None


class FileData(_Wire):
    """A file's bytes as a data URL; `file_id` names one that was sent to OpenAI before."""

    file_data: str | None = None
    filename: str | None = None
    file_id: Any = None


class TextPart(_Wire, tag="text"):
    """Words."""

    text: str
    cache_control: Any = None
    prompt_cache_breakpoint: Any = None


class ImagePart(_Wire, tag="image_url"):
    """A picture."""

    image_url: ImageUrl
    cache_control: Any = None
    prompt_cache_breakpoint: Any = None


class FilePart(_Wire, tag="file"):
    """A document."""

    file: FileData
    cache_control: Any = None
    prompt_cache_breakpoint: Any = None


class RefusalPart(_Wire, tag="refusal"):
    """A model's words when it would not answer."""

    refusal: str


class FunctionCall(_Wire):
    """`arguments` is the text of a JSON object."""

    name: str
    arguments: str
    parsed_arguments: Any = None
    """Left over from OpenAI's SDK, as `parsed` is in a message."""


class Call(_Wire):
    """A model's wish to call a tool."""

    id: str
    function: FunctionCall
    type: Literal["function"] | None = None
    index: Any = None
    """Left over from a stream."""
    extra_content: Any = None
    """Google's place for the seal of a call: `google.thought_signature`."""


class SystemMessage(_Wire, tag="system", tag_field="role"):
    """Instructions."""

    content: str | list[TextPart]
    name: Any = None


class DeveloperMessage(_Wire, tag="developer", tag_field="role"):
    """Instructions, in newer words."""

    content: str | list[TextPart]
    name: Any = None


class UserMessage(_Wire, tag="user", tag_field="role"):
    """What a person said."""

    content: str | list[TextPart | ImagePart | FilePart]
    name: Any = None


class AssistantMessage(_Wire, tag="assistant", tag_field="role"):
    """What a model said; `reasoning…` are the words of DeepSeek and OpenRouter."""

    content: str | list[TextPart | RefusalPart] | None = None
    refusal: str | None = None
    tool_calls: list[Call] | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    reasoning_details: list[dict[str, Any]] | None = None
    annotations: Any = None
    audio: Any = None
    function_call: Any = None
    name: Any = None
    parsed: Any = None


class ToolMessage(_Wire, tag="tool", tag_field="role"):
    """What a tool answered. OpenAI takes text only; some that follow it take pictures."""

    tool_call_id: str
    content: str | list[TextPart | ImagePart]
    name: str | None = None


Message = SystemMessage | DeveloperMessage | UserMessage | AssistantMessage | ToolMessage


class Function(_Wire):
    """A tool; `parameters` is a JSON Schema."""

    name: str
    description: str | None = None
    parameters: dict[str, Any] | None = None
    strict: bool | None = None


class FunctionTool(_Wire):
    """The only kind of tool that other vendors have as well."""

    function: Function
    type: Literal["function"]
    cache_control: Any = None


class FunctionName(_Wire):
    """Which function."""

    name: str


class NamedChoice(_Wire):
    """The one function that must be called."""

    function: FunctionName
    type: Literal["function"]


class TextFormat(_Wire, tag="text"):
    """Any words."""


class ObjectFormat(_Wire, tag="json_object"):
    """Any JSON object."""


class JsonSchema(_Wire):
    """A named schema."""

    name: str
    schema: dict[str, Any] | None = None
    strict: bool | None = None
    description: str | None = None


class SchemaFormat(_Wire, tag="json_schema"):
    """JSON that follows a schema."""

    json_schema: JsonSchema


class Asked(_Wire):
    """The request."""

    model: str
    messages: list[Message]
    audio: Any = None
    frequency_penalty: float | None = None
    function_call: Any = None
    functions: Any = None
    logit_bias: Any = None
    logprobs: Any = None
    max_completion_tokens: int | None = None
    max_tokens: int | None = None
    metadata: Any = None
    modalities: Any = None
    moderation: Any = None
    n: Any = None
    parallel_tool_calls: bool | None = None
    prediction: Any = None
    presence_penalty: float | None = None
    prompt_cache_key: Any = None
    prompt_cache_options: Any = None
    prompt_cache_retention: Any = None
    reasoning_effort: Effort | None = None
    response_format: TextFormat | ObjectFormat | SchemaFormat | None = None
    safety_identifier: Any = None
    seed: int | None = None
    service_tier: Any = None
    stop: str | list[str] | None = None
    store: Any = None
    stream: bool | None = None
    stream_options: Any = None
    temperature: float | None = None
    tool_choice: Literal["none", "auto", "required"] | NamedChoice | None = None
    tools: list[FunctionTool] | None = None
    top_k: int | None = None
    """Not OpenAI's: vLLM, OpenRouter and others take it."""
    top_logprobs: Any = None
    top_p: float | None = None
    user: str | None = None
    verbosity: Any = None
    web_search_options: Any = None
