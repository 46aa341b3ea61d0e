"""A client below HTTP libraries: it sends what it is told to, and leaves when it likes."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.fakes.site import ALICE, Site


@asynccontextmanager
async def connected(site: Site) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A bare connection, closed at once and for good at the end of the block."""
    host, port = site.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()


def request_bytes(document: Any, announced: int | None = None) -> bytes:
    body = json.dumps(document).encode()
    length = len(body) if announced is None else announced
    head = (
        "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\n"
        f"authorization: Bearer {ALICE}\r\ncontent-length: {length}\r\n\r\n"
    )
    return head.encode() + body


async def row(site: Site) -> Any:
    return await asyncio.to_thread(lambda: site.ledger.request)
