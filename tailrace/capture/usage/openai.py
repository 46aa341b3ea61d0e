"""Token counts as OpenAI's protocols report them.

Chat and embeddings say `prompt_tokens` and `completion_tokens`, newer ones `input_tokens` and
`output_tokens`; both are inclusive totals, with parts of them in `…_details`. Providers that speak
the protocol get it wrong in many ways, so a count that cannot be one (negative, a text, more than
the store's 32 bits) is unknown, never 0.
"""

from typing import Any

from tailrace.core.usage import Usage

MOST_TOKENS = 2**32 - 1


def read_usage(usage: Any) -> Usage | None:
    """Return the counts of a `usage` object; None when it holds none."""
    if not isinstance(usage, dict):
        return None
    prompt = _details(usage, "prompt_tokens_details", "input_tokens_details")
    completion = _details(usage, "completion_tokens_details", "output_tokens_details")
    counts = Usage(
        prompt_tokens=_count(usage, "prompt_tokens", "input_tokens"),
        completion_tokens=_count(usage, "completion_tokens", "output_tokens"),
        cached_tokens=_count(prompt, "cached_tokens"),
        cache_write_tokens=_count(prompt, "cache_write_tokens"),
        reasoning_tokens=_count(completion, "reasoning_tokens"),
    )
    return None if counts == Usage() else counts


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


def _count(counts: dict[str, Any], *names: str) -> int | None:
    """Return the first of the counts that is one."""
    for name in names:
        value = counts.get(name)
        if type(value) is float and value.is_integer():
            value = int(value)
        if type(value) is int and 0 <= value <= MOST_TOKENS:
            return value
    return None
