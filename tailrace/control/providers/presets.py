"""The kinds of providers, as data: which wire format each speaks, and where it usually is."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit

from tailrace.control.secrets import is_header_text
from tailrace.core.errors import BadInput

Protocol = Literal["openai", "anthropic", "gemini"]
Auth = Literal["bearer", "x-api-key", "x-goog-api-key", "api-key"]
"""The header that carries the API key; `bearer` is `Authorization: Bearer`."""


@dataclass(frozen=True, slots=True)
class Preset:
    """What is known about a kind of provider."""

    protocol: Protocol
    """The wire format it speaks."""
    base_url: str
    """Empty: there is no usual place, so a provider has to say where it is."""
    needs_key: bool = True
    auth: Auth = "bearer"
    headers: tuple[tuple[str, str], ...] = ()
    """What it wants beside the key, unless the caller sends it."""


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "openai": Preset("openai", "https://api.openai.com/v1"),
        "anthropic": Preset(
            "anthropic",
            "https://api.anthropic.com/v1",
            auth="x-api-key",
            headers=(("anthropic-version", "2023-06-01"),),
        ),
        "gemini": Preset(
            "gemini",
            "https://generativelanguage.googleapis.com/v1beta",
            auth="x-goog-api-key",
        ),
        "azure": Preset("openai", "", auth="api-key"),
        "cerebras": Preset("openai", "https://api.cerebras.ai/v1"),
        "deepseek": Preset("openai", "https://api.deepseek.com/v1"),
        "fireworks": Preset("openai", "https://api.fireworks.ai/inference/v1"),
        "groq": Preset("openai", "https://api.groq.com/openai/v1"),
        "mistral": Preset("openai", "https://api.mistral.ai/v1"),
        "openrouter": Preset("openai", "https://openrouter.ai/api/v1"),
        "perplexity": Preset("openai", "https://api.perplexity.ai"),
        "together": Preset("openai", "https://api.together.xyz/v1"),
        "xai": Preset("openai", "https://api.x.ai/v1"),
        "llamacpp": Preset("openai", "http://127.0.0.1:8080/v1", needs_key=False),
        "ollama": Preset("openai", "http://127.0.0.1:11434/v1", needs_key=False),
        "vllm": Preset("openai", "http://127.0.0.1:8000/v1", needs_key=False),
    }
)
NOT_YET = ("bedrock", "cohere", "vertex")
_AZURE_LIKE = "https://NAME.openai.azure.com/openai/v1"


def preset_url(kind: str, base_url: str | None) -> str:
    """Return where a provider of a known kind is; raises BadInput when only its owner can know."""
    if base_url is not None:
        return checked_base_url(base_url)
    preset = PRESETS[kind]
    if not preset.base_url:
        raise BadInput(
            f"A provider of the kind {kind} needs a base_url.",
            hint=f"Write it like {_AZURE_LIKE}.",
        )
    return preset.base_url


def checked_base_url(text: str) -> str:
    """Return the address without its trailing slash; raises BadInput."""
    hint = "Write it like https://api.openai.com/v1."
    if not is_header_text(text):
        raise BadInput("The base URL holds a character that an address cannot.", hint=hint)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise BadInput("The base URL is not an address.", hint=hint) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise BadInput("The base URL is not an http or https address with a host.", hint=hint)
    if parts.username is not None or parts.password is not None:
        raise BadInput("The base URL holds a user or password.", hint="Use the API key instead.")
    if "?" in text or "#" in text:
        raise BadInput("The base URL holds a query or a fragment.", hint=hint)
    return text.rstrip("/")


def checked_kind(kind: str) -> str:
    """Return the kind when it has a preset; raises BadInput."""
    if kind in NOT_YET:
        raise BadInput(
            f"Providers of the kind {kind} are not supported yet.",
            hint="Kind openai with a base_url reaches any server that speaks OpenAI's format.",
        )
    if kind not in PRESETS:
        near = get_close_matches(kind, PRESETS, n=1)
        meant = f"Did you mean {near[0]}? " if near else ""
        raise BadInput(
            f"{kind[:80]!r} is not a kind of provider.",
            hint=f"{meant}Kinds are {', '.join(PRESETS)}.",
        )
    return kind
