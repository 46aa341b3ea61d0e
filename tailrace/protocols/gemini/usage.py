"""Google's token counts.

`promptTokenCount` holds the cached part; thoughts are not part of `candidatesTokenCount`, and the
results of tools that Google runs are not part of the prompt. `totalTokenCount` is the sum of all.
A count of zero may be left out, so the completion is taken from the total when it can be; within a
stream the total grows with the completion, so there one that equals the prompt says nothing yet.
"""

from typing import Any

from tailrace.core.usage import Usage
from tailrace.protocols.body.tokens import count_of


def read_usage(counts: Any, *, final: bool = True) -> Usage | None:
    """Return the counts of a `usageMetadata` object; None when it holds none.

    `final`: the answer has ended.
    """
    if not isinstance(counts, dict):
        return None
    prompt = _sum(count_of(counts, "promptTokenCount"), count_of(counts, "toolUsePromptTokenCount"))
    thoughts = count_of(counts, "thoughtsTokenCount")
    said = count_of(counts, "candidatesTokenCount")
    total = count_of(counts, "totalTokenCount")
    completion = _sum(said, thoughts)
    if said is None and prompt is not None and total is not None:
        left = total - prompt
        completion = left if left > (thoughts or 0) or (final and left == 0) else completion
    usage = Usage(
        prompt_tokens=prompt,
        completion_tokens=completion,
        cached_tokens=count_of(counts, "cachedContentTokenCount"),
        reasoning_tokens=thoughts,
    )
    return None if usage == Usage() else usage


def write_usage(usage: Usage) -> dict[str, int]:
    """Return `usageMetadata`; what is unknown is left out. Google has no word for cache writes."""
    thoughts = usage.reasoning_tokens
    said = usage.completion_tokens
    if said is not None and thoughts is not None:
        said = max(said - thoughts, 0)
    counts = {
        "promptTokenCount": usage.prompt_tokens,
        "candidatesTokenCount": said,
        "thoughtsTokenCount": thoughts,
        "cachedContentTokenCount": usage.cached_tokens,
        "totalTokenCount": usage.total_tokens,
    }
    return {name: count for name, count in counts.items() if count is not None}


def _sum(*counts: int | None) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
