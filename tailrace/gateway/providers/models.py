"""What providers list: asked for a bare model's name, or for the list of all.

Each list is kept for some minutes, and a failure for some seconds, so that a provider that is
down does not hold up each call. All lists of a project are fetched at once; calls that need
the same list wait for the same fetch.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

import aiohttp
import msgspec

from tailrace.control.directory import ProviderTarget
from tailrace.core.clock import Clock
from tailrace.gateway.providers import address

Listing = tuple[str, ...] | None
"""The ids of a provider's models, in its order; None when it could not be asked."""

FETCH_S = 5.0
FRESH_US = 300 * 1_000_000
FAILED_US = 10 * 1_000_000
LONGEST_BYTES = 16 << 20
MOST_KEPT = 1024


class _Model(msgspec.Struct):
    id: str


class _Page(msgspec.Struct):
    data: list[_Model]


class _Named(msgspec.Struct):
    name: str


class _GeminiPage(msgspec.Struct):
    models: list[_Named]


class _Row(msgspec.Struct, frozen=True):
    id: str
    owned_by: str
    object: str = "model"
    created: int = 0


_LIST = msgspec.json.Decoder(_Page | list[_Model])
_GEMINI_LIST = msgspec.json.Decoder(_GeminiPage)


@dataclass(slots=True)
class _Kept:
    fetch: asyncio.Task[Listing]
    until_us: int | None = None
    """None while it is being fetched."""


class ModelLists:
    """The lists of all projects' providers, by where they are and the key they are asked with."""

    def __init__(self, fetch: Callable[[ProviderTarget], Awaitable[Listing]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._kept: dict[tuple[str, str], _Kept] = {}

    async def of(self, targets: Iterable[ProviderTarget]) -> Mapping[str, Listing]:
        """Return the list of each provider by its name; takes at most the time of one fetch."""
        asked = {target.name: self._task(target) for target in targets}
        if asked:
            await asyncio.wait(asked.values())
        return {name: task.result() for name, task in asked.items()}

    async def close(self) -> None:
        """Give up what is being fetched."""
        tasks = [kept.fetch for kept in self._kept.values() if not kept.fetch.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _task(self, target: ProviderTarget) -> asyncio.Task[Listing]:
        place = (target.base_url, target.api_key)
        kept = self._kept.get(place)
        if kept is not None and not self._is_old(kept):
            return kept.fetch
        while len(self._kept) >= MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        fetch = asyncio.get_running_loop().create_task(self._fetched(target, place))
        self._kept[place] = _Kept(fetch)
        return fetch

    async def _fetched(self, target: ProviderTarget, place: tuple[str, str]) -> Listing:
        listing = await self._fetch(target)
        kept = self._kept.get(place)
        if kept is not None:
            lasts_us = FAILED_US if listing is None else FRESH_US
            kept.until_us = self._clock.monotonic_us() + lasts_us
        return listing

    def _is_old(self, kept: _Kept) -> bool:
        return kept.until_us is not None and kept.until_us <= self._clock.monotonic_us()


async def fetch_models(session: aiohttp.ClientSession, target: ProviderTarget) -> Listing:
    """Ask a provider for its models; returns None when it does not tell, whatever the reason."""
    try:
        async with session.get(
            address.url(target, address.MODELS),
            headers=[*address.authorization(target), *target.headers],
            timeout=aiohttp.ClientTimeout(total=FETCH_S),
            allow_redirects=False,
        ) as response:
            if response.status != 200:
                return None
            return read_models(await read_within(response, LONGEST_BYTES))
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError):
        return None


def read_models(body: bytes) -> Listing:
    """Return the ids in a list of models, which some providers send without the page around it."""
    try:
        page = _LIST.decode(body)
    except (ValueError, RecursionError):
        return _read_gemini(body)
    models = page.data if isinstance(page, _Page) else page
    return tuple(dict.fromkeys(model.id for model in models))


def _read_gemini(body: bytes) -> Listing:
    try:
        models = _GEMINI_LIST.decode(body).models
    except (ValueError, RecursionError):
        return None
    return tuple(dict.fromkeys(model.name.removeprefix("models/") for model in models))


def models_page(listings: Mapping[str, Listing]) -> bytes:
    """Return what can be called, in OpenAI's shape: every `provider/model`, then bare names.

    A bare name is there when only one provider has it, so that it is clear where a call would
    go. A provider that could not be asked is left out.
    """
    named = [(name, model) for name, listing in listings.items() for model in listing or ()]
    having = Counter(model for _, model in named)
    rows = [_Row(f"{name}/{model}", name) for name, model in named]
    rows += [_Row(model, name) for name, model in named if having[model] == 1]
    return msgspec.json.encode({"object": "list", "data": rows})


async def read_within(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    """Return the body; raises ValueError when it is longer."""
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > max_bytes:
            raise ValueError("the list is too long")
    return bytes(body)
