"""The doors: which path takes which calls, in which wire format.

    POST /v1/chat/completions, /v1/responses, /v1/embeddings       OpenAI
    POST /v1/messages                                              Anthropic
    POST /v1beta/models/{model}:generateContent                    Gemini; also below /v1
    POST /v1beta/models/{model}:streamGenerateContent              Gemini; also below /v1
    POST /v1/ai                                                    ours
    GET  /v1/models                                                what the project's providers list

Every other path below `/v1/` and `/v1beta/` passes through: the gateway does not know what it
means, so it shows the call to a provider of that format and keeps only its metadata.
"""

import re
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

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
_GEMINI_CALL = re.compile(r"/v1(?:beta)?/models/(.+):(generateContent|streamGenerateContent)")
_GEMINI_PATH = re.compile(
    r"/v1/(?:models/.+:(?:count|embed|batch|async|predict)[A-Za-z]*|cachedContents.*|upload/.*)"
)
"""Google's paths below `/v1/`, where OpenAI's are as well."""
_V1 = "/v1/"
ALSO = frozenset({("GET", "/v1/chat/completions")})
"""What OpenAI has at our doors beside calls: the list of what it stored. It passes through."""
_ANTHROPIC = "/v1/messages/"
_LONGEST_OPERATION = 64


def is_below(path: str) -> bool:
    """Whether a path is one that providers may have."""
    return path.startswith((_V1, GEMINI))


def find_door(path: str) -> Door | None:
    """Return the door that takes POST at a path."""
    door = DOORS.get(path)
    if door is not None or not path.endswith("enerateContent"):
        return door
    called = _GEMINI_CALL.fullmatch(path)
    if called is None:
        return None
    streamed = called[2] == "streamGenerateContent"
    read = partial(asked.read_contents, model=called[1], streamed=streamed)
    return Door("chat", "gemini", read)


def through_door(path: str) -> Door:
    """Return what a path stands at that no door is for; its operation is named after the path."""
    operation = path.strip("/").partition("/")[2][:_LONGEST_OPERATION]
    return Door(operation, dialect_of(path), asked.read_chat)


def dialect_of(path: str) -> str:
    """Return the format that a path belongs to, by which its errors are written."""
    if path.startswith(GEMINI) or _GEMINI_PATH.fullmatch(path) or _GEMINI_CALL.fullmatch(path):
        return "gemini"
    return "anthropic" if path.startswith(_ANTHROPIC) else "openai"
