"""Writes a request of Anthropic's messages for a provider.

Refused by name: a temperature over 1, penalties, `seed`, JSON without a schema, a schema for a
model that follows none, and `temperature`, `top_p` and `top_k` for the newer models, which take
none of them (1 as temperature or `top_p` is what they do anyway, and is left out). `max_tokens`,
which Anthropic demands, has a default by model (`models.py`); efforts are said as `thinking.py`
explains.
"""

from typing import Any

import msgspec

from tailrace.protocols.anthropic import wire
from tailrace.protocols.anthropic.blocks import VENDOR, write_blocks
from tailrace.protocols.anthropic.models import can_be_sampled, follows_schemas
from tailrace.protocols.anthropic.thinking import write_thinking
from tailrace.protocols.chat import Answer, Chat, Text, Tool, Turn, untranslatable

MOST_TEMPERATURE = 1.0
_SAMPLING = {"temperature": 1, "top_p": 1, "top_k": None}
"""Fields, and the value that says no more than their absence."""
_WITHOUT_SCHEMA = "Give a json_schema, or ask for JSON in words."
_OLDER = "The model follows no schema: use a newer one, or ask for JSON in words."


def write_chat(chat: Chat) -> bytes:
    """Return the body; raises BadInput with the field that Anthropic has no word for."""
    _check(chat)
    sampled = can_be_sampled(chat.model)
    thinking, config, most = write_thinking(chat)
    if chat.answer is not None and (form := _format(chat.answer, chat.model)) is not None:
        config = wire.OutputConfig(config.effort if config else None, form)
    asked = wire.Asked(
        model=chat.model,
        max_tokens=most,
        messages=[message for turn in chat.turns if (message := _message(turn)).content],
        system=_system(chat.system),
        stop_sequences=list(chat.stop) or None,
        stream=chat.stream or None,
        temperature=chat.temperature if sampled else None,
        top_k=chat.top_k if sampled else None,
        top_p=chat.top_p if sampled else None,
        tools=[_tool(tool) for tool in chat.tools] or None,
        tool_choice=_choice(chat) if chat.tools else None,
        thinking=thinking,
        output_config=config,
        metadata=wire.Metadata(chat.user) if chat.user else None,
    )
    return msgspec.json.encode(asked)


def _check(chat: Chat) -> None:
    if chat.temperature is not None and chat.temperature > MOST_TEMPERATURE:
        raise untranslatable("temperature", VENDOR, hint="Anthropic takes 0 to 1.")
    for name in ("frequency_penalty", "presence_penalty"):
        if getattr(chat, name):
            raise untranslatable(name, VENDOR)
    if chat.seed is not None:
        raise untranslatable("seed", VENDOR)
    if not can_be_sampled(chat.model):
        for name, neutral in _SAMPLING.items():
            if getattr(chat, name) not in {None, neutral}:
                raise untranslatable(name, VENDOR, hint=f"{chat.model} takes no {name}.")


def _system(texts: tuple[Text, ...]) -> str | list[wire.TextBlock] | None:
    said = [wire.TextBlock(text.text) for text in texts if text.text]
    return said[0].text if len(said) == 1 else said or None


def _message(turn: Turn) -> wire.Message:
    blocks: list[Any] = write_blocks(turn.parts)
    if len(blocks) == 1 and isinstance(blocks[0], wire.TextBlock):
        return wire.Message(turn.role, blocks[0].text)
    return wire.Message(turn.role, blocks)


def _tool(tool: Tool) -> wire.Tool:
    schema = {"type": "object", **(tool.schema or {})}
    return wire.Tool(tool.name, schema, tool.description or None, tool.strict)


def _choice(chat: Chat) -> wire.Choice | None:
    parallel = chat.parallel_tool_calls
    alone = None if parallel is None else not parallel
    if chat.tool_name:
        return wire.ToolChoice(chat.tool_name, alone)
    if chat.tool_choice == "none":
        return wire.NoChoice()
    if chat.tool_choice == "required":
        return wire.AnyChoice(alone)
    return None if chat.tool_choice is None and alone is None else wire.AutoChoice(alone)


def _format(answer: Answer, model: str) -> wire.SchemaFormat | None:
    if answer.kind == "text":
        return None
    if answer.schema is None:
        raise untranslatable("response_format", VENDOR, hint=_WITHOUT_SCHEMA)
    if not follows_schemas(model):
        raise untranslatable("response_format", VENDOR, hint=_OLDER)
    return wire.SchemaFormat(answer.schema)
