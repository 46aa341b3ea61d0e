"""A chat, written as a request to OpenAI's Responses.

Nothing is stored there: each request carries the whole conversation, and asks for sealed thoughts
where the model is to think. Thoughts that another vendor sealed, or nobody, are left out: OpenAI
refuses them. A budget of thought becomes the nearest effort, a model that is known not to think is
not told how hard to, and an error of a tool, for which there is no field, is said in words.
"""

from typing import Any

from tailrace.core.errors import BadInput
from tailrace.protocols.body.fields import write_fields
from tailrace.protocols.body.seal import own, vendor_of
from tailrace.protocols.chat import (
    Answer,
    Chat,
    Effort,
    Part,
    Reasoning,
    Tool,
    ToolCall,
    ToolResult,
    Turn,
    untranslatable,
)
from tailrace.protocols.openai.models import thinks
from tailrace.protocols.responses.content import write_medium, write_output, write_words
from tailrace.protocols.responses.words import NAME, digest, effort_for

_Written = dict[str, Any]
_SEALED = ["reasoning.encrypted_content"]
_NO_PARAMETERS: _Written = {"type": "object", "properties": {}}


def write_chat(chat: Chat) -> bytes:
    """Write a request; raises BadInput (`not_translatable`) for what the format cannot say."""
    _check(chat)
    effort = _effort(chat)
    thinks = effort not in {None, "none"} or any(map(_is_sealed_here, _parts(chat)))
    settings: _Written = {
        "instructions": chat.system[0].text if len(chat.system) == 1 else None,
        "input": _input(chat),
        "max_output_tokens": chat.max_tokens,
        "temperature": chat.temperature,
        "top_p": chat.top_p,
        "tools": [_tool(tool) for tool in chat.tools] or None,
        "tool_choice": _choice(chat) if chat.tools else None,
        "parallel_tool_calls": chat.parallel_tool_calls if chat.tools else None,
        "text": _form(chat.answer),
        "reasoning": {"effort": effort} if effort else None,
        "include": _SEALED if thinks else None,
        "user": chat.user or None,
        "stream": chat.stream or None,
    }
    said = {name: value for name, value in settings.items() if value is not None}
    return write_fields({"model": chat.model, **said, "store": False})


def _check(chat: Chat) -> None:
    """Refuse what the format has no word for, and what is there says something."""
    wordless = {
        "stop": chat.stop,
        "seed": chat.seed is not None,
        "top_k": chat.top_k is not None,
        "frequency_penalty": chat.frequency_penalty,
        "presence_penalty": chat.presence_penalty,
    }
    for name, says_something in wordless.items():
        if says_something:
            raise untranslatable(name, NAME)


def _effort(chat: Chat) -> Effort | None:
    if not thinks(chat.model):
        return None
    if chat.effort is None and chat.thinking_tokens is not None:
        return effort_for(chat.thinking_tokens)
    return chat.effort


def _parts(chat: Chat) -> list[Part]:
    return [part for turn in chat.turns for part in turn.parts]


def _is_sealed_here(part: Part) -> bool:
    return isinstance(part, Reasoning) and vendor_of(part.signature) == NAME


def _input(chat: Chat) -> list[_Written]:
    """Return the items: several system texts first, then what was said."""
    several = chat.system if len(chat.system) > 1 else ()
    items = [{"role": "system", "content": text.text} for text in several]
    return items + [item for turn in chat.turns for item in _turn(turn)]


def _turn(turn: Turn) -> list[_Written]:
    """Return a turn's items: what a user says between answers of tools is one message."""
    items: list[_Written] = []
    for part in turn.parts:
        if isinstance(part, ToolCall | ToolResult | Reasoning):
            items += _item(part)
        elif turn.role == "assistant":
            items.append({"role": "assistant", "content": write_words(part)})
        elif items and items[-1].get("role") == "user":
            items[-1]["content"].append(write_medium(part))
        else:
            items.append({"role": "user", "content": [write_medium(part)]})
    return items


def _item(part: ToolCall | ToolResult | Reasoning) -> list[_Written]:
    if isinstance(part, ToolResult):
        output = write_output(part)
        return [{"type": "function_call_output", "call_id": part.call_id, "output": output}]
    if isinstance(part, ToolCall):
        arguments = part.arguments or "{}"
        call = {"call_id": part.id, "name": part.name, "arguments": arguments}
        return [{"type": "function_call", **call}]
    seal = own(part.signature, NAME)
    summary = [{"type": "summary_text", "text": part.text}] if part.text else []
    key = f"rs_{digest(seal)}"
    thought = {"type": "reasoning", "id": key, "summary": summary, "encrypted_content": seal}
    return [thought] if seal else []


def _tool(tool: Tool) -> _Written:
    """Return a function. Left alone, OpenAI is strict here, as no other format is."""
    declared: _Written = {"type": "function", "name": tool.name}
    if tool.description:
        declared["description"] = tool.description
    schema = _NO_PARAMETERS if tool.schema is None else tool.schema
    return {**declared, "parameters": schema, "strict": tool.strict or False}


def _choice(chat: Chat) -> _Written | str | None:
    if chat.tool_name:
        return {"type": "function", "name": chat.tool_name}
    return chat.tool_choice


def _form(answer: Answer | None) -> _Written | None:
    if answer is None:
        return None
    form: _Written = {"type": answer.kind}
    if answer.kind == "json_schema":
        if answer.schema is None:
            raise BadInput("The answer's schema is missing.")
        form |= {"name": answer.name or "answer", "schema": answer.schema}
        form |= {"description": answer.description} if answer.description else {}
        form |= {} if answer.strict is None else {"strict": answer.strict}
    return {"format": form}
