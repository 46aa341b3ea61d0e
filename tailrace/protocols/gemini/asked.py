"""A Google client's request, read.

The model and whether to stream stand in the address, not in the body: the caller fills them in.
A new field is refused by its path. Dropped are hints to Google alone: `safetySettings` (how strict
its own filter is), `labels`, `store`, `serviceTier`, `mediaResolution`, `includeThoughts`,
`streamFunctionCallArguments`, and a function's `response` schema, which its SDK always sends: the
model sees what the function answers anyway.
"""

import msgspec

from tailrace.core.errors import BadInput
from tailrace.protocols.body.fields import Fields, read_fields
from tailrace.protocols.chat import Answer, Chat, Choice, Tool
from tailrace.protocols.gemini.contents import read_contents, read_system
from tailrace.protocols.gemini.schema import json_schema
from tailrace.protocols.gemini.words import LEVELS, camel

_MODES: dict[str, Choice | None] = {
    "MODE_UNSPECIFIED": None,
    "AUTO": "auto",
    "ANY": "required",
    "NONE": "none",
    "VALIDATED": "auto",
}
_KINDS = {"text/plain": "text", "application/json": "json"}


def read_chat(body: bytes) -> Chat:
    """Read a request; raises BadInput, with `not_translatable` for what only Google knows."""
    asked = read_fields(body, camel)
    try:
        chat = _read(asked)
        asked.end()
    except RecursionError:
        raise BadInput("The body is nested too deep.") from None
    return chat


def _read(asked: Fields) -> Chat:
    asked.hints("safetySettings", "labels", "store", "serviceTier")
    chat = Chat(
        model=asked.text("model").removeprefix("models/"),
        system=read_system(asked),
        turns=read_contents(asked),
        tools=_read_tools(asked),
    )
    chat = _with_choice(chat, asked.child("toolConfig"))
    settings = asked.child("generationConfig")
    return _with_settings(chat, settings) if settings else chat


def _read_tools(asked: Fields) -> tuple[Tool, ...]:
    return tuple(
        _read_tool(declared)
        for tool in asked.rows("tools")
        for declared in tool.rows("functionDeclarations")
    )


def _read_tool(declared: Fields) -> Tool:
    declared.only("behavior", "BLOCKING", "UNSPECIFIED")
    declared.hints("response", "responseJsonSchema")
    schema = declared.object("parametersJsonSchema")
    if (parameters := declared.object("parameters")) is not None:
        schema = json_schema(parameters)
    return Tool(declared.needed("name"), declared.text("description"), schema)


def _with_choice(chat: Chat, config: Fields | None) -> Chat:
    """Return the chat with what it says about calling tools.

    Of the tools only the allowed ones are offered, when it allows some.
    """
    calling = config.child("functionCallingConfig") if config else None
    if config is None or calling is None:
        return chat
    config.off("includeServerSideToolInvocations")
    calling.hints("streamFunctionCallArguments")
    mode = calling.text("mode").upper() or "MODE_UNSPECIFIED"
    if mode not in _MODES:
        raise calling.refuse("mode")
    allowed = calling.texts("allowedFunctionNames")
    tools = tuple(t for t in chat.tools if t.name in allowed) if allowed else chat.tools
    if mode == "VALIDATED":
        tools = tuple(msgspec.structs.replace(tool, strict=True) for tool in tools)
    forced = allowed[0] if len(allowed) == 1 and mode == "ANY" else ""
    tools = chat.tools if forced else tools
    return msgspec.structs.replace(chat, tools=tools, tool_choice=_MODES[mode], tool_name=forced)


def _with_settings(chat: Chat, settings: Fields) -> Chat:
    """Return the chat with Google's `generationConfig`."""
    settings.hints("mediaResolution")
    settings.only("candidateCount", 1)
    settings.off("responseLogprobs", "logprobs")
    settings.only("responseModalities", [], ["TEXT"], ["text"])
    thinking = settings.child("thinkingConfig")
    return msgspec.structs.replace(
        chat,
        answer=_read_answer(settings),
        max_tokens=settings.whole("maxOutputTokens"),
        temperature=settings.number("temperature"),
        top_p=settings.number("topP"),
        top_k=settings.whole("topK"),
        frequency_penalty=settings.number("frequencyPenalty"),
        presence_penalty=settings.number("presencePenalty"),
        seed=settings.whole("seed"),
        stop=settings.texts("stopSequences"),
        effort=thinking.word("thinkingLevel", LEVELS) if thinking else None,
        thinking_tokens=_read_budget(thinking) if thinking else None,
    )


def _read_budget(thinking: Fields) -> int | None:
    """Return at most how many tokens to think; -1 leaves it to the model, as does silence."""
    thinking.hints("includeThoughts")
    budget = thinking.whole("thinkingBudget")
    return None if budget is None or budget < 0 else budget


def _read_answer(settings: Fields) -> Answer | None:
    kind = settings.word("responseMimeType", _KINDS)
    schema = settings.object("responseJsonSchema")
    if (own := settings.object("responseSchema")) is not None:
        schema = json_schema(own)
    if schema is not None:
        return Answer("json_schema", schema=schema)
    if kind is None:
        return None
    return Answer("json_object" if kind == "json" else "text")
