"""Token counts as OpenAI's protocols report them.

Chat and embeddings say `prompt_tokens` and `completion_tokens`, newer ones `input_tokens` and
`output_tokens`; both are inclusive totals, with parts of them in `…_details`. Providers that speak
the protocol get it wrong in many ways, so a count that cannot be one is unknown, never 0.
"""

from typing import Any

from tailrace.core.usage import Usage
from tailrace.protocols.body.tokens import count_of


def read_usage(usage: Any) -> Usage | None:
    """Return the counts of a `usage` object; None when it holds none."""
    if not isinstance(usage, dict):
        return None
    prompt = _details(usage, "prompt_tokens_details", "input_tokens_details")
    completion = _details(usage, "completion_tokens_details", "output_tokens_details")
    counts = Usage(
        prompt_tokens=count_of(usage, "prompt_tokens", "input_tokens"),
        completion_tokens=count_of(usage, "completion_tokens", "output_tokens"),
        cached_tokens=count_of(prompt, "cached_tokens"),
        cache_write_tokens=count_of(prompt, "cache_write_tokens"),
        reasoning_tokens=count_of(completion, "reasoning_tokens"),
    )
    return None if counts == Usage() else counts


def write_usage(usage: Usage) -> dict[str, Any]:
    """Return a `usage` object. The three sums must be numbers: an unknown one is written as 0."""
    written: dict[str, Any] = {
        "prompt_tokens": usage.prompt_tokens or 0,
        "completion_tokens": usage.completion_tokens or 0,
        "total_tokens": usage.total_tokens or 0,
    }
    prompt = {"cached_tokens": usage.cached_tokens, "cache_write_tokens": usage.cache_write_tokens}
    details = {"prompt": prompt, "completion": {"reasoning_tokens": usage.reasoning_tokens}}
    for side, counts in details.items():
        known = {name: count for name, count in counts.items() if count is not None}
        if known:
            written[f"{side}_tokens_details"] = known
    return written


def has_audio(usage: Any) -> bool:
    """Whether some of the tokens are audio, which has its own prices and no column of its own."""
    if not isinstance(usage, dict):
        return False
    prompt = _details(usage, "prompt_tokens_details", "input_tokens_details")
    completion = _details(usage, "completion_tokens_details", "output_tokens_details")
    return bool(prompt.get("audio_tokens") or completion.get("audio_tokens"))


def _details(usage: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        value = usage.get(name)
        if isinstance(value, dict):
            return value
    return {}
