"""What a request record keeps of parameters that have no column: a small JSON object.

Names are those of the OpenTelemetry GenAI conventions. Only numbers, flags and short texts are
kept, so that no content gets in and the object stays small.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from tailrace.capture.document import Asked

LARGEST_NUMBER = 2**63 - 1
LONGEST_TEXT = 256
MOST_STOPS = 16
_OUTPUT_TYPES = {"text": "text", "json_object": "json", "json_schema": "json"}


_GEMINI: Mapping[str, str] = MappingProxyType(
    {
        "temperature": "gen_ai.request.temperature",
        "topP": "gen_ai.request.top_p",
        "topK": "gen_ai.request.top_k",
        "maxOutputTokens": "gen_ai.request.max_tokens",
        "candidateCount": "gen_ai.request.choice.count",
        "seed": "gen_ai.request.seed",
        "frequencyPenalty": "gen_ai.request.frequency_penalty",
        "presencePenalty": "gen_ai.request.presence_penalty",
    }
)
"""Parameters of a `generationConfig`."""
_MEDIA = MappingProxyType({"text/plain": "text", "application/json": "json"})


def attributes_of(asked: Asked, answered: Mapping[str, Any]) -> str:
    """Return the JSON object as text, with what the answer said; empty when that is nothing."""
    found = {
        "gen_ai.request.temperature": asked.temperature,
        "gen_ai.request.top_p": asked.top_p,
        "gen_ai.request.top_k": asked.top_k,
        "gen_ai.request.max_tokens": _most_tokens(asked),
        "gen_ai.request.choice.count": asked.n,
        "gen_ai.request.seed": asked.seed,
        "gen_ai.request.frequency_penalty": asked.frequency_penalty,
        "gen_ai.request.presence_penalty": asked.presence_penalty,
        "gen_ai.request.reasoning.level": _level(asked),
        "gen_ai.request.tool.count": _count(asked.tools),
        "gen_ai.request.encoding_formats": asked.encoding_format,
        "gen_ai.embeddings.dimension.count": asked.dimensions,
        "gen_ai.output.type": _output_type(asked),
        "openai.request.service_tier": asked.service_tier,
        **answered,
    }
    stop = asked.stop if asked.stop_sequences is None else asked.stop_sequences
    if isinstance(asked.generation_config, dict):
        stop = asked.generation_config.get("stopSequences")
        found.update(_configured(asked.generation_config))
    kept = {name: value for name, value in found.items() if value is not None and _is_small(value)}
    if stops := _stops(stop):
        kept["gen_ai.request.stop_sequences"] = stops
    return msgspec.json.encode(kept).decode() if kept else ""


def _configured(config: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: config.get(key) for key, name in _GEMINI.items()}
    media = config.get("responseMimeType")
    found["gen_ai.output.type"] = _MEDIA.get(media) if isinstance(media, str) else None
    found["gen_ai.request.reasoning.level"] = _field(config.get("thinkingConfig"), "thinkingLevel")
    return found


def _most_tokens(asked: Asked) -> Any:
    if asked.max_output_tokens is not None:
        return asked.max_output_tokens
    return _either(asked.max_completion_tokens, asked.max_tokens)


def _level(asked: Asked) -> Any:
    """Return how hard to think, as each dialect says it in a word."""
    holder = _either(asked.reasoning, asked.output_config)
    return asked.reasoning_effort if holder is None else _field(holder, "effort")


def _field(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _either(one: Any, other: Any) -> Any:
    return other if one is None else one


def _count(items: Any) -> int | None:
    return len(items) if isinstance(items, list) and items else None


def _stops(stop: Any) -> list[str]:
    items = stop if isinstance(stop, list) else [stop]
    return [item for item in items[:MOST_STOPS] if isinstance(item, str) and _is_small(item)]


def _output_type(asked: Asked) -> str | None:
    """Return the format that was asked for; each dialect puts it into an object of its own."""
    holder = _either(asked.text, asked.output_config)
    wanted = asked.response_format if holder is None else _field(holder, "format")
    kind = _field(wanted, "type")
    return _OUTPUT_TYPES.get(kind, kind) if isinstance(kind, str) else None


def _is_small(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return abs(value) <= LARGEST_NUMBER
    return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT
