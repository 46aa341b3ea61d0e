"""Token counts of one call, normalised.

`prompt_tokens` and `completion_tokens` are inclusive totals, as in the OpenTelemetry GenAI
conventions (`gen_ai.usage.input_tokens`, `gen_ai.usage.output_tokens`). `cached_tokens` and
`cache_write_tokens` are parts of the prompt, `reasoning_tokens` of the completion. None means
that the provider did not say; 0 means that it said zero.
"""

import msgspec


class Usage(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a call consumed, in tokens."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None

    @property
    def total_tokens(self) -> int | None:
        """Prompt plus completion; None when both are unknown."""
        if self.prompt_tokens is None and self.completion_tokens is None:
            return None
        return (self.prompt_tokens or 0) + (self.completion_tokens or 0)
