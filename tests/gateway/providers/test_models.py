import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tailrace.control.directory import ProviderTarget
from tailrace.gateway.providers.models import (
    FAILED_US,
    FRESH_US,
    Listing,
    ModelLists,
    fetch_models,
    models_page,
    read_models,
)
from tests.conftest import ManualClock
from tests.fakes.provider import FakeProvider, raw
from tests.fakes.site import served, targets


class Shelf:
    """What providers list, and how often they were asked."""

    def __init__(self, **lists: Listing) -> None:
        self.lists = lists
        self.asked: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self, target: ProviderTarget) -> Listing:
        self.asked.append(target.name)
        await self.gate.wait()
        return self.lists[target.name]


BOTH = targets({"a": "http://a", "b": "http://b"}).values()


async def test_a_list_is_asked_for_once_while_it_is_fresh(clock: ManualClock) -> None:
    shelf = Shelf(a=("x",), b=("y",))
    lists = ModelLists(shelf.fetch, clock)
    assert await lists.of(BOTH) == {"a": ("x",), "b": ("y",)}
    clock.advance_us(FRESH_US - 1)
    await lists.of(BOTH)
    assert shelf.asked == ["a", "b"]
    clock.advance_us(1)
    shelf.lists["a"] = ("z",)
    assert (await lists.of(BOTH))["a"] == ("z",)


async def test_a_failure_is_kept_for_a_shorter_time(clock: ManualClock) -> None:
    shelf = Shelf(a=None, b=("y",))
    lists = ModelLists(shelf.fetch, clock)
    assert (await lists.of(BOTH))["a"] is None
    clock.advance_us(FAILED_US)
    shelf.lists["a"] = ("x",)
    assert (await lists.of(BOTH))["a"] == ("x",)
    assert shelf.asked == ["a", "b", "a"]


async def test_callers_share_a_fetch_and_one_that_leaves_does_not_end_it(
    clock: ManualClock,
) -> None:
    shelf = Shelf(a=("x",), b=("y",))
    shelf.gate.clear()
    lists = ModelLists(shelf.fetch, clock)
    impatient = asyncio.create_task(lists.of(BOTH))
    patient = asyncio.create_task(lists.of(BOTH))
    await asyncio.sleep(0)
    impatient.cancel()
    shelf.gate.set()
    assert await patient == {"a": ("x",), "b": ("y",)}
    assert shelf.asked == ["a", "b"]


async def test_closing_gives_up_what_is_being_fetched(clock: ManualClock) -> None:
    shelf = Shelf(a=("x",))
    shelf.gate.clear()
    lists = ModelLists(shelf.fetch, clock)
    waiting = asyncio.create_task(lists.of(targets({"a": "http://a"}).values()))
    await asyncio.sleep(0)
    await lists.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_no_providers_list_nothing(clock: ManualClock) -> None:
    assert await ModelLists(Shelf().fetch, clock).of([]) == {}


@pytest.mark.parametrize(
    ("body", "listing"),
    [
        (b'{"object": "list", "data": [{"id": "x", "owned_by": 1}, {"id": "y"}]}', ("x", "y")),
        (b'[{"id": "x"}, {"id": "x"}]', ("x",)),
        (b'{"data": []}', ()),
        (b'{"data": [{"name": "x"}]}', None),
        (b"<html>", None),
        (b"[" * 100_000, None),
    ],
)
def test_lists_are_read_with_and_without_a_page_around_them(body: bytes, listing: Listing) -> None:
    assert read_models(body) == listing


def test_the_page_has_all_names_with_a_provider_and_clear_ones_bare() -> None:
    page = json.loads(models_page({"a": ("x", "shared"), "b": ("shared",), "down": None}))
    assert page["object"] == "list"
    assert [row["id"] for row in page["data"]] == ["a/x", "a/shared", "b/shared", "x"]
    assert page["data"][2] == {
        "id": "b/shared",
        "object": "model",
        "created": 0,
        "owned_by": "b",
    }


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as made:
        yield made


async def test_a_provider_is_asked_with_its_key(session: aiohttp.ClientSession) -> None:
    provider = FakeProvider("x", "y")
    with served(provider) as url:
        (target,) = targets({"a": url}).values()
        assert await fetch_models(session, target) == ("x", "y")
    assert provider.last.path == "/v1/models"
    assert provider.last.headers["authorization"] == f"Bearer {target.api_key}"


async def test_a_provider_that_refuses_or_redirects_is_not_listed(
    session: aiohttp.ClientSession,
) -> None:
    provider = FakeProvider()
    elsewhere = (("location", "/v1/models"),)
    provider.then(raw(b"{}", 401), raw(b"", 302, headers=elsewhere), raw(b"[", 200))
    with served(provider) as url:
        (target,) = targets({"a": url}).values()
        assert [await fetch_models(session, target) for _ in range(3)] == [None] * 3
    assert len(provider.received) == 3


async def test_a_provider_that_is_not_there_is_not_listed(session: aiohttp.ClientSession) -> None:
    with served(FakeProvider()) as url:
        pass
    (target,) = targets({"a": url}).values()
    assert await fetch_models(session, target) is None
