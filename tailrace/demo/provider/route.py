"""Which paths the demo's providers have: each those of its vendor.

In: a path below `/demo/providers`. Out: the provider, what is asked of it, and in which format.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import msgspec

from tailrace.demo.cast.models import Provider, find_provider

_ROUTE = re.compile(r"/([a-z0-9-]+)/(v1|v1beta)/([a-z/]+?)(?:/([^/:]+):([A-Za-z]+))?/?$")
_FORMS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("openai", "v1/chat/completions"): "openai",
        ("openai", "v1/responses"): "responses",
        ("anthropic", "v1/messages"): "anthropic",
    }
)
"""The format of a chat, by what its provider speaks and where it came."""
_V1_LIST = frozenset({"v1/models"})
_LISTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"openai": _V1_LIST, "anthropic": _V1_LIST, "gemini": _V1_LIST | {"v1beta/models"}}
)
"""Where the models are listed; Google has both versions."""
_STREAMS: Mapping[str, bool] = MappingProxyType(
    {"generateContent": False, "streamGenerateContent": True}
)


class Route(msgspec.Struct, frozen=True):
    """What a path asks for."""

    provider: Provider
    form: str
    """The format, also of errors."""
    action: Literal["chat", "embeddings", "models"]
    model: str = ""
    """Gemini: the path names it."""
    streamed: bool = False


def find_route(path: str) -> Route | None:
    """Return what a path below the demo's providers asks for; None when there is no such path."""
    match = _ROUTE.search(path)
    provider = find_provider(match[1]) if match else None
    if match is None or provider is None:
        return None
    speaks, place, model = provider.protocol, f"{match[2]}/{match[3]}", match[4]
    if model is not None:
        fits = speaks == "gemini" and place in _LISTS[speaks]
        streamed = _STREAMS.get(match[5]) if fits else None
        return None if streamed is None else Route(provider, speaks, "chat", model, streamed)
    if place in _LISTS[speaks]:
        return Route(provider, speaks, "models")
    if (speaks, place) == ("openai", "v1/embeddings"):
        return Route(provider, speaks, "embeddings")
    form = _FORMS.get((speaks, place))
    return Route(provider, form, "chat") if form is not None else None
