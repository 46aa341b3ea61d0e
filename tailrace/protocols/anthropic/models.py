"""What Anthropic's models take, told by the version in their names.

Names hold the version after the family (`claude-sonnet-4-5-20250929`, `claude-opus-5`) or before
it (`claude-3-7-sonnet-20250219`); other sellers put words in front and behind. A name without a
version is taken for the newest, but nothing is refused because of it: the provider knows. Source:
Anthropic's pages on models, extended and adaptive thinking, effort and structured outputs.
"""

import re

Version = tuple[int, int]

_AFTER = re.compile(r"claude-[a-z]+-(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)", re.IGNORECASE)
_BEFORE = re.compile(r"claude-(?:v|instant-)?(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)", re.IGNORECASE)
_UNKNOWN: Version = (99, 0)

ADAPTIVE: Version = (4, 6)
"""From here on a model decides itself how much to think, and is told an effort."""
SHORT_TOKENS, MEDIUM_TOKENS, LONG_TOKENS = 4096, 8192, 16384


def version_of(model: str) -> Version:
    """Return a model's version, such as (4, 5)."""
    found = _AFTER.search(model) or _BEFORE.search(model)
    return (int(found[1]), int(found[2] or 0)) if found else _UNKNOWN


def default_max_tokens(model: str) -> int:
    """Return the limit for an answer when the client gave none, which Anthropic demands.

    4096 up to Claude 3, 8192 for 3.5 (both are those models' most), 16384 for all later ones,
    which is a quarter of what they can or less, and more than an answer commonly takes.
    """
    version = version_of(model)
    if version < (3, 5):
        return SHORT_TOKENS
    return MEDIUM_TOKENS if version < (3, 7) else LONG_TOKENS


def decides_itself(model: str) -> bool:
    """Whether the model thinks adaptively; earlier ones are given a number of tokens."""
    return version_of(model) >= ADAPTIVE


def can_be_sampled(model: str) -> bool:
    """Whether the model takes `temperature`, `top_p` and `top_k`: none does from 4.7 on."""
    version = version_of(model)
    return version < (4, 7) or version == _UNKNOWN


def follows_schemas(model: str) -> bool:
    """Whether the model takes `output_config.format`: Opus 4.1, the others from 4.5 on."""
    version = version_of(model)
    return version >= (4, 5) or (version == (4, 1) and "opus" in model.lower())
