"""The dialects by their names: the kind of a provider or of a door says which one it speaks."""

from collections.abc import Mapping
from types import MappingProxyType

from tailrace.protocols.anthropic.dialect import Anthropic
from tailrace.protocols.dialect import Dialect
from tailrace.protocols.gemini.dialect import Gemini
from tailrace.protocols.openai.dialect import OpenAi
from tailrace.protocols.responses.dialect import Responses

DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        "anthropic": Anthropic(),
        "gemini": Gemini(),
        "openai": OpenAi(),
        "responses": Responses(),
    }
)
