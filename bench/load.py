"""A load generator that costs little: keep-alive connections, prepared bytes, no parsing.

`python -m bench.load HOST PORT CONNECTIONS SECONDS PATH [stream] [model=NAME] [key=SECRET]` sends
the same request over and over and prints how many answers came, and how long they took.
"""

import asyncio
import json
import sys
import time
from typing import cast

import uvloop

QUESTION = "How many cubic metres per second pass the tailrace when both turbines run? "
KEY = "tr_live_bench"
MODEL = "gpt-4o-mini"


def request_bytes(
    port: int, path: str, *, streamed: bool, model: str = MODEL, key: str = KEY
) -> bytes:
    """Return a call as the openai client sends it, with its thirteen headers."""
    document = {
        "model": model,
        "messages": [
            {"role": "system", "content": "You answer in one sentence. " * 4},
            {"role": "user", "content": QUESTION * 8},
        ],
        "temperature": 0.2,
    }
    if streamed:
        document["stream"] = True
        document["stream_options"] = {"include_usage": True}
    body = json.dumps(document).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip, deflate\r\n"
        "Connection: keep-alive\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
        f"User-Agent: OpenAI/Python 3.54.0\r\nAuthorization: Bearer {key}\r\n"
        "X-Stainless-Lang: python\r\nX-Stainless-Package-Version: 3.54.0\r\n"
        "X-Stainless-OS: Linux\r\nX-Stainless-Arch: x64\r\nX-Stainless-Runtime: CPython\r\n"
        "X-Stainless-Runtime-Version: 3.11.7\r\nx-stainless-retry-count: 0\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Connection(asyncio.Protocol):
    """One client: asks, waits for the end of the answer, asks again."""

    def __init__(self, request: bytes, ended: asyncio.Future[None]) -> None:
        self.answers = 0
        self.took_s: list[float] = []
        self._request = request
        self._ended = ended
        self._stops = False
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0 or not _is_whole(self._buffer, head_end):
            return
        assert self._buffer.startswith(b"HTTP/1.1 200"), self._buffer[:300]
        self.answers += 1
        self.took_s.append(time.perf_counter() - self._asked)
        self._buffer = b""
        if self._stops:
            self._transport.close()
        else:
            self._ask()

    def connection_lost(self, _: Exception | None) -> None:
        if not self._ended.done():
            self._ended.set_result(None)

    def stop(self) -> None:
        self._stops = True

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        self._transport.write(self._request)


def _is_whole(buffer: bytes, head_end: int) -> bool:
    at = buffer.lower().find(b"content-length: ", 0, head_end)
    if at < 0:
        return buffer.endswith(b"0\r\n\r\n")
    length = int(buffer[at + 16 : buffer.find(b"\r\n", at)])
    return len(buffer) >= head_end + 4 + length


async def run(host: str, port: int, connections: int, seconds: float, request: bytes) -> None:
    """Keep the connections busy for so long and print what came of it."""
    loop = asyncio.get_running_loop()
    made: list[Connection] = []
    ends = []
    for _ in range(connections):
        ended = loop.create_future()
        _, connection = await loop.create_connection(
            lambda ended=ended: Connection(request, ended),  # type: ignore[misc]
            host,
            port,
        )
        made.append(connection)
        ends.append(ended)
    started = time.perf_counter()
    await asyncio.sleep(seconds)
    for connection in made:
        connection.stop()
    await asyncio.wait_for(asyncio.gather(*ends), 20)
    elapsed_s = time.perf_counter() - started
    took = sorted(second for connection in made for second in connection.took_s)
    print(
        json.dumps(
            {
                "answers": len(took),
                "elapsed_s": elapsed_s,
                "p50_ms": took[len(took) // 2] * 1000,
                "p99_ms": took[len(took) * 99 // 100] * 1000,
            }
        )
    )


if __name__ == "__main__":
    host, port, connections, seconds, path = sys.argv[1:6]
    named = dict(option.split("=", 1) for option in sys.argv[6:] if "=" in option)
    request = request_bytes(int(port), path, streamed="stream" in sys.argv[6:], **named)
    uvloop.run(run(host, int(port), int(connections), float(seconds), request))
