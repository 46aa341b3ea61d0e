"""Reads a chat completion's request.

System and developer messages become `Chat.system`, in their order, also those that stand later:
their words and their authority are kept, only the moment at which they came is lost. Messages of
the same side that follow each other become one turn, with the tools' results first. Refused by
name: several answers (`n`), log probabilities, audio, the old `functions`, predictions, web
search, and whatever we do not know. Dropped: hints about caches, storage and billing.
"""

from typing import Any

import msgspec

from tailrace.protocols.body.strict import ELSEWHERE, read_request, refuse
from tailrace.protocols.chat import (
    Answer,
    Chat,
    Part,
    Role,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Turn,
    untranslatable,
)
from tailrace.protocols.fold import join
from tailrace.protocols.openai import wire
from tailrace.protocols.openai.media import read_file, read_image
from tailrace.protocols.openai.reasoning import read_reasoning

_ASKED = msgspec.json.Decoder(wire.Asked)

REFUSED: dict[str, tuple[Any, ...]] = {
    "audio": (),
    "function_call": (),
    "functions": (),
    "logit_bias": (),
    "logprobs": (),
    "modalities": (["text"],),
    "moderation": (),
    "n": (1,),
    "prediction": (),
    "top_logprobs": (),
    "verbosity": (),
    "web_search_options": (),
}
"""What no other format can say, with the values that say nothing."""
_REFUSED_OF_ASSISTANT: dict[str, tuple[Any, ...]] = {"audio": (), "function_call": (), "name": ()}
_NAMED: dict[str, tuple[Any, ...]] = {"name": ()}


def read_chat(body: bytes) -> Chat:
    """Return what the client asks; raises BadInput with the path of what it cannot read."""
    asked = read_request(_ASKED, body)
    refuse(asked, REFUSED)
    system, turns = _conversation(asked.messages)
    choice = asked.tool_choice
    return Chat(
        model=asked.model,
        system=system,
        turns=turns,
        tools=tuple(_tool(tool.function) for tool in asked.tools or ()),
        tool_choice="required" if isinstance(choice, wire.NamedChoice) else choice,
        tool_name=choice.function.name if isinstance(choice, wire.NamedChoice) else "",
        parallel_tool_calls=asked.parallel_tool_calls,
        answer=_answer(asked.response_format),
        max_tokens=_most(asked),
        temperature=asked.temperature,
        top_p=asked.top_p,
        top_k=asked.top_k,
        frequency_penalty=asked.frequency_penalty,
        presence_penalty=asked.presence_penalty,
        seed=asked.seed,
        stop=(asked.stop,) if isinstance(asked.stop, str) else tuple(asked.stop or ()),
        effort=asked.reasoning_effort,
        stream=bool(asked.stream),
        user=asked.user or "",
    )


def _most(asked: wire.Asked) -> int | None:
    most = asked.max_completion_tokens
    return asked.max_tokens if most is None else most


def _conversation(messages: list[wire.Message]) -> tuple[tuple[Text, ...], tuple[Turn, ...]]:
    """Return the instructions, and the turns of the two sides."""
    system: list[Text] = []
    turns: list[tuple[Role, list[Part]]] = []
    names: dict[str, str] = {}
    for index, message in enumerate(messages):
        path = f"messages.{index}"
        if isinstance(message, wire.SystemMessage | wire.DeveloperMessage):
            refuse(message, _NAMED, path)
            system += _texts(message.content)
            continue
        role: Role = "assistant" if isinstance(message, wire.AssistantMessage) else "user"
        parts = _parts(message, path, names)
        names |= {part.id: part.name for part in parts if isinstance(part, ToolCall)}
        if turns and turns[-1][0] == role:
            turns[-1][1].extend(parts)
        else:
            turns.append((role, parts))
    return tuple(system), tuple(Turn(role, _results_first(parts)) for role, parts in turns)


def _results_first(parts: list[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: not isinstance(part, ToolResult)))


def _parts(
    message: wire.UserMessage | wire.AssistantMessage | wire.ToolMessage,
    path: str,
    names: dict[str, str],
) -> list[Part]:
    if isinstance(message, wire.AssistantMessage):
        return _said(message, path)
    if isinstance(message, wire.ToolMessage):
        called = message.tool_call_id
        parts = tuple(_shown(message.content, path))
        return [ToolResult(called, parts, message.name or names.get(called, ""))]
    refuse(message, _NAMED, path)
    return list(_shown(message.content, path))


def _said(message: wire.AssistantMessage, path: str) -> list[Part]:
    """Return a model's thoughts, words and calls; a refusal is words."""
    refuse(message, _REFUSED_OF_ASSISTANT, path)
    fields = {
        "reasoning_details": message.reasoning_details,
        "reasoning_content": message.reasoning_content,
        "reasoning": message.reasoning,
    }
    parts: list[Part] = [*join(read_reasoning(fields)), *_texts(message.content)]
    if message.refusal:
        parts.append(Text(message.refusal))
    calls = enumerate(message.tool_calls or ())
    return parts + [_call(call, f"{path}.tool_calls.{index}") for index, call in calls]


def _call(call: wire.Call, path: str) -> ToolCall:
    function = call.function
    return ToolCall(call.id, function.name, function.arguments, _seal(call.extra_content, path))


def _seal(extra: Any, path: str) -> str:
    """Return the seal of a call from Google's place for it; nothing else may stand there."""
    if not extra:
        return ""
    match extra:
        case {"google": {"thought_signature": str(seal)}}:
            return seal
    raise untranslatable(f"{path}.extra_content", ELSEWHERE)


def _texts(content: str | list[Any] | None) -> list[Text]:
    """Return the words, empty ones left out."""
    if content is None or isinstance(content, str):
        return [Text(content)] if content else []
    said = [part.refusal if isinstance(part, wire.RefusalPart) else part.text for part in content]
    return [Text(text) for text in said if text]


def _shown(content: str | list[Any], path: str) -> list[Any]:
    """Return words, pictures and documents."""
    if isinstance(content, str):
        return [Text(content)] if content else []
    parts: list[Any] = []
    for index, part in enumerate(content):
        inner = f"{path}.content.{index}"
        if isinstance(part, wire.ImagePart):
            parts.append(read_image(part, inner))
        elif isinstance(part, wire.FilePart):
            parts.append(read_file(part, inner))
        elif part.text:
            parts.append(Text(part.text))
    return parts


def _tool(function: wire.Function) -> Tool:
    return Tool(function.name, function.description or "", function.parameters, function.strict)


def _answer(form: wire.TextFormat | wire.ObjectFormat | wire.SchemaFormat | None) -> Answer | None:
    if form is None:
        return None
    if isinstance(form, wire.SchemaFormat):
        given = form.json_schema
        about = given.description or ""
        return Answer("json_schema", given.name, given.schema, given.strict, about)
    return Answer("json_object" if isinstance(form, wire.ObjectFormat) else "text")
