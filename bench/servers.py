"""The servers that the gateway's benchmark compares, each in a process of its own.

`python -m bench.servers provider` speaks as a provider with prepared bytes. `… passthrough URL` is
what a proxy on uvicorn, httptools, uvloop and aiohttp costs when it does nothing but pass on.
(`bench.serve_gateway` is the third; it would weigh on these.) Each prints its port.
"""

import asyncio
import json
import socket
import sys
from typing import Any

import aiohttp
import uvicorn
import uvloop

CHUNKS = 50
CHUNK_PAUSE_S = 0.001
_HEAD = {"id": "chatcmpl-1", "created": 1_793_534_400, "model": "gpt-4o-mini-2024-07-18"}
_USAGE = {
    "prompt_tokens": 212,
    "completion_tokens": CHUNKS,
    "total_tokens": 212 + CHUNKS,
    "prompt_tokens_details": {"cached_tokens": 128, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
}
_TEXT = "Both turbines together let 42 cubic metres per second through. " * 8


def _completion(text: str) -> bytes:
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    document = {**_HEAD, "object": "chat.completion", "choices": [choice], "usage": _USAGE}
    return json.dumps(document).encode()


WHOLE = _completion(_TEXT)
STRUCTURED = _completion(json.dumps({"summary": _TEXT, "flow": 42, "tags": ["water", "power"]}))
MISSING = b'{"error": {"message": "No such model.", "type": "not_found", "code": "not_found"}}'


def _event(choices: list[Any], usage: Any = None) -> bytes:
    document = {**_HEAD, "object": "chat.completion.chunk", "choices": choices, "usage": usage}
    return b"data: " + json.dumps(document).encode() + b"\n\n"


STREAM = [
    *(
        _event([{"index": 0, "delta": {"content": f"word{n} "}, "finish_reason": None}])
        for n in range(CHUNKS - 2)
    ),
    _event([{"index": 0, "delta": {}, "finish_reason": "stop"}]),
    _event([], _USAGE) + b"data: [DONE]\n\n",
]


async def provider(scope: Any, receive: Any, send: Any) -> None:
    """Answer without reading more of the request than whether it wants a stream, or JSON.

    At `/missing/…` there is no model, which leads to the next target and opens no circuit.
    """
    body = await _body(receive)
    missing = scope["path"].startswith("/missing/")
    if missing or b'"stream": true' not in body:
        structured = b'"json_schema"' in body
        answer = MISSING if missing else STRUCTURED if structured else WHOLE
        length = (b"content-length", b"%d" % len(answer))
        status = 404 if missing else 200
        await _start(send, [(b"content-type", b"application/json"), length], status)
        await send({"type": "http.response.body", "body": answer})
        return
    await _start(send, [(b"content-type", b"text/event-stream")])
    for chunk in STREAM:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await asyncio.sleep(CHUNK_PAUSE_S)
    await send({"type": "http.response.body", "body": b""})


class PassThrough:
    """Reads a request, makes it anew, and passes the answer on as it comes."""

    def __init__(self, upstream: str) -> None:
        self._upstream = upstream

    async def open(self) -> None:
        connector = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(connector=connector, auto_decompress=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = await _body(receive)
        headers = {
            name.decode(): value.decode()
            for name, value in scope["headers"]
            if name not in {b"host", b"content-length", b"connection"}
        }
        url = self._upstream + scope["path"]
        async with self._session.post(url, data=body, headers=headers) as response:
            kept = [
                (name, value)
                for name, value in response.raw_headers
                if name.lower() not in {b"transfer-encoding", b"connection", b"date", b"server"}
            ]
            await send({"type": "http.response.start", "status": response.status, "headers": kept})
            if response.content_type == "text/event-stream":
                async for chunk in response.content.iter_any():
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
                await send({"type": "http.response.body", "body": b""})
            else:
                await send({"type": "http.response.body", "body": await response.read()})


async def _body(receive: Any) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _start(send: Any, headers: list[tuple[bytes, bytes]], status: int = 200) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def serve(app: Any, http: Any = "httptools") -> None:
    """Serve on a free port until terminated, with the given HTTP protocol; prints the port."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(512)
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(app, http=http, log_level="warning", access_log=False, lifespan="off")
    await uvicorn.Server(config).serve(sockets=[listening])


async def main(role: str, *upstream: str) -> None:
    if role == "provider":
        await serve(provider)
    else:
        proxy = PassThrough(*upstream)
        await proxy.open()
        await serve(proxy)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
