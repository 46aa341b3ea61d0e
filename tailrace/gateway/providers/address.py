"""Where each wire format is spoken at a provider, and which headers show the provider's key.

    openai      {base_url}/chat/completions, /embeddings, /models     Authorization: Bearer …
    responses   {base_url}/responses                                  (Azure: api-key)
    anthropic   {base_url}/messages, /models                          x-api-key, anthropic-version
    gemini      {base_url}/models/{model}:generateContent             x-goog-api-key

Anthropic's and Google's own clients take an address without its version, so a base_url that does
not end with one gets it here.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote

from tailrace.control.directory import ProviderTarget
from tailrace.gateway.routing.target import Target

Pairs = list[tuple[str, str]]
_VENDORS = ("anthropic-", "openai-", "x-goog-", "x-stainless-", "accept")
_PATHS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("openai", "chat"): "/chat/completions",
        ("openai", "embeddings"): "/embeddings",
        ("responses", "chat"): "/responses",
        ("anthropic", "chat"): "/messages",
    }
)
_VERSIONS: Mapping[str, str] = MappingProxyType({"anthropic": "/v1", "gemini": "/v1beta"})
_VERSIONED = re.compile(r"/v\d+[a-z0-9]*\Z")
MODELS = "/models"


def call_url(
    target: Target, spoken: str, operation: str, query: bytes = b"", *, streamed: bool = False
) -> str:
    """Return where a call goes; `spoken` is the format of its body."""
    path = _PATHS.get((spoken, operation))
    if path is None:
        verb = "streamGenerateContent" if streamed else "generateContent"
        path = f"{MODELS}/{quote(target.model.removeprefix('models/'), safe='')}:{verb}"
        if streamed and b"alt=" not in query:
            path += "?alt=sse"
    return url(target.provider, path, query)


def url(provider: ProviderTarget, path: str, query: bytes = b"") -> str:
    """Return where a path of the protocol is at a provider, with the client's query.

    A base_url may have a query of its own, as Azure's have.
    """
    if not query and provider.kind == "openai" and "?" not in provider.base_url:
        return provider.base_url + path
    base, _, own = provider.base_url.partition("?")
    version = _VERSIONS.get(provider.kind, "")
    if version and not _VERSIONED.search(base):
        base += version
    path, _, asked = path.partition("?")
    both = "&".join(part for part in (own, asked, query.decode("latin-1")) if part)
    return f"{base}{path}?{both}" if both else base + path


def authorization(provider: ProviderTarget) -> Pairs:
    """Return the header that shows the provider's key; none for a server that asks for none."""
    key = provider.api_key
    if not key:
        return []
    if provider.auth == "bearer":
        return [("Authorization", f"Bearer {key}")]
    return [(provider.auth, key)]


def passed_headers(
    provider: ProviderTarget, sent: Sequence[tuple[str, str]], *, foreign: bool
) -> Sequence[tuple[str, str]]:
    """Return the client's headers that a provider gets, and those that it cannot do without.

    `foreign`: the client speaks another vendor's format, so that vendor's headers mean nothing.
    """
    if foreign:
        sent = [pair for pair in sent if not pair[0].startswith(_VENDORS)]
    if not provider.headers:
        return sent
    names = {name for name, _ in sent}
    return [*sent, *(pair for pair in provider.headers if pair[0] not in names)]


def speaks(provider: ProviderTarget, dialect: str) -> bool:
    """Whether the provider takes a body of that format as it is."""
    if dialect == "responses":
        return provider.kind == "openai" and provider.vendor in RESPONSES
    return provider.kind == dialect


RESPONSES = frozenset({"openai", "azure", "openrouter", "xai", "groq", "vllm"})
"""Vendors of OpenAI's chat format that take its Responses format too."""
