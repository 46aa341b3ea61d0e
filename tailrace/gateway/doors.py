"""The doors: which path takes which calls, in which wire format.

    POST /v1/chat/completions, /v1/responses, /v1/embeddings       OpenAI
    POST /v1/messages                                              Anthropic
    POST /v1beta/models/{model}:generateContent                    Gemini
    POST /v1beta/models/{model}:streamGenerateContent              Gemini
    POST /v1/ai                                                    ours
    GET  /v1/models, /v1beta/models                                what the project's providers list

Every other path below `/v1/` and `/v1beta/` passes through: the gateway does not know what it
means, so it shows the call to a provider of that format and keeps only its metadata.
"""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from urllib.parse import unquote

from tailrace.gateway.call import Door
from tailrace.gateway.native import ask
from tailrace.gateway.providers import asked

DOORS: Mapping[str, Door] = MappingProxyType(
    {
        "/v1/chat/completions": Door("chat", "openai", asked.read_chat),
        "/v1/responses": Door("chat", "responses", asked.read_responses),
        "/v1/embeddings": Door("embeddings", "openai", asked.read_embeddings),
        "/v1/messages": Door("chat", "anthropic", asked.read_messages),
        "/v1/ai": Door("chat", "openai", ask.read, wrapped=True),
    }
)
MODELS = "/v1/models"
GEMINI = "/v1beta/"
GEMINI_MODELS = "/v1beta/models"
_GEMINI_VERBS: Mapping[str, bool] = MappingProxyType(
    {"generateContent": False, "streamGenerateContent": True}
)
"""What is called after the model and a colon, and whether the answer is streamed."""
_V1 = "/v1/"
ALSO_LISTS = frozenset({"/v1/chat/completions"})
"""Doors where OpenAI also tells what it stored, with GET; that passes through."""
_ANTHROPIC = "/v1/messages/"
_LONGEST_OPERATION = 64


def is_below(path: str) -> bool:
    """Whether a path is one that providers may have."""
    return path.startswith((_V1, GEMINI))


def find_door(path: str) -> Door | None:
    """Return the door that takes POST at a path."""
    door = DOORS.get(path)
    return _gemini_door(path) if door is None and path.startswith(GEMINI) else door


def through_door(path: str) -> Door:
    """Return what a path stands at that no door is for; its operation is named after the path."""
    operation = path.strip("/").partition("/")[2][:_LONGEST_OPERATION]
    return Door(operation, dialect_of(path), asked.read_chat)


def dialect_of(path: str) -> str:
    """Return the format that a path belongs to, by which its errors are written."""
    if path.startswith(GEMINI):
        return "gemini"
    return "anthropic" if path.startswith(_ANTHROPIC) else "openai"


def _gemini_door(path: str) -> Door | None:
    model, mark, verb = path.removeprefix(f"{GEMINI_MODELS}/").rpartition(":")
    streamed = _GEMINI_VERBS.get(verb)
    if not mark or streamed is None:
        return None
    read = partial(asked.read_contents, model=unquote(model), streamed=streamed)
    return Door("chat", "gemini", read)
