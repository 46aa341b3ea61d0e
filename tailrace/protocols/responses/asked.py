"""An OpenAI client's Responses request, read.

What asks OpenAI's server for its memory (`previous_response_id`, `conversation`, `prompt`,
`background`) or for tools that it runs itself is refused by name. Dropped hints: `store` (another
vendor stores nothing), `metadata`, `include` (but for log probabilities), `reasoning.summary`,
`service_tier`, cache keys, `stream_options`, `max_tool_calls` (it counts OpenAI's own tools only),
and `truncation: disabled`, which is so anyway.
"""

import msgspec

from tailrace.core.errors import BadInput
from tailrace.protocols.body.fields import Fields, read_fields
from tailrace.protocols.chat import Answer, Chat, Effort, Text, Tool
from tailrace.protocols.responses.items import Heard
from tailrace.protocols.responses.words import CHOICES, EFFORTS

_MEMORY = "Send the whole conversation as `input`: only OpenAI's server has what it stored."
_LOGPROBS = "message.output_text.logprobs"


def read_chat(body: bytes) -> Chat:
    """Read a request; raises BadInput, with `not_translatable` for what only OpenAI knows."""
    asked = read_fields(body)
    try:
        chat = _read(asked)
        asked.end()
    except RecursionError:
        raise BadInput("The body is nested too deep.") from None
    return chat


def _read(asked: Fields) -> Chat:
    _check(asked)
    heard = Heard()
    if instructions := asked.text("instructions"):
        heard.system.append(Text(instructions))
    said = asked.text_or_rows("input")
    if isinstance(said, str):
        heard.say(said)
    else:
        for item in said:
            heard.add(item)
    user, safety = asked.text("user"), asked.text("safety_identifier")
    chat = Chat(
        model=asked.needed("model"),
        system=tuple(heard.system),
        turns=heard.turns,
        tools=tuple(_tool(tool) for tool in asked.rows("tools")),
        parallel_tool_calls=asked.flag("parallel_tool_calls"),
        answer=_answer(asked),
        max_tokens=asked.whole("max_output_tokens"),
        temperature=asked.number("temperature"),
        top_p=asked.number("top_p"),
        effort=_effort(asked),
        stream=asked.flag("stream") is True,
        user=user or safety,
    )
    return _with_choice(chat, asked)


def _check(asked: Fields) -> None:
    """Refuse what needs OpenAI's memory; drop what changes nothing."""
    for name in ("previous_response_id", "conversation", "prompt"):
        if name in asked:
            raise asked.refuse(name, hint=_MEMORY)
    asked.off("background", "top_logprobs")
    asked.only("truncation", "disabled")
    if _LOGPROBS in asked.texts("include"):
        raise asked.refuse("include")
    asked.hints("store", "metadata", "service_tier", "stream_options", "max_tool_calls")
    asked.hints("prompt_cache_key", "prompt_cache_options", "prompt_cache_retention")


def _tool(tool: Fields) -> Tool:
    """Return a function; a tool that OpenAI runs itself is refused by its kind."""
    tool.word("type", {"function": None})
    tool.only("allowed_callers", [], ["direct"])
    tool.off("defer_loading", "async")
    return Tool(
        tool.needed("name"),
        tool.text("description"),
        tool.object("parameters"),
        tool.flag("strict"),
    )


def _with_choice(chat: Chat, asked: Fields) -> Chat:
    """Return the chat with `tool_choice`. Of the tools only the allowed ones are offered."""
    if asked.is_text("tool_choice"):
        return msgspec.structs.replace(chat, tool_choice=asked.word("tool_choice", CHOICES))
    if (choice := asked.child("tool_choice")) is None:
        return chat
    if choice.word("type", {"function": "", "allowed_tools": "some"}) == "":
        name = choice.needed("name")
        return msgspec.structs.replace(chat, tool_choice="required", tool_name=name)
    mode = choice.word("mode", CHOICES)
    allowed = set()
    for tool in choice.rows("tools"):
        tool.word("type", {"function": None})
        allowed.add(tool.needed("name"))
    tools = tuple(tool for tool in chat.tools if tool.name in allowed)
    return msgspec.structs.replace(chat, tool_choice=mode, tools=tools)


def _answer(asked: Fields) -> Answer | None:
    """Return the form of the answer."""
    if (text := asked.child("text")) is None:
        return None
    text.only("verbosity", "medium")
    if (form := text.child("format")) is None:
        return None
    kind = form.word("type", {"text": "", "json_object": "json", "json_schema": "schema"})
    if kind != "schema":
        return Answer("json_object" if kind else "text")
    return Answer(
        "json_schema",
        form.text("name"),
        form.object("schema") or {},
        form.flag("strict"),
        form.text("description"),
    )


def _effort(asked: Fields) -> Effort | None:
    if (reasoning := asked.child("reasoning")) is None:
        return None
    reasoning.hints("summary", "generate_summary")
    reasoning.only("context", "auto")
    reasoning.only("mode", "standard")
    return reasoning.word("effort", EFFORTS)
