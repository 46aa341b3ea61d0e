"""What a request record keeps of parameters that have no column: a small JSON object.

Names are those of the OpenTelemetry GenAI conventions. Only numbers, flags and short texts are
kept, so that no content gets in and the object stays small.
"""

import math
from typing import Any

import msgspec

from tailrace.capture.document import Answered, Asked

LARGEST_NUMBER = 2**63 - 1
LONGEST_TEXT = 256
MOST_STOPS = 16
_OUTPUT_TYPES = {"text": "text", "json_object": "json", "json_schema": "json"}


def attributes_of(asked: Asked, answered: Answered) -> str:
    """Return the JSON object as text; empty when there is nothing to say."""
    found = {
        "gen_ai.request.temperature": asked.temperature,
        "gen_ai.request.top_p": asked.top_p,
        "gen_ai.request.max_tokens": _either(asked.max_completion_tokens, asked.max_tokens),
        "gen_ai.request.choice.count": asked.n,
        "gen_ai.request.seed": asked.seed,
        "gen_ai.request.frequency_penalty": asked.frequency_penalty,
        "gen_ai.request.presence_penalty": asked.presence_penalty,
        "gen_ai.request.reasoning.level": asked.reasoning_effort,
        "gen_ai.request.tool.count": _count(asked.tools),
        "gen_ai.request.encoding_formats": asked.encoding_format,
        "gen_ai.embeddings.dimension.count": asked.dimensions,
        "gen_ai.output.type": _output_type(asked.response_format),
        "gen_ai.response.id": answered.id,
        "openai.request.service_tier": asked.service_tier,
        "openai.response.service_tier": answered.service_tier,
        "openai.response.system_fingerprint": answered.system_fingerprint,
    }
    kept = {name: value for name, value in found.items() if value is not None and _is_small(value)}
    if stops := _stops(asked.stop):
        kept["gen_ai.request.stop_sequences"] = stops
    return msgspec.json.encode(kept).decode() if kept else ""


def _either(one: Any, other: Any) -> Any:
    return other if one is None else one


def _count(items: Any) -> int | None:
    return len(items) if isinstance(items, list) and items else None


def _stops(stop: Any) -> list[str]:
    items = stop if isinstance(stop, list) else [stop]
    return [item for item in items[:MOST_STOPS] if isinstance(item, str) and _is_small(item)]


def _output_type(response_format: Any) -> str | None:
    kind = response_format.get("type") if isinstance(response_format, dict) else None
    return _OUTPUT_TYPES.get(kind, kind) if isinstance(kind, str) else None


def _is_small(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return abs(value) <= LARGEST_NUMBER
    return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT
