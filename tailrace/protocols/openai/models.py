"""What OpenAI's own models take, told by their names; others that speak the format differ.

OpenAI's thinking models (o1 and later, gpt-5 and later) know only `max_completion_tokens`; many
providers that follow the format know only `max_tokens`. OpenAI's models before them refuse
`reasoning_effort`, and all of OpenAI's models refuse fields that other providers invented.
"""

import re

_OPENAI = re.compile(r"(?:^|/)(?:ft:)?(?:gpt-\d|chatgpt-|o\d)", re.IGNORECASE)
_EARLY = re.compile(r"(?:^|/)(?:ft:)?(?:gpt-[34](?!\d)|chatgpt-4)", re.IGNORECASE)


def is_openai(model: str) -> bool:
    """Whether the name is one of OpenAI's own."""
    return _OPENAI.search(model) is not None


def thinks(model: str) -> bool:
    """Whether it can be told how hard to think, as far as its name says."""
    return _EARLY.search(model) is None
