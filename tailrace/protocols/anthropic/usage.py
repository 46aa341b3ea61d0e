"""Token counts as Anthropic reports them.

`input_tokens` leaves out what was read from the cache and what was written to it; our prompt
tokens hold both. In a stream the counts are sums so far: the start tells the prompt's, the end
the answer's, and a later one replaces an earlier one.
"""

from typing import Any

from tailrace.core.usage import Usage
from tailrace.protocols.body.tokens import count_of


def read_usage(counts: Any) -> Usage | None:
    """Return the counts of a `usage` object; None when it holds none."""
    if not isinstance(counts, dict):
        return None
    details = counts.get("output_tokens_details")
    fresh = count_of(counts, "input_tokens")
    cached = count_of(counts, "cache_read_input_tokens")
    written = count_of(counts, "cache_creation_input_tokens")
    usage = Usage(
        prompt_tokens=None if fresh is None else fresh + (cached or 0) + (written or 0),
        completion_tokens=count_of(counts, "output_tokens"),
        cached_tokens=cached,
        cache_write_tokens=written,
        reasoning_tokens=count_of(details, "thinking_tokens")
        if isinstance(details, dict)
        else None,
    )
    return None if usage == Usage() else usage


def write_usage(usage: Usage) -> dict[str, Any]:
    """Return a `usage` object. Input and output must be numbers: an unknown one is written as 0."""
    parts = {
        "cache_read_input_tokens": usage.cached_tokens,
        "cache_creation_input_tokens": usage.cache_write_tokens,
    }
    known = {name: count for name, count in parts.items() if count is not None}
    written: dict[str, Any] = {
        "input_tokens": max((usage.prompt_tokens or 0) - sum(known.values()), 0),
        **known,
        "output_tokens": usage.completion_tokens or 0,
    }
    if usage.reasoning_tokens is not None:
        written["output_tokens_details"] = {"thinking_tokens": usage.reasoning_tokens}
    return written
