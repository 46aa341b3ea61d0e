"""Which readers a dialect has: the one place that knows all four."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from tailrace.capture.assemble import anthropic as anthropic_stream
from tailrace.capture.assemble import gemini as gemini_stream
from tailrace.capture.assemble import openai as openai_stream
from tailrace.capture.assemble import responses as responses_stream
from tailrace.capture.assemble.assembled import Assembled
from tailrace.capture.said import anthropic, gemini, openai, responses
from tailrace.capture.said.said import Said


@dataclass(frozen=True, slots=True)
class Kind:
    """How the answers of one dialect are read."""

    read: Callable[[bytes], Said]
    """Of a body that is not streamed; whatever it holds."""
    assemble: Callable[[bytes], Assembled]
    of: Callable[[dict[str, Any]], Said]
    """Of what a stream adds up to."""


OPENAI = Kind(openai.read, openai_stream.assemble, openai.of)
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "openai": OPENAI,
        "responses": Kind(responses.read, responses_stream.assemble, responses.of),
        "anthropic": Kind(anthropic.read, anthropic_stream.assemble, anthropic.of),
        "gemini": Kind(gemini.read, gemini_stream.assemble, gemini.of),
    }
)
"""By `Hop.provider_kind`."""


def kind_of(provider_kind: str) -> Kind:
    """Return the dialect's readers; OpenAI's for one that we do not know, as most speak that."""
    return KINDS.get(provider_kind, OPENAI)
