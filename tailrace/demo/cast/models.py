"""The providers and models that the demo pretends to call.

The names are real, so that `genai-prices` knows what their tokens cost; every number here is made
up. `vllm` stands for a model that a team runs itself: nobody publishes its price, so its cost is
unknown. `parts` reads these numbers for the past, `provider` for the live calls.
"""

import msgspec

from tailrace.control.providers.presets import PRESETS

Target = tuple[str, str]
"""(provider, model)"""


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """How one model behaves; times are medians, the spread around them is log-normal."""

    name: str
    ttft_ms: int
    """From the call to the first token, for a short prompt."""
    tokens_per_s: int
    failure_rate: float
    """The share of calls that end in an error, on an ordinary day."""
    caches_prompts: bool = False
    """Says how many tokens of the prompt it had seen before."""
    reasons: bool = False
    """Spends a part of its completion on thinking, and says how much."""
    embeds: bool = False


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """One provider, its models, and how it counts."""

    name: str
    kind: str
    """The preset that it is configured as; it decides which wire format is spoken."""
    models: tuple[Model, ...]
    running_usage: bool = False
    """Its streams carry the usage so far in every chunk, so a cut stream is counted too."""

    @property
    def protocol(self) -> str:
        """The wire format: `openai`, `anthropic` or `gemini`."""
        return PRESETS[self.kind].protocol

    @property
    def path(self) -> str:
        """Where it is below the demo's providers, with the version of its format."""
        return f"{self.name}/{'v1beta' if self.protocol == 'gemini' else 'v1'}"

    def find_model(self, name: str) -> Model | None:
        """Return the model of that name, or None when this provider has none."""
        return next((model for model in self.models if model.name == name), None)


PROVIDERS = (
    Provider(
        name="openai",
        kind="openai",
        models=(
            Model(
                name="gpt-4o",
                ttft_ms=480,
                tokens_per_s=72,
                failure_rate=0.011,
                caches_prompts=True,
            ),
            Model(
                name="gpt-4o-mini",
                ttft_ms=350,
                tokens_per_s=96,
                failure_rate=0.009,
                caches_prompts=True,
            ),
            Model(
                name="gpt-5-mini",
                ttft_ms=900,
                tokens_per_s=110,
                failure_rate=0.010,
                caches_prompts=True,
                reasons=True,
            ),
            Model(
                name="text-embedding-3-small",
                ttft_ms=120,
                tokens_per_s=9000,
                failure_rate=0.004,
                embeds=True,
            ),
        ),
    ),
    Provider(
        name="anthropic",
        kind="anthropic",
        models=(
            Model(
                name="claude-sonnet-4-5",
                ttft_ms=760,
                tokens_per_s=64,
                failure_rate=0.014,
                caches_prompts=True,
            ),
            Model(
                name="claude-haiku-4-5",
                ttft_ms=410,
                tokens_per_s=140,
                failure_rate=0.010,
                caches_prompts=True,
            ),
        ),
    ),
    Provider(
        name="google",
        kind="gemini",
        running_usage=True,
        models=(
            Model(name="gemini-2.5-flash", ttft_ms=390, tokens_per_s=180, failure_rate=0.012),
            Model(
                name="gemini-2.5-pro",
                ttft_ms=1600,
                tokens_per_s=90,
                failure_rate=0.015,
                reasons=True,
            ),
        ),
    ),
    Provider(
        name="groq",
        kind="groq",
        models=(
            Model(
                name="llama-3.3-70b-versatile", ttft_ms=160, tokens_per_s=290, failure_rate=0.022
            ),
            Model(name="mixtral-8x7b-32768", ttft_ms=190, tokens_per_s=480, failure_rate=0.018),
        ),
    ),
    Provider(
        name="mistral",
        kind="mistral",
        models=(
            Model(name="mistral-small-latest", ttft_ms=300, tokens_per_s=120, failure_rate=0.008),
            Model(name="codestral-latest", ttft_ms=210, tokens_per_s=190, failure_rate=0.008),
        ),
    ),
    Provider(
        name="deepseek",
        kind="deepseek",
        models=(
            Model(
                name="deepseek-chat",
                ttft_ms=980,
                tokens_per_s=38,
                failure_rate=0.020,
                caches_prompts=True,
            ),
        ),
    ),
    Provider(
        name="vllm",
        kind="vllm",
        running_usage=True,
        models=(Model(name="acme-support-8b", ttft_ms=90, tokens_per_s=85, failure_rate=0.006),),
    ),
)


def find_provider(name: str) -> Provider | None:
    """Return the provider of that name, or None."""
    return next((provider for provider in PROVIDERS if provider.name == name), None)


def get_provider(name: str) -> Provider:
    """Return a provider of the cast; raises KeyError for a name that is not in it."""
    provider = find_provider(name)
    if provider is None:
        raise KeyError(name)
    return provider


def get_model(target: Target) -> Model:
    """Return a model of the cast; raises KeyError for a name that is not in it."""
    provider = find_provider(target[0])
    model = provider.find_model(target[1]) if provider else None
    if model is None:
        raise KeyError("/".join(target))
    return model
