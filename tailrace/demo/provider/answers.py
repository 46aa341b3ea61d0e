"""What the demo's provider says: from a request's body to a reply, without I/O.

In: the JSON of a chat or embeddings call. Out: a `Reply` or vectors, always the same for the same
state of `chance`. Questions of Acme get an answer that fits, a schema gets JSON that fits it, and a
question of anybody else is told that no model has read it. Tokens are counted as four bytes each.
"""

import base64
import struct
from typing import Any, Literal

import msgspec

from tailrace.demo.cast.chance import Chance
from tailrace.demo.cast.models import Model
from tailrace.demo.cast.phrases import Library
from tailrace.demo.cast.schemas import LIVE_SHARE, broken
from tailrace.demo.provider.samples import sample
from tailrace.demo.provider.wire import Reply, Tokens, ToolCall

BYTES_PER_TOKEN = 4
DIMENSIONS = 1536
TOLD_SCHEMA = "JSON Schema:\n"
"""What stands before a schema that a model is told in words."""


class StreamOptions(msgspec.Struct):
    """How the caller wants a stream."""

    include_usage: bool = False


class Function(msgspec.Struct):
    """A function that the model may call."""

    name: str
    parameters: dict[str, Any] = {}


class Tool(msgspec.Struct):
    """A tool; others than functions are left alone."""

    type: str = "function"
    function: Function | None = None


class ChatCall(msgspec.Struct):
    """The body of a chat completion, as far as this provider reads it."""

    model: str
    messages: list[dict[str, Any]]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    tools: list[Tool] | None = None
    tool_choice: Any = None
    response_format: dict[str, Any] | None = None

    def said(self, role: str) -> str:
        """Return the last text of that role, or nothing."""
        texts = self.texts(role)
        return texts[-1] if texts else ""

    def texts(self, role: str) -> list[str]:
        """Return all texts of that role; a message in parts is one text."""
        return [_text(each.get("content")) for each in self.messages if each.get("role") == role]

    @property
    def schema(self) -> dict[str, Any] | None:
        """The JSON Schema that the answer is to fit, asked for as a format or told in words."""
        shape = self.response_format or {}
        if shape.get("type") == "json_schema":
            return (shape.get("json_schema") or {}).get("schema") or {}
        return next(filter(None, map(_told_schema, self.system)), None)

    @property
    def system(self) -> list[str]:
        """The instructions, each on its own: one message may hold several."""
        contents = [each.get("content") for each in self.messages if each.get("role") == "system"]
        return [text for content in contents for text in _pieces(content)]

    def prompt_tokens(self) -> int:
        """Return how many tokens the messages count as."""
        return 3 + sum(4 + _tokens(_text(each.get("content"))) for each in self.messages)


class EmbeddingsCall(msgspec.Struct):
    """The body of an embeddings call."""

    model: str
    input: str | list[str | int | list[int]]
    """One text, several, or the same as token numbers."""
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = None


class Answers:
    """Makes replies; holds no state that changes."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def reply(self, call: ChatCall, model: Model, chance: Chance, created: int) -> Reply:
        """Return the answer of that model."""
        tool_call = _tool_call(call, chance)
        text = "" if tool_call else self._text(call, model, chance)
        limit = call.max_completion_tokens or call.max_tokens
        cut = limit is not None and _tokens(text) > limit
        if cut and limit is not None:
            text = text.encode()[: limit * BYTES_PER_TOKEN].decode(errors="ignore")
        said = tool_call.arguments if tool_call else text
        return Reply(
            id=f"chatcmpl-{chance.getrandbits(96):024x}",
            model=model.name,
            created=created,
            text=text,
            tokens=_count(call, model, max(_tokens(said), 1)),
            finish="tool_calls" if tool_call else "length" if cut else "stop",
            tool_call=tool_call,
        )

    def is_own(self, call: ChatCall) -> bool:
        """Tell whether the call is one of Acme's, which the demo itself makes."""
        return any(map(self._library.knows, call.system))

    def _text(self, call: ChatCall, model: Model, chance: Chance) -> str:
        schema = call.schema
        fitting = self._fitting(call, chance)
        if schema is not None:
            text = fitting or msgspec.json.encode(sample(schema, chance)).decode()
            wrong = self.is_own(call) and chance.happens(LIVE_SHARE)
            return broken(text, schema, chance)[0] if wrong else text
        if (call.response_format or {}).get("type") == "json_object":
            return fitting or '{"answer": "made up by the demo"}'
        return fitting or self._library.excuse(model.name, call.said("user")[:80])

    def _fitting(self, call: ChatCall, chance: Chance) -> str | None:
        """Return what fits the newest question that is one of Acme's.

        That is not the last message when a model is told that its answer missed the schema.
        """
        tokens = chance.randint(20, 160)
        known = [text for text in call.system if self._library.knows(text)]
        for question in reversed(call.texts("user")) if known else ():
            answer = self._library.answer(known[0], question, chance, tokens)
            if answer is not None:
                return answer
        return None


def embeddings(call: EmbeddingsCall, chance: Chance) -> dict[str, object]:
    """Return the answer to an embeddings call: one vector of length 1 per input."""
    single = isinstance(call.input, str) or (call.input and isinstance(call.input[0], int))
    inputs: list[Any] = [call.input] if single else list(call.input)
    tokens = sum(_tokens(each) if isinstance(each, str) else len(each) for each in inputs)
    data = [
        {"object": "embedding", "index": index, "embedding": _vector(call, chance)}
        for index in range(len(inputs))
    ]
    used = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "data": data, "model": call.model, "usage": used}


def _tool_call(call: ChatCall, chance: Chance) -> ToolCall | None:
    functions = [tool.function for tool in call.tools or () if tool.function is not None]
    answered = bool(call.messages) and call.messages[-1].get("role") == "tool"
    if not functions or call.tool_choice == "none" or answered:
        return None
    wanted = call.tool_choice["function"] if isinstance(call.tool_choice, dict) else None
    if wanted is None and call.tool_choice != "required" and chance.happens(0.3):
        return None
    named = [each for each in functions if wanted and each.name == wanted.get("name")]
    function = (named or functions)[0]
    arguments = msgspec.json.encode(sample({"type": "object"} | function.parameters, chance))
    return ToolCall(f"call_{chance.getrandbits(96):024x}", function.name, arguments.decode())


def _count(call: ChatCall, model: Model, completion: int) -> Tokens:
    prompt = call.prompt_tokens()
    reasoning = completion * 2 if model.reasons else None
    cached = prompt // 128 * 128 if model.caches_prompts else None
    return Tokens(prompt, completion + (reasoning or 0), cached, reasoning)


def _vector(call: EmbeddingsCall, chance: Chance) -> list[float] | str:
    numbers = [chance.gauss(0, 1) for _ in range(call.dimensions or DIMENSIONS)]
    length = sum(number * number for number in numbers) ** 0.5
    unit = [number / length for number in numbers]
    if call.encoding_format == "float":
        return unit
    return base64.b64encode(struct.pack(f"<{len(unit)}f", *unit)).decode()


def _text(content: Any) -> str:
    """Return the text of a message's content: a string, or a list of parts."""
    return " ".join(_pieces(content))


def _pieces(content: Any) -> list[str]:
    if isinstance(content, list):
        return [str(part.get("text", "")) for part in content if isinstance(part, dict)]
    return [content] if isinstance(content, str) else []


def _told_schema(instruction: str) -> dict[str, Any] | None:
    """Return the schema that a model is told in words, as the gateway tells those that need it."""
    told = instruction.partition(TOLD_SCHEMA)[2]
    try:
        return msgspec.json.decode(told, type=dict[str, Any]) if told else None
    except msgspec.DecodeError:
        return None


def _tokens(text: str) -> int:
    return -(-len(text.encode()) // BYTES_PER_TOKEN)
