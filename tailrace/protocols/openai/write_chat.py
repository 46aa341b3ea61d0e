"""Writes a chat completion's request for a provider.

What the format has no word for, and how it is said instead: a tool's failure is told by its text
("Error: ..."), pictures and documents of a tool's result follow in a user message, because a tool
message holds text only. A model's thoughts go only to the kind of provider that they came from.
`thinking_tokens` becomes an effort; a model that is known not to think is not told to.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from tailrace.protocols.chat import (
    Answer,
    Chat,
    Choice,
    Effort,
    File,
    Image,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Turn,
    untranslatable,
)
from tailrace.protocols.openai import wire
from tailrace.protocols.openai.media import write_file, write_image
from tailrace.protocols.openai.models import is_openai, thinks
from tailrace.protocols.openai.reasoning import own_thoughts

LOW_TOKENS, MEDIUM_TOKENS = 4096, 16384
"""Up to so many tokens of thought are a low, a medium effort; more is a high one."""
FAILED = "Error: "


def write_chat(chat: Chat) -> bytes:
    """Return the body; raises BadInput for `top_k` and for documents by address."""
    if chat.top_k is not None:
        raise untranslatable("top_k", "openai")
    newer = is_openai(chat.model) and thinks(chat.model)
    asked = wire.Asked(
        model=chat.model,
        messages=list(_messages(chat)),
        frequency_penalty=chat.frequency_penalty,
        max_completion_tokens=chat.max_tokens if newer else None,
        max_tokens=None if newer else chat.max_tokens,
        parallel_tool_calls=chat.parallel_tool_calls if chat.tools else None,
        presence_penalty=chat.presence_penalty,
        reasoning_effort=_effort(chat),
        response_format=_format(chat.answer),
        seed=chat.seed,
        stop=list(chat.stop) or None,
        stream=chat.stream or None,
        stream_options={"include_usage": True} if chat.stream else None,
        temperature=chat.temperature,
        tool_choice=_choice(chat) if chat.tools else None,
        tools=[_tool(tool) for tool in chat.tools] or None,
        top_p=chat.top_p,
        user=chat.user or None,
    )
    return msgspec.json.encode(asked)


def _effort(chat: Chat) -> Effort | None:
    if not thinks(chat.model):
        return None
    if chat.effort is not None or not chat.thinking_tokens:
        return chat.effort
    if chat.thinking_tokens <= LOW_TOKENS:
        return "low"
    return "medium" if chat.thinking_tokens <= MEDIUM_TOKENS else "high"


def _messages(chat: Chat) -> Iterator[wire.Message]:
    if chat.system:
        yield wire.SystemMessage(_texts(chat.system))
    for turn in chat.turns:
        if turn.role == "assistant":
            yield _said(turn, strict=is_openai(chat.model))
        else:
            yield from _heard(turn)


def _said(turn: Turn, *, strict: bool) -> wire.AssistantMessage:
    """Return a model's turn; OpenAI itself would refuse fields for thoughts."""
    texts = [part for part in turn.parts if isinstance(part, Text)]
    calls = [_call(part) for part in turn.parts if isinstance(part, ToolCall)]
    thoughts = {} if strict else own_thoughts(turn.parts)
    content = _texts(texts) if texts or not calls else None
    return wire.AssistantMessage(content=content, tool_calls=calls or None, **thoughts)


def _call(part: ToolCall) -> wire.Call:
    return wire.Call(part.id, wire.FunctionCall(part.name, part.arguments or "{}"), type="function")


def _heard(turn: Turn) -> Iterator[wire.Message]:
    """Yield tools' results first, as OpenAI wants them right after their calls."""
    shown: list[wire.TextPart | wire.ImagePart | wire.FilePart] = []
    results = [part for part in turn.parts if isinstance(part, ToolResult)]
    for result in results:
        yield wire.ToolMessage(result.call_id, _told(result))
        shown += _attached(result)
    shown += _shown(turn.parts)
    if shown or not results:
        plain = shown[0].text if len(shown) == 1 and isinstance(shown[0], wire.TextPart) else None
        yield wire.UserMessage(plain if plain is not None else shown or "")


def _told(result: ToolResult) -> str | list[Any]:
    texts = [part.text for part in result.parts if isinstance(part, Text)]
    if result.is_error and not "".join(texts).lower().startswith(FAILED.strip().lower()):
        texts = [FAILED + (texts[0] if texts else "the tool failed"), *texts[1:]]
    return _texts([Text(text) for text in texts])


def _attached(result: ToolResult) -> list[wire.TextPart | wire.ImagePart | wire.FilePart]:
    """Return what of a tool's result is no text, with a word that says where it belongs."""
    media = _shown([part for part in result.parts if not isinstance(part, Text)])
    return (
        [wire.TextPart(f"From the result of tool call {result.call_id}:"), *media] if media else []
    )


def _shown(parts: Sequence[object]) -> list[wire.TextPart | wire.ImagePart | wire.FilePart]:
    shown: list[wire.TextPart | wire.ImagePart | wire.FilePart] = []
    for part in parts:
        if isinstance(part, Text):
            shown.append(wire.TextPart(part.text))
        elif isinstance(part, Image):
            shown.append(write_image(part))
        elif isinstance(part, File):
            shown.append(write_file(part))
    return shown


def _texts(texts: Sequence[Text]) -> str | list[Any]:
    """Return one text as itself: some that follow the format know no list here."""
    if len(texts) > 1:
        return [wire.TextPart(text.text) for text in texts]
    return texts[0].text if texts else ""


def _tool(tool: Tool) -> wire.FunctionTool:
    function = wire.Function(tool.name, tool.description or None, tool.schema, tool.strict)
    return wire.FunctionTool(function, "function")


def _choice(chat: Chat) -> wire.NamedChoice | Choice | None:
    if chat.tool_name:
        return wire.NamedChoice(wire.FunctionName(chat.tool_name), "function")
    return chat.tool_choice


def _format(
    answer: Answer | None,
) -> wire.TextFormat | wire.ObjectFormat | wire.SchemaFormat | None:
    if answer is None:
        return None
    if answer.kind == "json_schema":
        about, name = answer.description or None, answer.name or "answer"
        return wire.SchemaFormat(wire.JsonSchema(name, answer.schema, answer.strict, about))
    return wire.ObjectFormat() if answer.kind == "json_object" else wire.TextFormat()
