"""Reads a request of Anthropic's messages.

Instructions in the middle (`role: system`) join `Chat.system`, as with OpenAI's. Refused by name:
an answer that the client began itself (a last message of the assistant, which others would not
go on with), Anthropic's own tools, containers, MCP servers, context management, citations, and
whatever we do not know. Dropped: marks for the cache, service tier, place and speed.
"""

from typing import Any

import msgspec

from tailrace.protocols.anthropic import wire
from tailrace.protocols.anthropic.blocks import read_block
from tailrace.protocols.anthropic.thinking import read_thinking
from tailrace.protocols.body.strict import ELSEWHERE, read_request, refuse
from tailrace.protocols.chat import (
    Answer,
    Chat,
    Choice,
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

_ASKED = msgspec.json.Decoder(wire.Asked)

_BEGUN = "The last message must be the user's: only Anthropic goes on with an answer."
REFUSED: dict[str, tuple[Any, ...]] = {"container": (), "context_management": (), "mcp_servers": ()}
"""What no other format can say."""
_REFUSED_OF_TOOLS: dict[str, tuple[Any, ...]] = {
    "allowed_callers": (["direct"],),
    "defer_loading": (),
    "input_examples": (),
}


def read_chat(body: bytes) -> Chat:
    """Return what the client asks; raises BadInput with the path of what it cannot read."""
    asked = read_request(_ASKED, body)
    refuse(asked, REFUSED)
    system, turns = _conversation(asked)
    config = asked.output_config or wire.OutputConfig()
    effort, thinking_tokens = read_thinking(asked.thinking, config.effort)
    form = config.format or asked.output_format
    choice, name, parallel = _choice(asked.tool_choice)
    return Chat(
        model=asked.model,
        system=system,
        turns=turns,
        tools=tuple(_tool(tool, index) for index, tool in enumerate(asked.tools or ())),
        tool_choice=choice,
        tool_name=name,
        parallel_tool_calls=parallel,
        answer=Answer("json_schema", schema=form.schema) if form else None,
        max_tokens=asked.max_tokens,
        temperature=asked.temperature,
        top_p=asked.top_p,
        top_k=asked.top_k,
        stop=tuple(asked.stop_sequences or ()),
        effort=effort,
        thinking_tokens=thinking_tokens,
        stream=bool(asked.stream),
        user=(asked.metadata.user_id or "") if asked.metadata else "",
    )


def _conversation(asked: wire.Asked) -> tuple[tuple[Text, ...], tuple[Turn, ...]]:
    system = _parts(asked.system or "", "system")
    turns: list[tuple[Role, list[Part]]] = []
    names: dict[str, str] = {}
    for index, message in enumerate(asked.messages):
        parts = _parts(message.content, f"messages.{index}.content")
        if message.role == "system":
            system += parts
            continue
        names |= {part.id: part.name for part in parts if isinstance(part, ToolCall)}
        parts = [_named(part, names) for part in parts]
        if turns and turns[-1][0] == message.role:
            turns[-1][1].extend(parts)
        else:
            turns.append((message.role, parts))
    if asked.messages and asked.messages[-1].role == "assistant":
        raise untranslatable(f"messages.{len(asked.messages) - 1}", ELSEWHERE, hint=_BEGUN)
    texts = tuple(part for part in system if isinstance(part, Text))
    return texts, tuple(Turn(role, _in_order(role, parts)) for role, parts in turns)


def _in_order(role: Role, parts: list[Part]) -> tuple[Part, ...]:
    """Return a model's parts joined as a reply's are; a user's with the tools' results first."""
    if role == "assistant":
        return join(parts)
    return tuple(sorted(parts, key=lambda part: not isinstance(part, ToolResult)))


def _named(part: Part, names: dict[str, str]) -> Part:
    if isinstance(part, ToolResult) and part.call_id in names:
        return msgspec.structs.replace(part, name=names[part.call_id])
    return part


def _parts(content: str | list[Any], path: str) -> list[Part]:
    if isinstance(content, str):
        return [Text(content)] if content else []
    parts = (read_block(block, f"{path}.{index}") for index, block in enumerate(content))
    return [part for part in parts if part is not None]


def _tool(tool: wire.Tool, index: int) -> Tool:
    refuse(tool, _REFUSED_OF_TOOLS, f"tools.{index}")
    return Tool(tool.name, tool.description or "", tool.input_schema, tool.strict)


def _choice(choice: wire.Choice | None) -> tuple[Choice | None, str, bool | None]:
    """Return the choice, the one tool's name, and whether several calls may come at once."""
    if choice is None:
        return None, "", None
    if isinstance(choice, wire.NoChoice):
        return "none", "", None
    alone = choice.disable_parallel_tool_use
    parallel = None if alone is None else not alone
    if isinstance(choice, wire.ToolChoice):
        return "required", choice.name, parallel
    return ("auto" if isinstance(choice, wire.AutoChoice) else "required"), "", parallel
