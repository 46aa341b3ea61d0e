"""Providers: where a project's calls may go."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Preset:
    """What is known about a kind of provider."""

    protocol: str
    """The wire format it speaks; the gateway knows `openai`."""
    base_url: str
    needs_key: bool = True


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "openai": Preset("openai", "https://api.openai.com/v1"),
        "cerebras": Preset("openai", "https://api.cerebras.ai/v1"),
        "deepseek": Preset("openai", "https://api.deepseek.com/v1"),
        "fireworks": Preset("openai", "https://api.fireworks.ai/inference/v1"),
        "groq": Preset("openai", "https://api.groq.com/openai/v1"),
        "mistral": Preset("openai", "https://api.mistral.ai/v1"),
        "openrouter": Preset("openai", "https://openrouter.ai/api/v1"),
        "perplexity": Preset("openai", "https://api.perplexity.ai"),
        "together": Preset("openai", "https://api.together.xyz/v1"),
        "xai": Preset("openai", "https://api.x.ai/v1"),
        "ollama": Preset("openai", "http://127.0.0.1:11434/v1", needs_key=False),
        "vllm": Preset("openai", "http://127.0.0.1:8000/v1", needs_key=False),
    }
)


def sealed_place(project_id: int, name: str) -> str:
    """Return the place that a provider's API key is sealed for (`SecretBox`)."""
    return f"provider {project_id} {name}"
