"""Clients that leave, at every moment of a call: the row says `cancelled` and what was seen."""

import asyncio

from tailrace.capture.price import Prices
from tests.fakes.provider import DONE, FakeProvider, Wait, chunk, waits
from tests.fakes.raw_client import connected, request_bytes, row
from tests.fakes.site import LIMITS, Site, small_site

CHAT = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hi"}]}
STREAMED = {**CHAT, "stream": True}
HI = chunk({"content": "Hi"})
STOP = chunk({}, finish_reason="stop")


async def test_a_client_that_leaves_mid_stream_leaves_a_cancelled_row(
    site: Site, provider: FakeProvider
) -> None:
    wait = Wait()
    provider.then(waits(wait, HI))
    async with connected(site) as (reader, writer):
        writer.write(request_bytes(STREAMED))
        await reader.readuntil(HI)
    request = await row(site)
    assert (request.status, request.http_status) == ("cancelled", 200)
    assert request.output_preview == "Hi"
    assert request.ttft_us is not None
    assert site.ledger.attempts[0].status == "cancelled"
    assert await asyncio.to_thread(wait.left.wait, 5), "the provider was left waiting"


async def test_a_client_that_leaves_before_the_answer_leaves_a_cancelled_row(
    site: Site, provider: FakeProvider
) -> None:
    wait = Wait()
    provider.then(waits(wait))
    async with connected(site) as (_, writer):
        writer.write(request_bytes(CHAT))
        assert await asyncio.to_thread(wait.begun.wait, 5)
    request = await row(site)
    assert (request.status, request.http_status, request.attempts) == ("cancelled", 0, 1)
    assert await asyncio.to_thread(wait.left.wait, 5), "the provider was left waiting"


async def test_a_client_that_leaves_half_way_through_its_body_leaves_a_row(site: Site) -> None:
    async with connected(site) as (_, writer):
        writer.write(request_bytes(CHAT, announced=5000))
    request = await row(site)
    assert (request.status, request.http_status, request.attempts) == ("cancelled", 0, 0)


async def test_a_client_that_leaves_after_the_last_word_was_served(
    site: Site, provider: FakeProvider
) -> None:
    wait = Wait()
    provider.then(waits(wait, HI, STOP + DONE))
    async with connected(site) as (reader, writer):
        writer.write(request_bytes(STREAMED))
        await reader.readuntil(DONE)
    request = await row(site)
    assert (request.status, request.http_status) == ("success", 200)


async def test_a_stream_that_the_server_ends_is_recorded(prices: Prices) -> None:
    provider = FakeProvider()
    provider.then(waits(Wait(), HI))
    with small_site(provider, prices, LIMITS) as site:
        async with connected(site) as (reader, writer):
            writer.write(request_bytes(STREAMED))
            await reader.readuntil(HI)
            await asyncio.to_thread(site.stop)
            assert await reader.read() == b"\r\n"
        assert site.ledger.request.status == "cancelled"
