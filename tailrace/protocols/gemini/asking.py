"""A chat, written as a request to Google.

The model and whether to stream go into the address, which the caller writes. Dropped: `user`, a
picture's `detail`, a file's name, the name and strictness of an answer's schema (Google always
holds to one), and thoughts that another vendor sealed, which Google cannot read.
"""

from typing import Any

from tailrace.core.errors import BadInput
from tailrace.protocols.body.fields import write_fields
from tailrace.protocols.chat import Answer, Chat, Tool, untranslatable
from tailrace.protocols.gemini.parts import Spoken, write_contents
from tailrace.protocols.gemini.words import BUDGETS, EFFORTS, NAME, is_before_3

_MODES = {"auto": "AUTO", "required": "ANY", "none": "NONE"}


def write_chat(chat: Chat) -> bytes:
    """Write a request; raises BadInput (`not_translatable`) for what Google has no word for."""
    if chat.tools and chat.parallel_tool_calls is False:
        raise untranslatable("parallel_tool_calls", NAME)
    body: dict[str, Any] = {"contents": write_contents(chat.turns, Spoken(chat))}
    if chat.system:
        body["systemInstruction"] = {"parts": [{"text": text.text} for text in chat.system]}
    if chat.tools:
        body["tools"] = [{"functionDeclarations": [_tool(tool) for tool in chat.tools]}]
    if chat.tools and (calling := _calling(chat)):
        body["toolConfig"] = {"functionCallingConfig": calling}
    if settings := {**_settings(chat), **_answer(chat.answer)}:
        body["generationConfig"] = settings
    return write_fields(body)


def _tool(tool: Tool) -> dict[str, Any]:
    declared: dict[str, Any] = {"name": tool.name}
    if tool.description:
        declared["description"] = tool.description
    if tool.schema is not None:
        declared["parametersJsonSchema"] = tool.schema
    return declared


def _calling(chat: Chat) -> dict[str, Any]:
    """Return how tools are to be called. One strict tool holds all to their schemas."""
    strict = any(tool.strict for tool in chat.tools)
    if strict and chat.tool_choice in {None, "auto"}:
        return {"mode": "VALIDATED"}
    if chat.tool_choice is None:
        return {}
    calling: dict[str, Any] = {"mode": _MODES[chat.tool_choice]}
    if chat.tool_name:
        calling["allowedFunctionNames"] = [chat.tool_name]
    return calling


def _settings(chat: Chat) -> dict[str, Any]:
    """Return what was set; what was not is left to Google."""
    settings = {
        "maxOutputTokens": chat.max_tokens,
        "temperature": chat.temperature,
        "topP": chat.top_p,
        "topK": chat.top_k,
        "frequencyPenalty": chat.frequency_penalty,
        "presencePenalty": chat.presence_penalty,
        "seed": chat.seed,
        "stopSequences": list(chat.stop) or None,
        "thinkingConfig": _thinking(chat),
    }
    return {name: value for name, value in settings.items() if value is not None}


def _thinking(chat: Chat) -> dict[str, Any] | None:
    """Return how hard to think: Google takes a number or a level, and the number is more exact.

    Whoever asks for thought is shown it.
    """
    budget = chat.thinking_tokens
    if budget is None and chat.effort is not None and not _has_level(chat):
        budget = BUDGETS[chat.effort]
    if budget is not None:
        return {"thinkingBudget": budget, **({"includeThoughts": True} if budget else {})}
    if chat.effort is not None:
        return {"thinkingLevel": EFFORTS[chat.effort], "includeThoughts": True}
    return None


def _has_level(chat: Chat) -> bool:
    return chat.effort in EFFORTS and not is_before_3(chat.model)


def _answer(answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return {}
    if answer.kind == "text":
        return {"responseMimeType": "text/plain"}
    settings: dict[str, Any] = {"responseMimeType": "application/json"}
    if answer.kind == "json_schema":
        schema = answer.schema
        if schema is None:
            raise BadInput("The answer's schema is missing.")
        if answer.description and "description" not in schema:
            schema = {**schema, "description": answer.description}
        settings["responseJsonSchema"] = schema
    return settings
